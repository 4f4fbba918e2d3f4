//! The second step of the log-in: a code from an email, from the app, or a recovery code.

use crate::api::{Failure, Guest, Proof, Situation, second_step_mistake};
use crate::browser;
use crate::parts::{AccountDraft, News, Sending, mistakes};
use crate::route::Route;
use crate::say::{self, Text};
use crate::session::SessionState;
use crate::ui::{Field, FieldKind, Icon, Page, Submit, icon};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use tapo_care_wire::{Field as WireField, SecondStep, TwoStepMethod};

/// The id of the code's input.
const CODE: &str = "verification-code";

/// The form. One field takes all codes; who has a recovery code gets the keyboard and the words for it.
#[component]
pub(crate) fn Mfa(
    /// Where the code comes from.
    method: TwoStepMethod,
) -> impl IntoView {
    let session = expect_context::<SessionState>();
    let account = expect_context::<AccountDraft>();
    let lead = lead(method, account.email().get_untracked().trim(), account.take_news() == Some(News::CodeNotMailed));
    let code = RwSignal::new(String::new());
    let recovery = RwSignal::new(false);
    let sending = Sending::new(&[(WireField::Code, CODE)]);
    let query = use_location().search;

    let submit = move |event: SubmitEvent| {
        if !sending.may_begin(&event) {
            return;
        }
        let step = SecondStep { code: code.get_untracked().trim().to_owned() };
        let found = mistakes([(second_step_mistake(&step.code, method, false), CODE)]);
        let situation = Situation { proof: Proof::of(&step.code, method), ..Situation::default() };
        let call = async move {
            let answer = heed(session, Guest.second_step(&step).await).await;
            // The guard leads on to where the visitor wanted to go, wherever they are by now.
            answer.map(|viewer| session.logged_in(viewer, query.try_get_untracked()))
        };
        sending.send(found, situation, call, |()| ());
    };
    let mailing = sending.another();
    let mailed = RwSignal::new(false);
    let mail = move |_| {
        if mailing.is_idle() {
            mailed.set(false);
            let call = async move { heed(session, Guest.mail_second_step().await).await };
            mailing.send(None, Situation::default(), call, move |()| mailed.set(true));
        }
    };
    let other = move |_| {
        // What was wrong was said of the other kind of code.
        sending.begin_anew();
        recovery.update(|recovery| *recovery = !*recovery);
        request_animation_frame(|| browser::focus_by_id(CODE));
    };

    let field = move || {
        let (kind, hint) = match (recovery.get(), method) {
            (true, _) => (FieldKind::RecoveryCode, say::mfa::RECOVERY_HINT),
            (false, TwoStepMethod::App) => (FieldKind::AppCode, say::mfa::APP_HINT),
            (false, TwoStepMethod::Email) => (FieldKind::OneTimeCode, say::account::CODE_HINT_NEWEST),
        };
        view! { <Field id=CODE label=say::account::VERIFICATION_CODE kind hint mistake=sending.mistake(CODE) value=code /> }
    };
    let instead = move || match (recovery.get(), method) {
        (false, _) => say::mfa::USE_RECOVERY,
        (true, TwoStepMethod::App) => say::mfa::USE_APP,
        (true, TwoStepMethod::Email) => say::mfa::USE_MAIL,
    };
    let lost = match method {
        TwoStepMethod::App => say::mfa::LOST_PHONE,
        TwoStepMethod::Email => say::mfa::LOST_MAIL,
    };
    view! {
        <Page title=say::account::ENTER_CODE lead problem=sending.problem()>
            <form class="card form" method="post" novalidate on:submit=submit>
                {field}
                <Submit label=say::account::VERIFY busy=sending.busy() while_busy=say::account::CHECKING_CODE />
                <p class="form__links">
                    {(method == TwoStepMethod::Email)
                        .then(|| {
                            view! {
                                <button
                                    class="link link--button"
                                    type="button"
                                    aria-disabled=move || mailing.busy().get().then_some("true")
                                    on:click=mail
                                >
                                    {say::account::SEND_NEW_CODE}
                                </button>
                            }
                        })}
                    <button class="link link--button" type="button" on:click=other>
                        {instead}
                    </button>
                    <a class="link" href=move || Route::Login.keeping(&query.get())>
                        {say::account::BACK_TO_LOGIN}
                    </a>
                </p>
                <p class="status" role="status">
                    {move || match (mailing.busy().get(), mailed.get()) {
                        (true, _) => Some(say::mfa::SENDING),
                        (false, true) => Some(say::mfa::SENT),
                        (false, false) => None,
                    }}
                </p>
            </form>
            <p class="aside-note">{icon(Icon::Lock)} <span>{lost}</span></p>
        </Page>
    }
}

/// Where the code comes from.
fn lead(method: TwoStepMethod, email: &str, not_mailed: bool) -> Text {
    match method {
        TwoStepMethod::App => say::mfa::LEAD_APP,
        TwoStepMethod::Email if not_mailed => say::mfa::LEAD_NOT_MAILED,
        // After a reload the address is not known any more.
        TwoStepMethod::Email if email.is_empty() => say::mfa::LEAD_MAIL,
        TwoStepMethod::Email => say::mfa::lead_mailed_to(email.to_owned()),
    }
}

/// When the time for the step is over, or another tab has taken it, the server says that nobody is logged in: then there is
/// nothing to enter any more, and the guard leads to where there is.
async fn heed<T>(session: SessionState, answer: Result<T, Failure>) -> Result<T, Failure> {
    if answer.as_ref().is_err_and(Failure::is_logged_out) {
        session.seen_again(Guest.session().await);
    }
    answer
}
