//! Finding out what became of a confirmation, wherever on the page.

use super::Pending;
use crate::api::{Failure, LoggedIn};
use crate::browser;
use crate::redemption::Confirmation;
use leptos::prelude::*;
use leptos::task::spawn_local;
use tapo_care_wire::RedemptionId;

/// A redemption whose confirmation may be sent, or was: what the page says of it, and the asking until the truth is known.
#[derive(Clone)]
pub struct Inquiry {
    api: LoggedIn,
    id: RedemptionId,
    pending: Pending,
    state: RwSignal<Confirmation>,
    is_asking: StoredValue<bool>,
}

impl Inquiry {
    /// Begins. `read` is the redemption as the server told it, where it has been asked already. While the outcome of a
    /// confirmation is open, sent here or in any other tab, it asks. Call in a component's body.
    pub fn begin(api: LoggedIn, id: RedemptionId, read: Option<Confirmation>) -> Self {
        let pending = expect_context::<Pending>();
        let open = untrack(|| pending.of(&api.viewer().id, &id)).unwrap_or_default();
        let first = read.unwrap_or_else(|| Confirmation::resumed(open, browser::milliseconds_now()));
        let inquiry = Self { api, id, pending, state: RwSignal::new(first), is_asking: StoredValue::new(false) };
        let this = inquiry.clone();
        Effect::new(move |_| {
            let Some(open) = this.pending.of(&this.api.viewer().id, &this.id) else { return };
            // No state that could be derived: what other tabs do is an event, and here is where it is heard.
            this.step(|state| state.sent_elsewhere(open, browser::milliseconds_now()));
            let this = this.clone();
            spawn_local(async move { this.find_out().await });
        });
        inquiry
    }

    /// Which redemption it is about.
    pub const fn id(&self) -> &RedemptionId {
        &self.id
    }

    /// What is known; for views.
    pub fn state(&self) -> RwSignal<Confirmation> {
        self.state
    }

    /// Sends the confirmation, once, and asks what became of it for as long as nobody knows. What is found out is kept even if
    /// the visitor has gone elsewhere meanwhile.
    pub async fn confirm(&self) {
        // Only a reader confirms: of two clicks the second finds the first one's confirmation on its way.
        let Some(reading @ Confirmation::Reading { .. }) = self.state.try_get_untracked() else { return };
        let sending = reading.confirm();
        self.state.set(sending.clone());
        let Some(preview) = sending.redemption() else { return };
        self.pending.sent(&self.api.viewer().id, &self.id);
        let answer = self.api.confirm(preview).await;
        let next = sending.answered(answer, browser::milliseconds_now());
        match &next {
            Confirmation::Checking { .. } => self.pending.lost(&self.api.viewer().id, &self.id),
            _ => self.pending.settled(&self.api.viewer().id, &self.id),
        }
        self.state.try_set(next);
        self.find_out().await;
    }

    /// Looks whether what the visitor reads still is so.
    pub async fn look_again(&self) {
        if matches!(self.state.try_get_untracked(), Some(Confirmation::Reading { .. })) {
            let answer = self.api.redemption(&self.id).await;
            self.step(|state| state.looked_again(answer));
        }
    }

    /// Asks until the truth is known, or until the view is gone: then the next view asks.
    async fn find_out(&self) {
        if self.is_asking.try_get_value() != Some(false) {
            return;
        }
        self.is_asking.set_value(true);
        while let Some(seconds) =
            self.state.try_get_untracked().and_then(|state| state.asks_in(browser::milliseconds_now()))
        {
            browser::pause_unless_woken(seconds).await;
            if self.state.is_disposed() {
                return;
            }
            if untrack(|| self.pending.of(&self.api.viewer().id, &self.id)).is_none() {
                self.step(Confirmation::known_elsewhere);
            }
            let asked_at = browser::milliseconds_now();
            let answer = self.api.redemption(&self.id).await;
            if answer.as_ref().is_err_and(Failure::is_logged_out) {
                // It stays open, and is asked for after the log-in.
                self.is_asking.try_set_value(false);
                return;
            }
            self.step(|state| state.found(answer, asked_at));
        }
        self.is_asking.try_set_value(false);
        if self
            .state
            .try_with_untracked(|state| !matches!(state, Confirmation::Checking { .. } | Confirmation::Sending { .. }))
            == Some(true)
        {
            self.pending.settled(&self.api.viewer().id, &self.id);
        }
    }

    /// One step of the machine, unless the view is gone.
    fn step(&self, transition: impl FnOnce(Confirmation) -> Confirmation) {
        if let Some(now) = self.state.try_get_untracked() {
            let next = transition(now.clone());
            if next != now {
                self.state.try_set(next);
            }
        }
    }
}
