//! Waiting, and the end of waiting.

use js_sys::Promise;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

/// Waits.
pub async fn pause(seconds: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            // It fails for no function; and if it did, the promise would wait for ever, which is what a broken timer means.
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds(seconds));
        }
    });
    // The promise is never rejected.
    let _ = JsFuture::from(promise).await;
}

/// Ends a request when its time is over. Dropped, it ends nothing any more.
pub struct TimeLimit {
    controller: Option<AbortController>,
    timer: Option<i32>,
    // The browser calls it, so it has to live as long as the timer.
    _end: Closure<dyn FnMut()>,
}

impl TimeLimit {
    /// Starts to count.
    pub fn seconds(seconds: u32) -> Self {
        let controller = AbortController::new().ok();
        let end = Closure::new({
            let controller = controller.clone();
            move || {
                if let Some(controller) = &controller {
                    controller.abort();
                }
            }
        });
        let function = end.as_ref().unchecked_ref();
        let timer = web_sys::window().and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(function, milliseconds(seconds)).ok()
        });
        Self { controller, timer, _end: end }
    }

    /// What the request listens to.
    pub fn signal(&self) -> Option<AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }
}

impl Drop for TimeLimit {
    fn drop(&mut self) {
        if let (Some(window), Some(timer)) = (web_sys::window(), self.timer) {
            window.clear_timeout_with_handle(timer);
        }
    }
}

/// As the browser's timers count.
fn milliseconds(seconds: u32) -> i32 {
    i32::try_from(seconds.saturating_mul(1000)).unwrap_or(i32::MAX)
}
