//! It is off: choose how to get codes.

use super::{Flow, METHODS, PASSWORD, Step, TITLE, back_to_account, password_again};
use crate::api::{Situation, method_mistake, password_mistake};
use crate::parts::{Sending, mistakes};
use crate::say;
use crate::ui::{Notice, Page, Radio, Radios, Submit};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use tapo_care_wire::{Field as WireField, TwoStepSetUp};

/// The first of the choices, by the id of its input: an error leads there.
const APP: &str = "method-app";

/// As [`METHODS`].
fn options() -> Vec<Radio> {
    vec![
        Radio { id: APP, label: say::two_step::APP, hint: say::two_step::APP_HINT },
        Radio { id: "method-email", label: say::account::EMAIL, hint: say::two_step::MAIL_HINT },
    ]
}

/// The form.
#[component]
pub(super) fn Choose(flow: Flow, turned_off: bool) -> impl IntoView {
    let (method, password) = (flow.method, flow.password);
    let sending = Sending::new(&[(WireField::Password, PASSWORD)]);
    let field = password_again(&flow, sending);
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
            lead=say::two_step::CHOOSE_LEAD
            problem=sending.problem()
        >
            <Notice>
                {if turned_off {
                    {say::two_step::TURNED_OFF}
                } else {
                    {say::two_step::IS_OFF}
                }}
            </Notice>
            <form class="card form" method="post" novalidate on:submit=submit>
                <Radios
                    name="method"
                    legend=say::two_step::HOW
                    options=options()
                    mistake=sending.mistake(APP)
                    value=method
                />
                {field}
                <Submit label=say::two_step::GO_ON busy=sending.busy() while_busy=say::two_step::CHECKING_PASSWORD />
                {back_to_account()}
            </form>
        </Page>
    }
}
