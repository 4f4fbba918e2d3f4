//! Log in with a TP-Link ID.

mod outside;

pub(crate) use outside::LogInOutside;

use crate::api::{Failure, Guest, Situation};
use crate::parts::{AccountDraft, News, mistake_at, summary_of};
use crate::route::Route;
use crate::say::{self, Text};
use crate::session::{Because, SessionState, Who};
use crate::ui::{Entry, Field, FieldKind, Icon, Notice, Page, Submit, Summary, icon};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_location, use_navigate};
use tapo_care_wire::{Credentials, ErrorCode, Field as WireField};

/// The fields, by the ids of their inputs.
const EMAIL: &str = "email";
const PASSWORD: &str = "password";

/// The form.
#[component]
pub(crate) fn LogIn() -> impl IntoView {
    let session = expect_context::<SessionState>();
    let account = expect_context::<AccountDraft>();
    let email = account.email();
    let news = account.take_news();
    let password = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<Summary>);
    let busy = RwSignal::new(false);
    let (navigate, query) = (use_navigate(), use_location().search);

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let credentials = match complete(&email.read_untracked(), &password.read_untracked()) {
            Ok(credentials) => credentials,
            Err(mistakes) => return problem.set(Some(mistakes)),
        };
        busy.set(true);
        problem.set(None);
        let navigate = navigate.clone();
        spawn_local(async move {
            let mut answer = Guest.log_in(&credentials).await;
            if let Err(Failure::Problem(due)) = &answer
                && due.code == ErrorCode::MfaRequired
                && due.field.is_none()
            {
                if due.retry_after.is_some() {
                    account.tell(News::CodeNotMailed);
                }
                // Which code the second step takes is the session's to say.
                match Guest.session().await {
                    Ok(seen) if seen.challenge.is_some() => {
                        session.seen_again(Ok(seen));
                        if !busy.is_disposed() {
                            navigate(&Route::Mfa.keeping(&query.get_untracked()), Default::default());
                        }
                        return;
                    }
                    Ok(_) => {}
                    Err(failure) => answer = Err(failure),
                }
            }
            busy.set(false);
            match answer {
                // The guard leads on to where the visitor wanted to go.
                Ok(viewer) => session.logged_in(viewer, query.try_get_untracked()),
                Err(failure) if wants_verification(&failure) && !busy.is_disposed() => {
                    account.tell(News::VerifyFirst);
                    account.mailed(credentials.email);
                    navigate(&Route::Verify.keeping(&query.get_untracked()), Default::default());
                }
                Err(failure) => {
                    let fields = [(WireField::Email, EMAIL), (WireField::Password, PASSWORD)];
                    problem.set(Some(summary_of(&failure, Situation::default(), &fields)));
                }
            }
        });
    };

    let mistake = move |field| mistake_at(problem, field);
    let ended = move || match session.who() {
        Who::Guest(Because::SessionEnded) => Some(say::login::ENDED),
        Who::Guest(Because::SecondStepOver) => Some(say::login::STEP_OVER),
        _ => None,
    };
    view! {
        <Page title=say::login::TITLE problem>
            {move || ended().map(|text| view! { <Notice><p>{text}</p></Notice> })}
            {news.and_then(told).map(|text| view! { <Notice><p>{text}</p></Notice> })}
            <div class="card">
                <form class="form" method="post" novalidate on:submit=submit>
                    <Field id=EMAIL label=say::account::EMAIL kind=FieldKind::Email mistake=mistake(EMAIL) value=email />
                    <Field
                        id=PASSWORD
                        label=say::login::PASSWORD
                        kind=FieldKind::Password
                        mistake=mistake(PASSWORD)
                        value=password
                    />
                    <Submit label=say::login::LOG_IN busy while_busy=say::login::LOGGING_IN />
                    <p class="form__links">
                        <a class="link" href=move || Route::Forgot.keeping(&query.get())>
                            {say::login::FORGOT}
                        </a>
                        <a class="link" href=move || Route::Register.keeping(&query.get())>
                            {say::login::CREATE}
                        </a>
                    </p>
                </form>
            </div>
            <p class="aside-note">
                {icon(Icon::Shield)}
                <span>
                    {say::login::INDEPENDENT}
                </span>
            </p>
        </Page>
    }
}

/// What was done before the visitor came here.
const fn told(news: News) -> Option<Text> {
    match news {
        News::Verified => Some(say::login::VERIFIED),
        News::PasswordChanged => Some(say::login::PASSWORD_CHANGED),
        News::VerifyFirst | News::CodeNotMailed => None,
    }
}

/// Whether the password was right and only the proof of the address is missing.
fn wants_verification(failure: &Failure) -> bool {
    matches!(failure, Failure::Problem(problem)
        if problem.code == ErrorCode::MfaRequired && problem.field == Some(WireField::Email))
}

/// The form as it can be sent, or what is missing.
fn complete(email: &str, password: &str) -> Result<Credentials, Summary> {
    let missing = |is_missing: bool, text: Text, field| is_missing.then_some(Entry { text, field: Some(field) });
    let entries: Vec<Entry> = [
        missing(email.trim().is_empty(), say::form::EMAIL_MISSING, EMAIL),
        missing(password.is_empty(), say::form::PASSWORD_MISSING, PASSWORD),
    ]
    .into_iter()
    .flatten()
    .collect();
    if entries.is_empty() {
        Ok(Credentials { email: email.trim().to_owned(), password: password.to_owned() })
    } else {
        Err(Summary { entries, notes: Vec::new(), wait: None })
    }
}
