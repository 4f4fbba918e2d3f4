//! Streams of events, as the page knows them: `window.EventSource` is one that the test speaks through.
//!
//! Like the network of these tests it stands in for what is beneath the page's own code, and does what a browser's does:
//! nothing before it opens, nothing after it was closed. What a real one does with a real server is for the journeys.

use js_sys::{Array, Function, Reflect};
use serde::Serialize;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventTarget, MessageEvent, MessageEventInit};

thread_local! {
    static STREAMS: RefCell<Array> = RefCell::new(Array::new());
}

/// `new EventSource(url)`. The first argument is bound to where all of them are kept.
const CONSTRUCTOR: &str = "const source = new EventTarget(); source.url = url; source.readyState = 0; \
                           source.close = () => { source.readyState = 2; }; streams.push(source); return source;";

/// As the standard numbers them.
const OPEN: f64 = 1.0;
const CLOSED: f64 = 2.0;

/// A stream that the page has asked for.
#[derive(Clone)]
pub(crate) struct Stream(EventTarget);

/// All that the page has asked for, in order.
pub(crate) fn streams() -> Vec<Stream> {
    STREAMS.with_borrow(|streams| streams.iter().map(|source| Stream(source.unchecked_into())).collect())
}

/// Those that the page has not closed.
pub(crate) fn open_streams() -> Vec<Stream> {
    streams().into_iter().filter(|stream| !stream.is_closed()).collect()
}

/// Starts afresh.
pub(super) fn reset() {
    STREAMS.with_borrow(|streams| streams.set_length(0));
}

/// Puts itself in the place of the browser's `EventSource`. Once for all tests.
pub(super) fn install() {
    let streams: JsValue = STREAMS.with_borrow(|streams| streams.clone().into());
    let constructor = Function::new_with_args("streams, url", CONSTRUCTOR).bind1(&JsValue::UNDEFINED, &streams);
    let window = web_sys::window().expect("a window");
    Reflect::set(&window, &"EventSource".into(), &constructor).expect("EventSource can be replaced");
}

impl Stream {
    /// What it was asked from.
    pub(crate) fn address(&self) -> String {
        self.get("url").as_string().expect("an address")
    }

    /// Whether the page has closed it.
    pub(crate) fn is_closed(&self) -> bool {
        self.get("readyState").as_f64() == Some(CLOSED)
    }

    /// The connection is there.
    pub(crate) fn open(&self) {
        self.state(OPEN);
        self.tell(&web_sys::Event::new("open").expect("an event"));
    }

    /// The connection broke, or could not be had.
    pub(crate) fn fail(&self) {
        self.tell(&web_sys::Event::new("error").expect("an event"));
    }

    /// The server sends an event.
    pub(crate) fn send(&self, name: &str, data: &impl Serialize) {
        let init = MessageEventInit::new();
        init.set_data(&serde_json::to_string(data).expect("wire types become JSON").into());
        self.tell(&MessageEvent::new_with_event_init_dict(name, &init).expect("an event"));
    }

    /// A stream that was closed says nothing any more.
    fn tell(&self, event: &web_sys::Event) {
        if !self.is_closed() {
            self.0.dispatch_event(event).expect("the event is sent");
        }
    }

    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).expect("it has that")
    }

    fn state(&self, state: f64) {
        Reflect::set(&self.0, &"readyState".into(), &state.into()).expect("it has a state");
    }
}
