//! QR codes as the page draws them: a path, no image.

use qrcodegen::{QrCode as Modules, QrCodeEcc};
use tapo_care_wire::QrCode;

/// The QR code of a text. `None` when it is too long for one.
pub(crate) fn code(text: &str) -> Option<QrCode> {
    // Medium: fifteen of a hundred parts may be hidden, by a reflection or a fold.
    let modules = Modules::encode_text(text, QrCodeEcc::Medium).ok()?;
    Some(QrCode { size: u32::try_from(modules.size()).ok()?, path: path(&modules) })
}

/// Each row's runs of dark modules, as rectangles one high.
fn path(modules: &Modules) -> String {
    let mut path = String::new();
    for y in 0..modules.size() {
        let mut x = 0;
        while x < modules.size() {
            let length = (x..modules.size()).take_while(|&x| modules.get_module(x, y)).count();
            if length > 0 {
                path += &format!("M{x} {y}h{length}v1h-{length}z");
            }
            x += i32::try_from(length).unwrap_or(i32::MAX - x).max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the path as the page does, eight pixels a module and four light modules around, and reads what it says.
    fn read(code: &QrCode) -> Vec<String> {
        let size = code.size as usize;
        let mut dark = vec![false; size * size];
        for run in code.path.split_terminator('z') {
            let (at, rest) = run.strip_prefix('M').and_then(|run| run.split_once('h')).expect("a run");
            let (x, y) = at.split_once(' ').expect("a place");
            let (length, back) = rest.split_once("v1h-").expect("a rectangle one high");
            assert_eq!(length, back);
            let [x, y, length] = [x, y, length].map(|number| number.parse::<usize>().expect("a number"));
            assert!(x + length <= size);
            dark[y * size + x..][..length].fill(true);
        }
        let side = (size + 8) * 8;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            let module = |at: usize| (at / 8).checked_sub(4).filter(|&at| at < size);
            let is_dark = module(x).zip(module(y)).is_some_and(|(x, y)| dark[y * size + x]);
            if is_dark { 0 } else { 255 }
        });
        image.detect_grids().iter().map(|grid| grid.decode().expect("is read").1).collect()
    }

    #[test]
    fn a_reader_reads_what_was_written() {
        let uri = "otpauth://totp/Tapo%20Care:a%40b.de?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tapo%20Care";
        for text in ["x", uri] {
            assert_eq!(read(&code(text).expect("a QR code")), [text]);
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_none() {
        assert!(code(&"x".repeat(3000)).is_none());
    }
}
