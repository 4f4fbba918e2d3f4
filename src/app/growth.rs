//! The app is built out of sight in several turns of the browser, so that none of them keeps it from typing and scrolling for long.
//! What a browser does for the first time in a program of this kind takes it long: it compiles each function when it is first called.

use leptos::prelude::*;

/// The router with the frame's outermost elements; the header; what stands around the view; the view.
const PARTS: u8 = 4;

/// How many of its parts the app has, shared through Leptos' context. Without it the app has all.
#[derive(Clone, Copy, Debug)]
pub struct Growth(RwSignal<u8>);

impl Growth {
    /// Nothing but what the parts share.
    pub fn begin() -> Self {
        Self(RwSignal::new(0))
    }

    /// Builds the next part. Whether there was one left.
    pub fn go_on(self) -> bool {
        let parts = self.0.get_untracked();
        if parts < PARTS {
            self.0.set(parts + 1);
        }
        parts < PARTS
    }

    /// Whether this part is built; tracked.
    pub(super) fn has(self, part: u8) -> bool {
        self.0.get() >= part
    }
}

impl Default for Growth {
    /// Everything.
    fn default() -> Self {
        Self(RwSignal::new(PARTS))
    }
}
