//! Waiting, and the end of waiting.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

/// Waits. Dropped meanwhile, it takes its timer along.
pub async fn pause(seconds: u32) {
    let mut timer = Timer(None);
    let promise = Promise::new(&mut |resolve, _| {
        // It fails for no function; and if it did, the promise would wait for ever, which is what a broken timer means.
        timer = Timer::start(&resolve, seconds);
    });
    // The promise is never rejected.
    let _ = JsFuture::from(promise).await;
    drop(timer);
}

/// Waits for a moment, between two looks at what a camera shows.
pub async fn pause_briefly() {
    wait(200).await;
}

/// Lets the browser do what has gathered: what comes next is done in another turn.
pub async fn turn() {
    wait(0).await;
}

/// Waits until the browser has nothing else to do; where it does not tell, for another turn.
pub async fn idle() {
    let mut is_told = false;
    let promise = Promise::new(&mut |resolve, _| {
        is_told = super::window().is_some_and(|window| window.request_idle_callback(&resolve).is_ok());
    });
    if is_told {
        // The promise is never rejected.
        let _ = JsFuture::from(promise).await;
    } else {
        turn().await;
    }
}

async fn wait(milliseconds: i32) {
    let mut timer = Timer(None);
    let promise = Promise::new(&mut |resolve, _| timer = Timer::start_after(&resolve, milliseconds));
    // The promise is never rejected.
    let _ = JsFuture::from(promise).await;
    drop(timer);
}

/// Milliseconds of the browser's clock. Only for how much time has passed: it decides nothing about codes.
pub fn clock() -> f64 {
    js_sys::Date::now()
}

/// The same in whole milliseconds.
pub fn milliseconds_now() -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole, and long after 1970")]
    let now = clock() as u64;
    now
}

/// A function that the browser calls later. Dropped, it is not called any more.
struct Timer(Option<i32>);

impl Timer {
    fn start(function: &Function, seconds: u32) -> Self {
        Self::start_after(function, milliseconds(seconds))
    }

    fn start_after(function: &Function, milliseconds: i32) -> Self {
        Self(super::window().and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(function, milliseconds).ok()
        }))
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let (Some(window), Some(timer)) = (super::window(), self.0) {
            window.clear_timeout_with_handle(timer);
        }
    }
}

/// Ends a request when its time is over. Dropped, it ends nothing any more.
pub struct TimeLimit {
    controller: Option<AbortController>,
    _timer: Timer,
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
        let timer = Timer::start(end.as_ref().unchecked_ref(), seconds);
        Self { controller, _timer: timer, _end: end }
    }

    /// What the request listens to.
    pub fn signal(&self) -> Option<AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }
}

/// As the browser's timers count.
fn milliseconds(seconds: u32) -> i32 {
    i32::try_from(seconds.saturating_mul(1000)).unwrap_or(i32::MAX)
}
