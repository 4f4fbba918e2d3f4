//! Forgot your password? Asks for a code by mail.

use crate::api::{Guest, Situation, email_mistake};
use crate::parts::{AccountDraft, mistake_at, mistakes, summary_of};
use crate::route::Route;
use crate::ui::{Field, FieldKind, Page, Submit, Summary};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_location, use_navigate};
use tapo_care_wire::{Field as WireField, PasswordResetRequest};

/// The id of the address's input.
const EMAIL: &str = "email";

/// The form.
#[component]
pub(crate) fn Forgot() -> impl IntoView {
    let account = expect_context::<AccountDraft>();
    let email = account.email();
    let problem = RwSignal::new(None::<Summary>);
    let busy = RwSignal::new(false);
    let (navigate, query) = (use_navigate(), use_location().search);

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let request = PasswordResetRequest { email: email.get_untracked().trim().to_owned() };
        let found = mistakes([(email_mistake(&request.email), EMAIL)]);
        if found.is_some() {
            return problem.set(found);
        }
        busy.set(true);
        problem.set(None);
        let navigate = navigate.clone();
        spawn_local(async move {
            let answer = Guest.ask_for_reset(&request).await;
            if busy.is_disposed() {
                // The visitor has gone elsewhere meanwhile: they are not called back.
                return;
            }
            busy.set(false);
            match answer {
                Ok(()) => {
                    account.mailed(request.email);
                    navigate(&Route::Reset.keeping(&query.get_untracked()), Default::default());
                }
                Err(failure) => {
                    problem.set(Some(summary_of(&failure, Situation::default(), &[(WireField::Email, EMAIL)])));
                }
            }
        });
    };

    view! {
        <Page
            title="Forgot your password?"
            lead="Enter the email address of your TP-Link ID. We send a code to it, with which you choose a new password."
            problem
        >
            <form class="card form" method="post" novalidate on:submit=submit>
                <Field id=EMAIL label="Email" kind=FieldKind::Email mistake=mistake_at(problem, EMAIL) value=email />
                <Submit label="Send code" busy while_busy="Sending the code…" />
                <p class="form__links">
                    <a class="link" href=move || Route::Login.keeping(&query.get())>
                        "Back to log in"
                    </a>
                    <a class="link" href=move || Route::Reset.keeping(&query.get())>
                        "I already have a code"
                    </a>
                </p>
            </form>
        </Page>
    }
}
