//! Logging out, wherever on the page.

use super::leaving;
use crate::api::LoggedIn;
use crate::say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// A way to log out: once, however often it is clicked. Then all that was typed is forgotten, and the log-in is shown.
#[derive(Clone)]
pub struct LogOut {
    busy: RwSignal<bool>,
    failed: RwSignal<bool>,
    leave: Arc<dyn Fn() + Send + Sync>,
}

impl LogOut {
    /// Call in a component's body.
    pub fn new() -> Self {
        Self { busy: RwSignal::new(false), failed: RwSignal::new(false), leave: Arc::new(leaving()) }
    }

    /// Whether it is under way.
    pub const fn busy(&self) -> RwSignal<bool> {
        self.busy
    }

    /// Logs out, unless that is under way.
    pub fn send(&self, api: LoggedIn) {
        if self.busy.get_untracked() {
            return;
        }
        self.failed.set(false);
        self.busy.set(true);
        let this = self.clone();
        spawn_local(async move {
            let answer = api.log_out().await;
            this.busy.try_set(false);
            match answer {
                Err(failure) if !failure.is_logged_out() => drop(this.failed.try_set(true)),
                // Gone already is gone as well.
                Ok(()) | Err(_) => (this.leave)(),
            }
        });
    }

    /// What is said when nobody knows whether it worked.
    pub fn status(&self) -> impl IntoView + use<> {
        let failed = self.failed;
        view! {
            <p class="status" role="status">
                {move || failed.get().then_some(say::frame::LOG_OUT_UNKNOWN)}
            </p>
        }
    }
}

impl Default for LogOut {
    fn default() -> Self {
        Self::new()
    }
}
