//! The account: who it is, how it is protected, and where it is logged in.

use crate::api::LoggedIn;
use crate::parts::{Load, Sending, asking};
use crate::route::Route;
use crate::say::{self, Text};
use crate::ui::{ButtonKind, Detail, Page};
use futures_util::future::join;
use leptos::prelude::*;
use tapo_care_wire::{SessionEntry, TwoStep, TwoStepState};

mod sessions;

use sessions::Sessions;

/// The view behind `/account`.
#[component]
pub(crate) fn Account(
    /// Whoever is logged in.
    api: LoggedIn,
) -> impl IntoView {
    let fetch = asking(api.clone(), |api| async move {
        let (two_step, sessions) = join(api.two_step(), api.sessions()).await;
        Ok((two_step?, sessions?.items))
    });
    let show = move |(two_step, sessions): (TwoStep, Vec<SessionEntry>)| {
        view! { <Overview api=api.clone() two_step sessions /> }.into_any()
    };
    view! { <Load title=say::account::TITLE fetch show /> }
}

/// All of it.
#[component]
fn Overview(api: LoggedIn, two_step: TwoStep, sessions: Vec<SessionEntry>) -> impl IntoView {
    let sending = Sending::new(&[]);
    let viewer = api.viewer().clone();
    view! {
        <Page title=say::account::TITLE problem=sending.problem()>
            <div class="stack">
                <section class="card" aria-labelledby="id-title">
                    <h2 class="heading" id="id-title">
                        {say::account::YOUR_ID}
                    </h2>
                    <dl class="details">
                        <Detail term=say::account::EMAIL>{viewer.email}</Detail>
                        <Detail term=say::account::COUNTRY>{Text::region(&viewer.region)}</Detail>
                    </dl>
                </section>
                {protection(&two_step)}
                <Sessions api sending sessions />
            </div>
        </Page>
    }
}

/// Two-step verification, and the way to it.
fn protection(two_step: &TwoStep) -> impl IntoView + use<> {
    let (badge, state, text, way) = match two_step.method {
        TwoStepState::Off => ("badge badge--offline", say::account::OFF, say::account::OFF_TEXT, say::account::TURN_ON),
        TwoStepState::App => ("badge badge--online", say::account::ON, say::account::APP_TEXT, say::account::CHANGE),
        TwoStepState::Email => ("badge badge--online", say::account::ON, say::account::MAIL_TEXT, say::account::CHANGE),
    };
    view! {
        <section class="card" aria-labelledby="two-step-title">
            <div class="card__head">
                <h2 class="heading" id="two-step-title">
                    {say::two_step::TITLE}
                </h2>
                <span class=badge>{state}</span>
            </div>
            <p class="text--muted">{text}</p>
            <div class="actions">
                <a class=ButtonKind::Secondary.class() href=Route::TwoStep.path()>
                    {way}
                </a>
            </div>
        </section>
    }
}
