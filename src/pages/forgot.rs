//! Forgot your password? Asks for a code by mail.

use crate::api::{Guest, Situation, email_mistake};
use crate::parts::{AccountDraft, Sending, mistakes};
use crate::route::Route;
use crate::say;
use crate::ui::{Field, FieldKind, Page, Submit};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};
use tapo_care_wire::{Field as WireField, PasswordResetRequest};

/// The id of the address's input.
const EMAIL: &str = "email";

/// The form.
#[component]
pub(crate) fn Forgot() -> impl IntoView {
    let account = expect_context::<AccountDraft>();
    let email = account.email();
    let sending = Sending::new(&[(WireField::Email, EMAIL)]);
    let (navigate, query) = (use_navigate(), use_location().search);

    let submit = move |event: SubmitEvent| {
        if !sending.may_begin(&event) {
            return;
        }
        let request = PasswordResetRequest { email: email.get_untracked().trim().to_owned() };
        let found = mistakes([(email_mistake(&request.email), EMAIL)]);
        let navigate = navigate.clone();
        let call = async move { Guest.ask_for_reset(&request).await.map(|()| request.email) };
        sending.send(found, Situation::default(), call, move |email| {
            account.mailed(email);
            navigate(&Route::Reset.keeping(&query.get_untracked()), Default::default());
        });
    };

    view! {
        <Page
            title=say::login::FORGOT
            lead=say::forgot::LEAD
            problem=sending.problem()
        >
            <form class="card form" method="post" novalidate on:submit=submit>
                <Field id=EMAIL label=say::account::EMAIL kind=FieldKind::Email mistake=sending.mistake(EMAIL) value=email />
                <Submit label=say::forgot::SEND busy=sending.busy() while_busy=say::forgot::SENDING />
                <p class="form__links">
                    <a class="link" href=move || Route::Login.keeping(&query.get())>
                        {say::account::BACK_TO_LOGIN}
                    </a>
                    <a class="link" href=move || Route::Reset.keeping(&query.get())>
                        {say::forgot::HAVE_CODE}
                    </a>
                </p>
            </form>
        </Page>
    }
}
