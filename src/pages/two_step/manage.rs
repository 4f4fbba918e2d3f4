//! It is on: new recovery codes, or turn it off.

use super::{Flow, PASSWORD, Step, TITLE, Why, back_to_account, password_again};
use crate::api::{Situation, password_mistake};
use crate::parts::{Sending, mistakes};
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
        TwoStepState::App => "Authenticator app",
        TwoStepState::Email | TwoStepState::Off => "Email",
    };
    view! {
        <Page title=TITLE lead="It is on: your password alone is not enough to log in." problem=renewing.problem()>
            <section class="card">
                <dl class="details">
                    <Detail term="Codes come from">{how}</Detail>
                    <Detail term="Recovery codes">{[&state.recovery_codes_left.to_string(), " left"].concat()}</Detail>
                </dl>
            </section>
            <form class="card form" method="post" novalidate on:submit=renew>
                <p>
                    "Recovery codes are shown once, when they are made. If you have lost yours, make new ones: the old ones stop working."
                </p>
                {password_again(renewing, password)}
                <Submit label="Make new recovery codes" busy=renewing.busy() while_busy="Making new recovery codes…" />
                <div class="actions">
                    <Button label="Turn off" busy=ending.busy() on_click=end />
                </div>
                <p class="status" role="status">
                    {move || ending.busy().get().then_some("Turning off two-step verification…")}
                </p>
                {back_to_account()}
            </form>
        </Page>
    }
}
