//! What was there and what happened before the app ran: the view that was prepared at build time, what the visitor did with
//! it, and the answer to who is logged in. `start.js` keeps them; without it, as in tests of the page, there is nothing.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The name that `start.js` goes by in the window.
const EARLY: &str = "tapoCareEarly";

/// Call before the prepared view leaves the document. What was typed and done there is kept until [`carry_over`], and no longer.
pub fn leave_early_view() {
    call("leave");
}

/// Does in the app's view what the visitor did in the prepared one. Call when the app has built its first view, in the same
/// turn as [`leave_early_view`]: the browser paints nothing in between.
pub fn carry_over() {
    call("carryOver");
}

/// Whether the prepared view asks for an e-mail address, as all views about passwords do.
pub fn early_view_asks_for_email() -> bool {
    call("asksForEmail").is_some_and(|asks| asks.is_truthy())
}

/// The text of the answer to who is logged in, if that was asked before the app ran. Only once; `Some(None)` when no good
/// answer came.
pub async fn session_asked_early() -> Option<Option<String>> {
    let promise: Promise = Reflect::get(&early()?, &"session".into()).ok()?.dyn_into().ok()?;
    // It fails for no plain object.
    let _ = Reflect::set(&early()?, &"session".into(), &JsValue::NULL);
    Some(JsFuture::from(promise).await.ok().and_then(|text| text.as_string()))
}

/// The words of a language, if their file was asked for before the app ran, and came.
pub async fn words_asked_early(file: &str) -> Option<String> {
    let asked = Reflect::get(&early()?, &"words".into()).ok()?;
    let is_this = Reflect::get(&asked, &"file".into()).ok()?.as_string().as_deref() == Some(file);
    let promise: Promise = Reflect::get(&asked, &"text".into()).ok()?.dyn_into().ok().filter(|_| is_this)?;
    JsFuture::from(promise).await.ok().and_then(|text| text.as_string())
}

fn early() -> Option<JsValue> {
    let early = Reflect::get(super::window()?.as_ref(), &EARLY.into()).ok()?;
    early.is_object().then_some(early)
}

/// What a function of the start script gives. What fails there is done without: what it can't carry over is typed again.
fn call(name: &str) -> Option<JsValue> {
    let early = early()?;
    let function: Function = Reflect::get(&early, &name.into()).ok()?.dyn_into().ok()?;
    function.call0(&early).ok()
}
