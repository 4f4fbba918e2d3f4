//! Files that the visitor chooses. They are read here and sent nowhere.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;

/// Bytes of the longest text that is read: many times what a list of codes can be.
const LONGEST: f64 = 1_000_000.0;

#[wasm_bindgen]
extern "C" {
    /// A file that was chosen.
    #[derive(Clone, Debug)]
    pub type File;
    #[wasm_bindgen(method, getter)]
    fn size(this: &File) -> f64;
    #[wasm_bindgen(catch, method)]
    fn text(this: &File) -> Result<Promise, JsValue>;
}

/// The file that was chosen in an input. The input is empty again afterwards, so that the same file can be chosen again.
pub fn chosen_file(input: &HtmlInputElement) -> Option<File> {
    let files = Reflect::get(input, &"files".into()).ok().filter(|files| files.is_object())?;
    let file = Reflect::get_u32(&files, 0).ok().filter(|file| file.is_object());
    input.set_value("");
    file.map(JsCast::unchecked_into)
}

/// The text of a file. `None` when it is no text, or much too long for one that is typed.
pub async fn text_of(file: &File) -> Option<String> {
    if file.size() > LONGEST {
        return None;
    }
    let text = JsFuture::from(file.text().ok()?).await.ok()?.as_string()?;
    // What browsers put in the place of bytes that are no text, and what no text holds.
    (!text.contains(['\u{fffd}', '\0'])).then_some(text)
}
