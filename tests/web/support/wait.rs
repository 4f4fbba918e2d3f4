//! Waiting for what is visible. Nothing here sleeps.

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Milliseconds after which a test gives up. Long, since a busy machine is no failure.
const PATIENCE: f64 = 10_000.0;

/// Looks until there is something, turn by turn. `what` says what is waited for.
pub(crate) async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = super::clock::real();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(
            super::clock::real() - start < PATIENCE,
            "Waited in vain for {what}.\nThe address: {}\nWritten into the history: {:?}\nThe requests: {:#?}\nWithout an answer: {:?}\nThe page:\n{}",
            super::find::address(),
            super::traces::history(),
            super::network::requests(),
            super::network::unexpected(),
            super::find::page_text(),
        );
        turn().await;
    }
}

/// Lets everything happen that the page has already set going: its work is done in microtasks and timers of no time, and
/// those it starts meanwhile. Only for "and nothing more happens".
pub(crate) async fn settle() {
    for _ in 0..3 {
        turn().await;
    }
}

/// The browser's next turn.
async fn turn() {
    let promise = Promise::new(&mut |resolve: Function, _| {
        let window = web_sys::window().expect("a window");
        window.set_timeout_with_callback(&resolve).expect("a timer");
    });
    let _: JsValue = JsFuture::from(promise).await.expect("a timer rejects nothing");
}
