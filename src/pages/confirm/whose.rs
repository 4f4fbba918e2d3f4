//! Whose account the code is redeemed for, and the way out for everybody else.

use crate::api::LoggedIn;
use crate::parts::LogOut;
use crate::say;
use crate::ui::{Button, ButtonKind};
use leptos::prelude::*;

/// The account, and "Not you?", which logs out and keeps nothing.
#[component]
pub(super) fn Whose(
    /// Whoever is logged in.
    api: LoggedIn,
    /// Whether the visitor can leave now.
    can_leave: Signal<bool>,
) -> impl IntoView {
    let email = api.viewer().email.clone();
    let log_out = LogOut::new();
    let (busy, status) = (log_out.busy(), log_out.status());
    let log_out = move |_| log_out.send(api.clone());
    view! {
        <div class="whose">
            <p class="whose__text">{say::before::account(email)}</p>
            <Show when=move || can_leave.get()>
                <Button label=say::before::NOT_YOU kind=ButtonKind::Plain busy on_click=log_out.clone() />
            </Show>
            {status}
        </div>
    }
}
