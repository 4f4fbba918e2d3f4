//! It is off: choose how to get codes.

use super::{Flow, METHODS, PASSWORD, Step, TITLE, back_to_account, password_again};
use crate::api::{Situation, method_mistake, password_mistake};
use crate::parts::{Sending, mistakes};
use crate::ui::{Notice, Page, Radio, Radios, Submit};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use tapo_care_wire::{Field as WireField, TwoStepSetUp};

/// The first of the choices, by the id of its input: an error leads there.
const APP: &str = "method-app";

/// As [`METHODS`].
const OPTIONS: [Radio; 2] = [
    Radio {
        id: APP,
        label: "Authenticator app",
        hint: "An app on your phone shows the codes. It works without a network.",
    },
    Radio { id: "method-email", label: "Email", hint: "We send a code to your email address each time you log in." },
];

/// The form.
#[component]
pub(super) fn Choose(flow: Flow, turned_off: bool) -> impl IntoView {
    let (method, password) = (flow.method, flow.password);
    let sending = Sending::new(&[(WireField::Password, PASSWORD)]);
    let submit = move |event: SubmitEvent| {
        if !sending.may_begin(&event) {
            return;
        }
        let chosen = method.get_untracked().map(|place| METHODS[place]);
        let password = password.get_untracked();
        let found = mistakes([(method_mistake(chosen), APP), (password_mistake(&password), PASSWORD)]);
        let (flow, api) = (flow.clone(), flow.api.clone());
        // One was chosen, or there is a mistake and nothing is sent.
        let set_up = TwoStepSetUp { method: chosen.unwrap_or(METHODS[0]), password };
        let call = async move { api.begin_two_step(&set_up).await };
        sending.send(found, Situation::default(), call, move |begun| flow.go(Step::Prove(begun)));
    };
    view! {
        <Page
            title=TITLE
            lead="With a second step, your password alone is not enough to log in: a code is asked for as well."
            problem=sending.problem()
        >
            <Notice>
                {if turned_off {
                    "Two-step verification was turned off. Your password alone is enough to log in now."
                } else {
                    "Two-step verification is off. If you began to turn it on before and did not finish, nothing was switched on."
                }}
            </Notice>
            <form class="card form" method="post" novalidate on:submit=submit>
                <Radios
                    name="method"
                    legend="How do you want to get your codes?"
                    options=&OPTIONS
                    mistake=sending.mistake(APP)
                    value=method
                />
                {password_again(sending, password)}
                <Submit label="Continue" busy=sending.busy() while_busy="Checking your password…" />
                {back_to_account()}
            </form>
        </Page>
    }
}
