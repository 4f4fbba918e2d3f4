//! What the server says by itself, while somebody looks.

use super::{LoggedIn, http::API};
use crate::browser::EventStream;
use tapo_care_wire::{Camera, camera_events};

/// What is heard of the account's cameras.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// The stream is open, for the first time or again: what happened before is not heard.
    Open,
    /// The stream could not be opened, or broke. The browser may try again.
    Broken,
    /// A camera was added, or is not as it was.
    Camera(Box<Camera>),
    /// Nothing will come any more: the stream is to be closed.
    Over,
}

impl LoggedIn {
    /// Listens for cameras that are added or change, until the stream is dropped. None where the browser can't.
    pub fn camera_events(&self, mut hear: impl FnMut(News) + 'static) -> Option<EventStream> {
        let address = [API, "/cameras/events"].concat();
        EventStream::open(&address, &[camera_events::CAMERA, camera_events::END], move |name, data| {
            hear(match name {
                "open" => News::Open,
                "error" => News::Broken,
                camera_events::END => News::Over,
                // What can't be read is left out: the list has it, too.
                _ => match data.and_then(|data| serde_json::from_str(&data).ok()) {
                    Some(camera) => News::Camera(camera),
                    None => return,
                },
            });
        })
    }
}
