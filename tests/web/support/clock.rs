//! The browser's clock, in the test's hand: what the page wants to do later is done when the test lets time pass.
//!
//! `Date.now` stands still meanwhile, so that what is counted down is what the test lets pass.
//!
//! Timers of less than half a second are the browser's own: they are how pages put things off to the next turn.

use js_sys::{Function, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// Milliseconds from which on a timer is ours.
const LONG: f64 = 500.0;

/// Our timers count from here, out of the way of the browser's.
const FIRST_ID: i32 = 1_000_000_000;

struct Timer {
    id: i32,
    due: f64,
    run: Function,
}

#[derive(Default)]
struct Clock {
    /// Milliseconds that the test has let pass.
    now: f64,
    next: i32,
    timers: Vec<Timer>,
}

thread_local! {
    static CLOCK: RefCell<Clock> = RefCell::default();
    static REAL: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Milliseconds of the real clock, for how long a test may wait.
pub(crate) fn real() -> f64 {
    REAL.with_borrow(|real| match real {
        Some(now) => now.call0(&JsValue::UNDEFINED).ok().and_then(|now| now.as_f64()).expect("a number"),
        None => js_sys::Date::now(),
    })
}

/// Lets time pass, and does what falls due.
pub(crate) fn pass(seconds: f64) {
    let due = CLOCK.with_borrow_mut(|clock| {
        clock.now += seconds * 1000.0;
        let now = clock.now;
        let (due, later) = std::mem::take(&mut clock.timers).into_iter().partition(|timer| timer.due <= now);
        clock.timers = later;
        due
    });
    let mut due: Vec<Timer> = due;
    due.sort_by(|a, b| a.due.total_cmp(&b.due));
    for timer in due {
        timer.run.call0(&JsValue::UNDEFINED).expect("a timer's function runs");
    }
}

/// Waits until the page wants to do something in that many seconds and in none fewer, and lets them pass.
pub(crate) async fn pass_when_due(seconds: f64) {
    super::until(&format!("a timer of {seconds} seconds, not {:?}", seconds_left()), || {
        (seconds_left().first() == Some(&seconds)).then_some(())
    })
    .await;
    pass(seconds);
}

/// How many seconds are left until each timer, soonest first.
pub(crate) fn seconds_left() -> Vec<f64> {
    CLOCK.with_borrow(|clock| {
        let mut left: Vec<f64> = clock.timers.iter().map(|timer| (timer.due - clock.now) / 1000.0).collect();
        left.sort_by(f64::total_cmp);
        left
    })
}

/// Starts afresh.
pub(super) fn reset() {
    CLOCK.with_borrow_mut(|clock| clock.timers.clear());
}

/// Puts itself in the place of the browser's timers. Once for all tests.
pub(super) fn install() {
    let window = web_sys::window().expect("a window");
    let date = Reflect::get(&window, &"Date".into()).expect("dates");
    let now: Function = Reflect::get(&date, &"now".into()).and_then(JsCast::dyn_into).expect("the browser's clock");
    let start = js_sys::Date::now();
    REAL.set(Some(now));
    let ours = Closure::<dyn Fn() -> f64>::new(move || start + CLOCK.with_borrow(|clock| clock.now));
    Reflect::set(&date, &"now".into(), &ours.into_js_value()).expect("the clock can be replaced");
    let original = |name: &str| -> Function {
        Reflect::get(&window, &name.into()).and_then(JsCast::dyn_into).expect("the browser's timers")
    };
    let (set, clear) = (original("setTimeout"), original("clearTimeout"));
    let ours = Closure::<dyn Fn(Function, JsValue) -> JsValue>::new(move |run: Function, after: JsValue| {
        let after = after.as_f64().unwrap_or_default();
        if after < LONG {
            return set.call2(&JsValue::UNDEFINED, &run, &after.into()).expect("a timer is set");
        }
        CLOCK.with_borrow_mut(|clock| {
            let id = FIRST_ID + clock.next;
            clock.next += 1;
            clock.timers.push(Timer { id, due: clock.now + after, run });
            id.into()
        })
    });
    Reflect::set(&window, &"setTimeout".into(), &ours.into_js_value()).expect("timers can be replaced");
    let ours = Closure::<dyn Fn(JsValue)>::new(move |id: JsValue| {
        CLOCK.with_borrow_mut(|clock| clock.timers.retain(|timer| id.as_f64() != Some(timer.id.into())));
        clear.call1(&JsValue::UNDEFINED, &id).expect("a timer is cleared");
    });
    Reflect::set(&window, &"clearTimeout".into(), &ours.into_js_value()).expect("timers can be replaced");
}
