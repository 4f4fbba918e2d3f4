//! Enter the code. Spends nothing.

mod gift;

use crate::api::{Failure, LoggedIn, Situation, code_mistake, look_alike_hint};
use crate::parts::{CodeDraft, Handover, summary_of};
use crate::route::Route;
use crate::say::{self, Text};
use crate::session::SessionState;
use crate::ui::{Entry, Field, FieldKind, Icon, Page, Scan, Stage, Submit, Summary, icon};
use gift::Gift;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use tapo_care_wire::{ErrorCode, Field as WireField, RedemptionCode};

/// The id of the code's input.
const CODE: &str = "code";

/// The form.
#[component]
pub(crate) fn Redeem(
    /// Whoever is logged in.
    api: LoggedIn,
) -> impl IntoView {
    let text = expect_context::<CodeDraft>().text();
    let session = expect_context::<SessionState>();
    let handover = expect_context::<Handover>();
    let problem = RwSignal::new(None::<Summary>);
    let busy = RwSignal::new(false);
    let navigate = use_navigate();

    // Back from a provider of identities, what stood here waits at the server. What was typed meanwhile is newer.
    if untrack(|| session.is_outside()) && text.read_untracked().is_empty() {
        let api = api.clone();
        spawn_local(async move {
            if let Ok(Some(code)) = api.take_code().await
                && text.try_with_untracked(String::is_empty) == Some(true)
            {
                text.set(code);
            }
        });
    }

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let code = match RedemptionCode::parse(&text.read_untracked()) {
            Ok(code) => code,
            Err(mistake) => return problem.set(Some(at_the_field(code_mistake(mistake)))),
        };
        busy.set(true);
        problem.set(None);
        let (api, navigate) = (api.clone(), navigate.clone());
        spawn_local(async move {
            let answer = api.open(&code).await;
            if busy.is_disposed() {
                // The visitor has gone elsewhere meanwhile: they are not called back. Nothing was spent.
                return;
            }
            match answer {
                // Busy to the end: a button that changes back first would cost a layout of a view that nobody sees again.
                Ok(redemption) => {
                    let next = Route::Confirm(redemption.id.clone()).path();
                    handover.give(redemption);
                    navigate(&next, Default::default());
                }
                Err(failure) => {
                    busy.set(false);
                    problem.set(Some(refusal(&failure, &code)));
                }
            }
        });
    };

    let take = Callback::new(move |read: String| {
        let code = Route::scanned_code(&read);
        if let Some(code) = &code {
            text.set(code.expose().to_owned());
        }
        code.is_some()
    });
    let mistake = Signal::derive(move || problem.with(|problem| problem.as_ref()?.about(CODE)));
    view! {
        <Page
            title=say::redeem::TITLE
            stage=Stage(1)
            lead=say::redeem::LEAD
            problem
        >
            <form class="card form" method="post" novalidate on:submit=submit>
                <Field
                    id=CODE
                    label=say::redeem::CODE
                    kind=FieldKind::Code
                    hint=say::redeem::HINT
                    mistake
                    value=text
                />
                <Submit label=say::redeem::CONFIRM busy while_busy=say::redeem::LOOKING_UP />
            </form>
            <p class="aside-note">
                {icon(Icon::Lock)}
                <span>{say::redeem::NOT_USED_YET}</span>
            </p>
            <Scan take />
            <Gift text />
            <p>
                <a class="link link--alone" href=Route::Several.path()>
                    {say::redeem::SEVERAL}
                </a>
            </p>
        </Page>
    }
}

/// A mistake that was found before anything was sent.
fn at_the_field(text: Text) -> Summary {
    Summary { entries: vec![Entry { text, field: Some(CODE) }], notes: Vec::new(), wait: None }
}

/// Why the server refused the code. Opening a redemption spends nothing, so the code is unspent even if no answer came.
fn refusal(failure: &Failure, code: &RedemptionCode) -> Summary {
    let situation = Situation { code_is_unspent: true, ..Situation::default() };
    let mut summary = summary_of(failure, situation, &[(WireField::Code, CODE)]);
    if failure.code() == Some(ErrorCode::CodeNotFound) {
        summary.notes.extend(look_alike_hint(code));
    }
    summary
}
