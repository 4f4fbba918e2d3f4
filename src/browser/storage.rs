//! What is kept in the browser's tab over a reload, and gone when the tab is closed. Never a code, a password or a token.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    type TabStorage;
    #[wasm_bindgen(catch, method, js_name = getItem)]
    fn get(this: &TabStorage, name: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(catch, method, js_name = setItem)]
    fn set(this: &TabStorage, name: &str, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, method, js_name = removeItem)]
    fn remove(this: &TabStorage, name: &str) -> Result<(), JsValue>;
}

/// Keeps a text under a name.
pub fn keep_in_tab(name: &str, text: &str) {
    if let Some(storage) = storage() {
        // It fails where the storage is full: then a reload begins afresh.
        let _ = storage.set(name, text);
    }
}

/// The text that was kept under a name.
pub fn kept_in_tab(name: &str) -> Option<String> {
    storage()?.get(name).ok().flatten()
}

/// Forgets what was kept under a name.
pub fn forget_in_tab(name: &str) {
    if let Some(storage) = storage() {
        // As above.
        let _ = storage.remove(name);
    }
}

/// None where the visitor forbids it.
fn storage() -> Option<TabStorage> {
    let storage = Reflect::get(super::window()?.as_ref(), &"sessionStorage".into()).ok()?;
    storage.is_object().then(|| storage.unchecked_into())
}
