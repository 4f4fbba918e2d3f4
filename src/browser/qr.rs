//! QR codes: drawn by a script that is loaded when the first is wanted.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

/// The encoder, as `cargo xtask style` writes it.
pub const QR_ENCODER: &str = "/tapo_web/on-demand/uqr-31726ce03376a63e.mjs";

#[wasm_bindgen]
extern "C" {
    /// The browser's own `import()`, which loads a module once.
    #[wasm_bindgen(catch, js_name = import)]
    fn import_module(address: &str) -> Result<Promise, JsValue>;
}

/// The dark squares of a QR code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrPicture {
    /// Squares along a side.
    pub size: u32,
    /// The dark ones, as the path of an SVG in which a square is 1 wide. Without the quiet zone around.
    pub path: String,
}

/// The QR code of a text. `None` when the encoder can't be loaded, or the text is too long for one.
pub async fn qr_code(text: &str) -> Option<QrPicture> {
    if !super::is_here() {
        return None;
    }
    let module = JsFuture::from(import_module(QR_ENCODER).ok()?).await.ok()?;
    let encode: Function = Reflect::get(&module, &"encode".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    // Medium: read in spite of a crease or a thumb. Without a border, which the picture has of itself.
    Reflect::set(&options, &"ecc".into(), &"M".into()).ok()?;
    Reflect::set(&options, &"border".into(), &0.into()).ok()?;
    let code = encode.call2(&JsValue::UNDEFINED, &text.into(), &options).ok()?;
    let rows: Array = Reflect::get(&code, &"data".into()).ok()?.dyn_into().ok()?;
    let rows: Vec<Vec<bool>> = rows
        .iter()
        .map(|row| Some(row.dyn_into::<Array>().ok()?.iter().map(|square| square.is_truthy()).collect()))
        .collect::<Option<_>>()?;
    Some(QrPicture { size: u32::try_from(rows.len()).ok()?, path: path(&rows) })
}

/// One rectangle for each run of dark squares.
fn path(rows: &[Vec<bool>]) -> String {
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run[0] {
                for part in ["M", &x.to_string(), " ", &y.to_string(), "h", &run.len().to_string(), "v1h-"] {
                    path.push_str(part);
                }
                path.push_str(&run.len().to_string());
                path.push('z');
            }
            x += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_squares_side_by_side_are_one_rectangle() {
        let rows = [vec![true, true, false, true], vec![false, false, false, false], vec![false, true, true, false]];
        assert_eq!(path(&rows), "M0 0h2v1h-2zM3 0h1v1h-1zM1 2h2v1h-2z");
    }
}
