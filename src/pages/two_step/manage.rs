//! It is on: new recovery codes, or turn it off.

use super::{Flow, PASSWORD, Step, TITLE, Why, back_to_account, password_again};
use crate::api::{Situation, password_mistake};
use crate::parts::{Sending, mistakes};
use crate::say;
use crate::ui::{Button, Detail, Page, Submit};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use tapo_care_wire::{Field as WireField, PasswordAgain, TwoStep, TwoStepState};

/// What there is, and the two things to do. Both need the password.
#[component]
pub(super) fn Manage(flow: Flow, state: TwoStep) -> impl IntoView {
    let password = flow.password;
    let renewing = Sending::new(&[(WireField::Password, PASSWORD)]);
    let ending = renewing.another();
    let idle = move || renewing.is_idle() && ending.is_idle();
    let again = move || PasswordAgain { password: password.get_untracked() };
    let field = password_again(&flow, renewing);
    let renew = {
        let flow = flow.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            if !idle() {
                return;
            }
            let (flow, api, again) = (flow.clone(), flow.api.clone(), again());
            let found = mistakes([(password_mistake(&again.password), PASSWORD)]);
            let call = async move { api.new_recovery_codes(&again).await };
            renewing.send(found, Situation::default(), call, move |made| {
                flow.finish(Step::Keep { codes: made.recovery_codes, why: Why::Renewed });
            });
        }
    };
    let end = move |_| {
        if !idle() {
            return;
        }
        let (flow, api, again) = (flow.clone(), flow.api.clone(), again());
        let found = mistakes([(password_mistake(&again.password), PASSWORD)]);
        let call = async move { api.turn_off_two_step(&again).await };
        ending.send(found, Situation::default(), call, move |()| flow.finish(Step::Choose { turned_off: true }));
    };
    let how = match state.method {
        TwoStepState::App => say::two_step::APP,
        TwoStepState::Email | TwoStepState::Off => say::account::EMAIL,
    };
    view! {
        <Page title=TITLE lead=say::two_step::MANAGE_LEAD problem=renewing.problem()>
            <section class="card">
                <dl class="details">
                    <Detail term=say::two_step::CODES_FROM>{how}</Detail>
                    <Detail term=say::two_step::RECOVERY_CODES>{say::two_step::left(state.recovery_codes_left)}</Detail>
                </dl>
            </section>
            <form class="card form" method="post" novalidate on:submit=renew>
                <p>
                    {say::two_step::SHOWN_ONCE}
                </p>
                {field}
                <Submit label=say::two_step::MAKE_NEW busy=renewing.busy() while_busy=say::two_step::MAKING_NEW />
                <div class="actions">
                    <Button label=say::two_step::TURN_OFF busy=ending.busy() on_click=end />
                </div>
                <p class="status" role="status">
                    {move || ending.busy().get().then_some(say::two_step::TURNING_OFF)}
                </p>
                {back_to_account()}
            </form>
        </Page>
    }
}
