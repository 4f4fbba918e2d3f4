//! Two-step verification: turning it on, its recovery codes, turning it off.
//!
//! One address for all of it: what its steps need is secret and stays in memory. A reload in the middle of a set-up begins it
//! anew, since nothing is on before its last step.

use crate::api::LoggedIn;
use crate::parts::{Load, Sending, asking};
use crate::route::Route;
use crate::say::{self, Text};
use crate::ui::{Field, FieldKind, Username};
use leptos::prelude::*;
use tapo_care_wire::{TwoStep, TwoStepBegun, TwoStepMethod, TwoStepState};

mod choose;
mod keep;
mod manage;
mod prove;

use choose::Choose;
use keep::Keep;
use manage::Manage;
use prove::Prove;

/// What the views here are called, but for those of a step in between.
const TITLE: Text = say::two_step::TITLE;

/// Which step is shown.
#[derive(Clone)]
enum Step {
    /// It is off: choose how to get codes. Says so when it has just been turned off.
    Choose { turned_off: bool },
    /// It is to be turned on: enter the first code.
    Prove(TwoStepBegun),
    /// There are new recovery codes, to be kept.
    Keep { codes: Vec<String>, why: Why },
    /// It is on.
    Manage(TwoStep),
}

/// Why there are new recovery codes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    /// Two-step verification was turned on.
    TurnedOn,
    /// They take the place of others.
    Renewed,
}

/// What the steps share. The password stays in its field from step to step, until it is of no more use.
#[derive(Clone)]
struct Flow {
    api: LoggedIn,
    step: RwSignal<Step>,
    method: RwSignal<Option<usize>>,
    password: RwSignal<String>,
}

impl Flow {
    /// Goes on to another step.
    fn go(&self, step: Step) {
        self.step.set(step);
    }

    /// Goes on once all is done that needs the password.
    fn finish(&self, step: Step) {
        self.password.set(String::new());
        self.go(step);
    }
}

/// The view behind `/account/two-step`.
#[component]
pub(crate) fn TwoStepPage(
    /// Whoever is logged in.
    api: LoggedIn,
) -> impl IntoView {
    let fetch = asking(api.clone(), |api| async move { api.two_step().await });
    let show = move |state: TwoStep| view! { <Steps api=api.clone() state /> }.into_any();
    view! { <Load title=TITLE fetch show /> }
}

/// The step that is due.
#[component]
fn Steps(api: LoggedIn, state: TwoStep) -> impl IntoView {
    let first = match state.method {
        TwoStepState::Off => Step::Choose { turned_off: false },
        TwoStepState::Email | TwoStepState::App => Step::Manage(state),
    };
    let flow =
        Flow { api, step: RwSignal::new(first), method: RwSignal::new(None), password: RwSignal::new(String::new()) };
    move || {
        let flow = flow.clone();
        match flow.step.get() {
            Step::Choose { turned_off } => view! { <Choose flow turned_off /> }.into_any(),
            Step::Prove(begun) => view! { <Prove flow begun /> }.into_any(),
            Step::Keep { codes, why } => view! { <Keep email=flow.api.viewer().email.clone() codes why /> }.into_any(),
            Step::Manage(state) => view! { <Manage flow state /> }.into_any(),
        }
    }
}

/// The id of the password's input.
const PASSWORD: &str = "password";

/// The password again, and the way back.
fn password_again(flow: &Flow, sending: Sending) -> AnyView {
    view! {
        <Username email=flow.api.viewer().email.clone() />
        <Field
            id=PASSWORD
            label=say::login::PASSWORD
            kind=FieldKind::Password
            hint=say::two_step::PASSWORD_HINT
            mistake=sending.mistake(PASSWORD)
            value=flow.password
        />
    }
    .into_any()
}

/// Leads out of it.
fn back_to_account() -> AnyView {
    view! {
        <p class="form__links">
            <a class="link" href=Route::Account.path()>
                {say::two_step::BACK_TO_ACCOUNT}
            </a>
        </p>
    }
    .into_any()
}

/// The ways to get codes, in the order in which they are offered.
const METHODS: [TwoStepMethod; 2] = [TwoStepMethod::App, TwoStepMethod::Email];
