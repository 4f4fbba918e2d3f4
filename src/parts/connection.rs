//! Whether there is a network, for all views.

use crate::browser;
use leptos::prelude::*;

/// Whether the browser is online, shared through Leptos' context.
#[derive(Clone, Copy, Debug)]
pub struct Connection(RwSignal<bool>);

impl Connection {
    /// As the browser says.
    pub fn new() -> Self {
        Self(RwSignal::new(browser::is_online()))
    }

    /// The browser may say something else by now.
    pub fn look_again(self) {
        self.0.set(browser::is_online());
    }

    /// Whether it is online, for views.
    pub fn is_online(self) -> Signal<bool> {
        self.0.into()
    }
}

impl Default for Connection {
    fn default() -> Self {
        Self::new()
    }
}
