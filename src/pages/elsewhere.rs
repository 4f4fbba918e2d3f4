//! What stands in for a view that can't be shown: the server can't be asked who this is.

use crate::api::{Failure, Guest, Situation};
use crate::parts::{GetHelp, summary_of};
use crate::say;
use crate::session::SessionState;
use crate::ui::{Button, ButtonKind, Page};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The server could not be asked who is logged in.
pub(crate) fn unreachable(failure: &Failure, session: SessionState) -> impl IntoView + use<> {
    let problem = Some(summary_of(failure, Situation::default(), &[]));
    let retry = move |_| {
        session.asking();
        spawn_local(async move { session.answered(Guest.session().await) });
    };
    view! {
        <Page title=say::ui::APP problem=Signal::stored(problem)>
            <div class="actions">
                <Button label=say::ui::TRY_AGAIN kind=ButtonKind::Primary on_click=retry />
            </div>
            <GetHelp />
        </Page>
    }
}
