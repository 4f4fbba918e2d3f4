//! Log in with a provider of identities: one button that leads there. What stands in the code's field waits at the server
//! meanwhile, since nothing of this page outlives the way there and back.

use crate::api::{Guest, Situation, outside_problem};
use crate::browser;
use crate::parts::{CodeDraft, summary_of, summary_of_advice};
use crate::route::Route;
use crate::say;
use crate::session::{Because, SessionState, Who};
use crate::ui::{Icon, Notice, Page, Submit, icon};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use tapo_care_wire::StartOutside;

/// The button.
#[component]
pub(crate) fn LogInOutside() -> impl IntoView {
    let session = expect_context::<SessionState>();
    let draft = expect_context::<CodeDraft>().text();
    let query = use_location().search;
    // What the way back from the provider says, if it led here.
    let reported =
        Route::outside_problem(&query.get_untracked()).map(|problem| summary_of_advice(outside_problem(problem), &[]));
    let problem = RwSignal::new(reported);
    let busy = RwSignal::new(false);
    // A browser that goes back to this page may show it as it was left.
    let returns = window_event_listener_untyped("pageshow", move |_| busy.set(false));
    on_cleanup(move || returns.remove());

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let typed = draft.get_untracked().trim().to_owned();
        let start = StartOutside {
            return_to: Route::after_login(&query.get_untracked()).path(),
            code: (!typed.is_empty()).then_some(typed),
        };
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let answer = Guest.start_outside(&start).await;
            if busy.is_disposed() {
                // The visitor has gone elsewhere meanwhile: they are not sent away.
                return;
            }
            match answer {
                // It stays busy: this page is about to be left.
                Ok(location) => browser::go_to(&location),
                Err(failure) => {
                    busy.set(false);
                    let situation = Situation { code_is_unspent: true, ..Situation::default() };
                    problem.set(Some(summary_of(&failure, situation, &[])));
                }
            }
        });
    };

    let ended = move || session.who() == Who::Guest(Because::SessionEnded);
    view! {
        <Page title=say::login::TITLE problem>
            <Show when=ended>
                <Notice>
                    <p>{say::login::ENDED}</p>
                </Notice>
            </Show>
            <form class="card form" method="post" novalidate on:submit=submit>
                <p>{say::login::OUTSIDE}</p>
                <Submit label=say::login::LOG_IN busy while_busy=say::login::LEADING />
            </form>
            <p class="aside-note">
                {icon(Icon::Shield)}
                <span>{say::login::OUTSIDE_SAFE}</span>
            </p>
        </Page>
    }
}
