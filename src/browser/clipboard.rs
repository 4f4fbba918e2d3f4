//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// Puts a text on the clipboard. Whether it is there now: browsers may refuse, and offer none at all on plain http.
pub async fn copy(text: &str) -> bool {
    let Some(window) = super::window() else { return false };
    if !window.is_secure_context() {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
