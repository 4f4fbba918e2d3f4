//! It is to be turned on: enter the first code, as the proof that there will be codes.

use super::{Flow, Step, Why};
use crate::api::{Proof, Situation, second_step_mistake};
use crate::parts::{Sending, mistakes};
use crate::say;
use crate::ui::{CopyButton, Field, FieldKind, Page, Submit};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use tapo_care_wire::{AppSetUp, Field as WireField, QrCode, SecondStep, TwoStepBegun, TwoStepMethod};

/// The id of the code's input.
const CODE: &str = "verification-code";

/// Light modules around a QR code, without which it can't be read.
const QUIET: u32 = 4;

/// The form, below what the app needs when it is one.
#[component]
pub(super) fn Prove(flow: Flow, begun: TwoStepBegun) -> impl IntoView {
    let TwoStepBegun { method, app } = begun;
    let code = RwSignal::new(String::new());
    let sending = Sending::new(&[(WireField::Code, CODE)]);
    let email = flow.api.viewer().email.clone();
    let submit = {
        let flow = flow.clone();
        move |event: SubmitEvent| {
            if !sending.may_begin(&event) {
                return;
            }
            let step = SecondStep { code: code.get_untracked().trim().to_owned() };
            let found = mistakes([(second_step_mistake(&step.code, method, true), CODE)]);
            let situation = Situation { proof: Proof::of(&step.code, method), ..Situation::default() };
            let (flow, api) = (flow.clone(), flow.api.clone());
            let call = async move { api.turn_on_two_step(&step).await };
            sending.send(found, situation, call, move |made| {
                flow.finish(Step::Keep { codes: made.recovery_codes, why: Why::TurnedOn });
            });
        }
    };
    let back = move |_| flow.go(Step::Choose { turned_off: false });
    let (title, lead, kind, hint) = match method {
        TwoStepMethod::App => {
            (say::two_step::CONNECT_APP, say::two_step::NOTHING_YET, FieldKind::AppCode, say::two_step::FIRST_HINT)
        }
        TwoStepMethod::Email => (
            say::two_step::LOOK_MAIL,
            say::two_step::nothing_yet_mailed(email),
            FieldKind::OneTimeCode,
            say::account::CODE_HINT_NEWEST,
        ),
    };
    view! {
        <Page title lead problem=sending.problem()>
            {app.map(what_the_app_needs)}
            <form class="card form" method="post" novalidate on:submit=submit>
                <Field id=CODE label=say::account::VERIFICATION_CODE kind hint mistake=sending.mistake(CODE) value=code />
                <Submit label=say::two_step::TURN_ON busy=sending.busy() while_busy=say::account::CHECKING_CODE />
                <p class="form__links">
                    <button class="link link--button" type="button" on:click=back>
                        {if method == TwoStepMethod::Email { say::two_step::BACK_OR_NEW } else { say::two_step::BACK }}
                    </button>
                </p>
            </form>
            <p class="aside-note">
                {say::two_step::TIME_LIMIT}
            </p>
        </Page>
    }
}

/// The picture to scan, and the same to open or to type.
fn what_the_app_needs(app: AppSetUp) -> impl IntoView {
    let AppSetUp { secret, uri, qr } = app;
    let groups = grouped(&secret);
    view! {
        <section class="card" aria-labelledby="scan-title">
            <h2 class="heading" id="scan-title">
                {say::two_step::SCAN}
            </h2>
            {picture(qr)}
            // Nobody can scan the screen that they hold in their hand.
            <a class="button button--secondary only-touch" href=uri>
                {say::two_step::OPEN_APP}
            </a>
            <p>{say::two_step::CANNOT_SCAN}</p>
            <p class="secret" dir="ltr">
                {groups}
            </p>
            <CopyButton label=say::two_step::COPY_KEY text=secret />
        </section>
    }
}

/// The QR code, black on white in every theme: apps read no other.
fn picture(qr: QrCode) -> impl IntoView {
    let side = (qr.size + 2 * QUIET).to_string();
    let from = ["-", &QUIET.to_string()].concat();
    let box_ = [from.as_str(), &from, &side, &side].join(" ");
    view! {
        <svg class="qr" role="img" aria-label=say::two_step::QR viewBox=box_>
            <path d=qr.path />
        </svg>
    }
}

/// In groups of four, as people type it.
fn grouped(secret: &str) -> String {
    let mut groups = String::with_capacity(secret.len() * 5 / 4);
    for (place, character) in secret.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            groups.push(' ');
        }
        groups.push(character);
    }
    groups
}
