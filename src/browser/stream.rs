//! Server-sent events.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventSource, MessageEvent};

/// A stream of events, which the browser opens again by itself when its connection breaks. Dropped, it is closed.
pub struct EventStream {
    source: EventSource,
    // The browser calls it, so it has to live as long as the stream.
    _hear: Closure<dyn FnMut(Event)>,
}

impl EventStream {
    /// Opens it. `hear` is told of "open" and "error", and of each event of these names with its data.
    pub fn open(address: &str, names: &[&str], mut hear: impl FnMut(&str, Option<String>) + 'static) -> Option<Self> {
        let source = EventSource::new(address).ok()?;
        let hear = Closure::new(move |event: Event| {
            let data = event.dyn_ref::<MessageEvent>().and_then(|message| message.data().as_string());
            hear(&event.type_(), data);
        });
        for name in ["open", "error"].iter().chain(names) {
            source.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref()).ok()?;
        }
        Some(Self { source, _hear: hear })
    }
}

impl Drop for EventStream {
    fn drop(&mut self) {
        self.source.close();
    }
}
