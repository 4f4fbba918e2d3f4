//! Whether there is a network, and what is worth asking the server again for at once.

use js_sys::{Function, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Event;

/// After these events the answer to a question may be another: the network is back, another tab has kept or forgotten something,
/// the tab is looked at again; and our own, see [`wake`].
const WAKING: [&str; 4] = ["online", "storage", "visibilitychange", WAKE];

const WAKE: &str = "tapocarewake";

/// Whether the browser has a network at all. If not, nothing can be sent; if so, the server may be out of reach all the same.
pub fn is_online() -> bool {
    super::window().is_none_or(|window| window.navigator().on_line())
}

/// Ends all [`pause_unless_woken`] of this tab.
pub fn wake() {
    if let (Some(window), Ok(event)) = (super::window(), Event::new(WAKE)) {
        // It fails for an event that is being sent already, and this one is new.
        let _ = window.dispatch_event(&event);
    }
}

/// Waits, but not longer than until something happens after which it is worth looking again.
pub async fn pause_unless_woken(seconds: u32) {
    let mut woken = Woken(None);
    let promise = Promise::new(&mut |resolve, _| woken = Woken::listen(resolve));
    let awake = async {
        // The promise is never rejected.
        let _ = JsFuture::from(promise).await;
    };
    futures_util::future::select(Box::pin(awake), Box::pin(super::pause(seconds))).await;
    drop(woken);
}

/// A function that the browser calls when something happens. Dropped, it is not called any more.
struct Woken(Option<Function>);

impl Woken {
    fn listen(function: Function) -> Self {
        let Some(window) = super::window() else { return Self(None) };
        for name in WAKING {
            // It fails for no function.
            let _ = window.add_event_listener_with_callback(name, function.unchecked_ref());
        }
        Self(Some(function))
    }
}

impl Drop for Woken {
    fn drop(&mut self) {
        let (Some(window), Some(function)) = (super::window(), &self.0) else { return };
        for name in WAKING {
            // It fails for no function.
            let _ = window.remove_event_listener_with_callback(name, function.unchecked_ref());
        }
    }
}
