//! Whose account the code is redeemed for, and the way out for everybody else.

use crate::api::LoggedIn;
use crate::parts::leaving;
use crate::say;
use crate::ui::{Button, ButtonKind};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The account, and "Not you?", which logs out and keeps nothing.
#[component]
pub(super) fn Whose(
    /// Whoever is logged in.
    api: LoggedIn,
    /// Whether the visitor can leave now.
    can_leave: Signal<bool>,
) -> impl IntoView {
    let email = api.viewer().email.clone();
    let failed = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let leave = leaving();
    let log_out = move |_| {
        let (api, leave) = (api.clone(), leave.clone());
        failed.set(false);
        busy.set(true);
        spawn_local(async move {
            let answer = api.log_out().await;
            busy.try_set(false);
            match answer {
                Err(failure) if !failure.is_logged_out() => drop(failed.try_set(true)),
                // Gone already is gone as well.
                Ok(()) | Err(_) => leave(),
            }
        });
    };
    view! {
        <div class="whose">
            <p class="whose__text">{say::before::account(email)}</p>
            <Show when=move || can_leave.get()>
                <Button label=say::before::NOT_YOU kind=ButtonKind::Plain busy on_click=log_out.clone() />
            </Show>
            <p class="status" role="status">
                {move || failed.get().then_some(say::frame::LOG_OUT_UNKNOWN)}
            </p>
        </div>
    }
}
