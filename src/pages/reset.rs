//! Choose a new password, with the code that was mailed.

use crate::api::{Guest, Situation, email_mistake, mailed_code_mistake, new_password_mistake};
use crate::parts::{AccountDraft, News, Sending, mistakes};
use crate::route::Route;
use crate::say;
use crate::session::SessionState;
use crate::ui::{Field, FieldKind, Page, Submit, Username};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};
use tapo_care_wire::{Field as WireField, PasswordReset};

/// The fields, by the ids of their inputs.
const EMAIL: &str = "email";
const CODE: &str = "verification-code";
const PASSWORD: &str = "new-password";

/// The form. The address is asked for only when it is not known, as after a reload.
#[component]
pub(crate) fn Reset() -> impl IntoView {
    let account = expect_context::<AccountDraft>();
    let session = expect_context::<SessionState>();
    let email = account.email();
    let code = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let sending = Sending::new(&[(WireField::Email, EMAIL), (WireField::Code, CODE), (WireField::Password, PASSWORD)]);
    let (navigate, query) = (use_navigate(), use_location().search);
    let known = account.mailed_to();

    let submit = move |event: SubmitEvent| {
        if !sending.may_begin(&event) {
            return;
        }
        let reset = PasswordReset {
            email: account.mailed_to().unwrap_or_else(|| email.get_untracked().trim().to_owned()),
            code: code.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
        };
        let found = mistakes([
            (email_mistake(&reset.email), EMAIL),
            (mailed_code_mistake(&reset.code), CODE),
            (new_password_mistake(&reset.password), PASSWORD),
        ]);
        let navigate = navigate.clone();
        let call = async move {
            Guest.reset_password(&reset).await?;
            // Every session of that account has ended: this browser's too, if it was one of them.
            session.seen_again(Guest.session().await);
            Ok(())
        };
        sending.send(found, Situation::default(), call, move |()| {
            account.tell(News::PasswordChanged);
            navigate(&Route::Login.keeping(&query.get_untracked()), Default::default());
        });
    };

    let lead = match &known {
        Some(email) => say::reset::mailed(email.clone()),
        None => say::account::ADDRESS_AND_CODE,
    };
    view! {
        <Page title=say::reset::TITLE lead problem=sending.problem()>
            <form class="card form" method="post" novalidate on:submit=submit>
                {match known {
                    Some(email) => view! { <Username email /> }.into_any(),
                    None => {
                        view! {
                            <Field
                                id=EMAIL
                                label=say::account::EMAIL
                                kind=FieldKind::Email
                                mistake=sending.mistake(EMAIL)
                                value=email
                            />
                        }
                            .into_any()
                    }
                }}
                <Field
                    id=CODE
                    label=say::account::VERIFICATION_CODE
                    kind=FieldKind::OneTimeCode
                    hint=say::account::CODE_HINT_NEWEST
                    mistake=sending.mistake(CODE)
                    value=code
                />
                <Field
                    id=PASSWORD
                    label=say::reset::NEW_PASSWORD
                    kind=FieldKind::NewPassword
                    hint=say::account::PASSWORD_HINT
                    mistake=sending.mistake(PASSWORD)
                    value=password
                />
                <Submit label=say::reset::CHANGE busy=sending.busy() while_busy=say::reset::CHANGING />
                <p class="form__links">
                    <a class="link" href=move || Route::Forgot.keeping(&query.get())>
                        {say::account::SEND_NEW_CODE}
                    </a>
                </p>
            </form>
            <p class="aside-note">{say::reset::ENDS_ALL}</p>
        </Page>
    }
}
