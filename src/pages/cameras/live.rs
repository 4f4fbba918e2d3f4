//! Cameras that are added or change while the page is open, shown without a reload.
//!
//! It listens only while the visitor sees the page, since browsers allow six connections to a server. What happened when
//! nobody listened is in the list, which is read again whenever the stream opens. Without a stream nothing is said: the
//! page works as well, and looks again when the visitor comes back to it.

use super::choice::Choice;
use crate::api::{LoggedIn, News};
use crate::browser::{self, EventStream};
use crate::say::{self, Text};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Keeps the cameras of a choice up to date for as long as the view is there. Gives what is to be announced.
pub(super) fn follow(api: LoggedIn, choice: RwSignal<Choice>) -> RwSignal<Option<Text>> {
    let announcement = RwSignal::new(None);
    let announce = move |names: Option<Vec<String>>| {
        if let Some(names) = names.filter(|names| !names.is_empty()) {
            announcement.try_set(Some(say::cameras::appeared(super::names(names))));
        }
    };
    let read = {
        let api = api.clone();
        move || {
            let api = api.clone();
            spawn_local(async move {
                if let Ok(list) = api.cameras().await {
                    announce(choice.try_update(|choice| choice.refresh(list.items)));
                }
            });
        }
    };
    let stream = StoredValue::new_local(None::<EventStream>);
    let listen = move |mut unread: bool| {
        let read = read.clone();
        let opened = api.camera_events(move |news| match news {
            News::Open => {
                unread = false;
                read();
            }
            // The browser says so at each of its tries; one look is enough.
            News::Broken => {
                if std::mem::take(&mut unread) {
                    read();
                }
            }
            News::Camera(camera) => announce(choice.try_update(|choice| choice.take(*camera))),
            News::Over => drop(stream.try_set_value(None)),
        });
        stream.set_value(opened);
    };
    if browser::is_visible() {
        // The list is fresh: it was read a moment ago.
        listen(false);
    }
    let changes = window_event_listener_untyped("visibilitychange", move |_| {
        stream.set_value(None);
        if browser::is_visible() {
            listen(true);
        }
    });
    on_cleanup(move || changes.remove());
    announcement
}
