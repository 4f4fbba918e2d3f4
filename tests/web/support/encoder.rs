//! What draws QR codes, without the file that the page loads for it: an import map puts a module in its place that draws two
//! squares by two and keeps what it was asked for. The real one is tried by the journeys.

use super::find::document;
use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// Where the module keeps the last text, and where it is told that it is away.
const TEXT: &str = "tapoCareTestQr";
const AWAY: &str = "tapoCareTestNoQr";

/// From now on it can't be had.
pub(crate) fn lose() {
    set(AWAY, JsValue::TRUE);
}

/// It can be had, and has drawn nothing yet.
pub(super) fn reset() {
    set(AWAY, JsValue::FALSE);
    set(TEXT, JsValue::NULL);
}

/// Puts the module in the place of the file. Once for all tests, and before the first of them asks for the file: no map changes
/// what was asked for before.
pub(super) fn install() {
    let module = format!(
        "data:text/javascript,export function encode(text) {{ if (window.{AWAY}) throw new Error(); window.{TEXT} = text; \
         return {{ data: [[true, false], [true, true]] }}; }}"
    );
    let map = document().create_element("script").expect("an element");
    map.set_attribute("type", "importmap").expect("an attribute");
    let imports = serde_json::json!({ "imports": { tapo_care_web::browser::QR_ENCODER: module } });
    map.set_text_content(Some(&imports.to_string()));
    document()
        .query_selector("head")
        .expect("a selector")
        .expect("a head")
        .append_child(&map)
        .expect("the head takes it");
}

/// The text of the QR code that was drawn last.
pub(crate) fn drawn() -> Option<String> {
    let window = web_sys::window().expect("a window");
    Reflect::get(&window, &TEXT.into()).ok()?.as_string()
}

fn set(name: &str, value: JsValue) {
    let window = web_sys::window().expect("a window");
    Reflect::set(&window, &name.into(), &value).expect("the window takes it");
}
