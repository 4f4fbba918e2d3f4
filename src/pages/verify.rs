//! Enter the code that proves the e-mail address.

use crate::api::{Guest, Situation, email_mistake, mailed_code_mistake};
use crate::parts::{AccountDraft, News, Sending, mistakes};
use crate::route::Route;
use crate::say;
use crate::ui::{Field, FieldKind, Notice, Page, Submit};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};
use tapo_care_wire::{Field as WireField, Verification};

/// The fields, by the ids of their inputs.
const EMAIL: &str = "email";
const CODE: &str = "verification-code";

/// The form. The address is asked for only when it is not known, as after a reload.
#[component]
pub(crate) fn Verify() -> impl IntoView {
    let account = expect_context::<AccountDraft>();
    let email = account.email();
    let code = RwSignal::new(String::new());
    let sending = Sending::new(&[(WireField::Email, EMAIL), (WireField::Code, CODE)]);
    let (navigate, query) = (use_navigate(), use_location().search);
    let known = account.mailed_to();
    let is_known = known.is_some();
    let verify_first = account.take_news() == Some(News::VerifyFirst);

    let submit = move |event: SubmitEvent| {
        if !sending.may_begin(&event) {
            return;
        }
        let verification = Verification {
            email: account.mailed_to().unwrap_or_else(|| email.get_untracked().trim().to_owned()),
            code: code.get_untracked().trim().to_owned(),
        };
        let found =
            mistakes([(email_mistake(&verification.email), EMAIL), (mailed_code_mistake(&verification.code), CODE)]);
        let navigate = navigate.clone();
        let call = async move { Guest.verify(&verification).await };
        sending.send(found, Situation::default(), call, move |()| {
            account.tell(News::Verified);
            navigate(&Route::Login.keeping(&query.get_untracked()), Default::default());
        });
    };

    let lead = match &known {
        Some(email) => say::verify::mailed(email.clone()),
        None => say::account::ADDRESS_AND_CODE,
    };
    view! {
        <Page title=say::account::ENTER_CODE lead problem=sending.problem()>
            {verify_first
                .then(|| {
                    view! {
                        <Notice>
                            <p>{say::verify::FIRST}</p>
                        </Notice>
                    }
                })}
            <form class="card form" method="post" novalidate on:submit=submit>
                {(!is_known)
                    .then(|| {
                        view! {
                            <Field
                                id=EMAIL
                                label=say::account::EMAIL
                                kind=FieldKind::Email
                                mistake=sending.mistake(EMAIL)
                                value=email
                            />
                        }
                    })}
                <Field
                    id=CODE
                    label=say::account::VERIFICATION_CODE
                    kind=FieldKind::OneTimeCode
                    hint=say::verify::HINT
                    mistake=sending.mistake(CODE)
                    value=code
                />
                <Submit label=say::account::VERIFY busy=sending.busy() while_busy=say::account::CHECKING_CODE />
                <p class="form__links">
                    <a class="link" href=move || Route::Login.keeping(&query.get())>
                        {say::verify::LOG_IN_FOR_CODE}
                    </a>
                    <a class="link" href=move || Route::Register.keeping(&query.get())>
                        {say::verify::OTHER_ADDRESS}
                    </a>
                </p>
            </form>
            <p class="aside-note">
                {say::verify::NO_EMAIL}
            </p>
        </Page>
    }
}
