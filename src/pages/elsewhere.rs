//! What stands in for a view that can't be shown: the server can't be asked who this is, or does not offer it.

use crate::api::{Failure, Guest, Situation};
use crate::parts::summary_of;
use crate::route::Route;
use crate::session::SessionState;
use crate::ui::{Button, ButtonKind, Notice, Page};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The server could not be asked who is logged in.
pub(crate) fn unreachable(failure: &Failure, session: SessionState) -> impl IntoView + use<> {
    let problem = Some(summary_of(failure, Situation::default(), &[]));
    let retry = move |_| {
        spawn_local(async move { session.answered(Guest.session().await) });
    };
    view! {
        <Page title="Tapo Care" problem=Signal::stored(problem)>
            <div class="actions">
                <Button label="Try again" kind=ButtonKind::Primary on_click=retry />
            </div>
        </Page>
    }
}

/// There are no accounts to create yet, which is said rather than hidden.
pub(crate) fn register() -> impl IntoView {
    not_offered(
        "Create a TP-Link ID",
        "New accounts can’t be created here yet. To try the redemption, log in with the demo account that the server names when it starts.",
    )
}

/// Nor a way to a new password.
pub(crate) fn forgot() -> impl IntoView {
    not_offered(
        "Forgot your password?",
        "A password can’t be reset here yet. The demo account’s password is named by the server when it starts.",
    )
}

fn not_offered(title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <Page title=title>
            <div class="stack">
                <Notice>
                    <p>{text}</p>
                </Notice>
                <div class="actions">
                    <a class=ButtonKind::Primary.class() href=Route::Login.path()>
                        "Back to log in"
                    </a>
                </div>
            </div>
        </Page>
    }
}
