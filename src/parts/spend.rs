//! The second Confirm of one of several codes on its way to the server, and the truth about it when its answer is lost. The run
//! keeps the ids by itself, for after a reload; a single code's is [`super::Inquiry`].

use crate::api::{Failure, LoggedIn};
use crate::browser;
use crate::redemption::Confirmation;
use leptos::prelude::*;

/// Sends the confirmation, and asks what became of it for as long as nobody knows.
pub async fn spend(api: &LoggedIn, state: RwSignal<Confirmation>) {
    let Some(Confirmation::Sending { preview }) = state.try_get_untracked() else { return };
    let answer = api.confirm(&preview).await;
    step(state, |state| state.answered(answer, browser::milliseconds_now()));
    // Ends when the truth is known, and when this view is gone or about to be: then the next view asks the server itself.
    while let Some(seconds) = state.try_get_untracked().and_then(|state| state.asks_in(browser::milliseconds_now())) {
        browser::pause_unless_woken(seconds).await;
        if state.is_disposed() {
            return;
        }
        let asked_at = browser::milliseconds_now();
        let answer = api.redemption(&preview.id).await;
        if answer.as_ref().is_err_and(Failure::is_logged_out) {
            return;
        }
        step(state, |state| state.found(answer, asked_at));
    }
}

/// One step of the machine, unless the view is gone.
fn step(state: RwSignal<Confirmation>, transition: impl FnOnce(Confirmation) -> Confirmation) {
    if let Some(now) = state.try_get_untracked() {
        state.try_set(transition(now));
    }
}
