//! Check a receipt: for whoever was shown one, and wants to know whether it is genuine. Nobody need be logged in.

use crate::api::{Guest, Situation};
use crate::browser;
use crate::parts::{ReceiptDraft, mistake_at, mistakes, moment, summary_of};
use crate::say::{self, Text};
use crate::ui::{Detail, Field, FieldKind, Page, Submit, Summary};
use crate::words;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use tapo_care_wire::{GenuineReceipt, ReceiptCheck, parse_reference, parse_signature};

/// The ids of the inputs.
const REFERENCE: &str = "reference";
const SIGNATURE: &str = "signature";

/// The view behind `/receipts/verify`.
#[component]
pub(crate) fn VerifyReceipt() -> impl IntoView {
    let draft = expect_context::<ReceiptDraft>();
    let (reference, signature) = (draft.reference(), draft.signature());
    let problem = RwSignal::new(None::<Summary>);
    let busy = RwSignal::new(false);
    let genuine = RwSignal::new(None::<GenuineReceipt>);

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        genuine.set(None);
        let (typed_reference, typed_signature) = (reference.get_untracked(), signature.get_untracked());
        let (asked, with) = (parse_reference(&typed_reference), parse_signature(&typed_signature));
        let (Some(asked), Some(with)) = (asked, with) else {
            let found =
                [(reference_mistake(&typed_reference), REFERENCE), (signature_mistake(&typed_signature), SIGNATURE)];
            return problem.set(mistakes(found));
        };
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let answer = Guest.check_receipt(&asked, &with).await;
            if busy.is_disposed() {
                // The visitor has gone elsewhere meanwhile.
                return;
            }
            busy.set(false);
            match answer {
                Ok(ReceiptCheck { genuine: true, receipt: Some(receipt) }) => genuine.set(Some(receipt)),
                Ok(_) => problem.set(Some(not_genuine())),
                Err(failure) => problem.set(Some(summary_of(&failure, Situation::default(), &[]))),
            }
        });
    };

    view! {
        <Page
            title=say::verify_receipt::TITLE
            lead=say::verify_receipt::LEAD
            problem
        >
            <form class="card form" method="post" novalidate on:submit=submit>
                <Field
                    id=REFERENCE
                    label=say::receipt::REFERENCE
                    kind=FieldKind::Reference
                    hint=say::verify_receipt::REFERENCE_HINT
                    mistake=mistake_at(problem, REFERENCE)
                    value=reference
                />
                <Field
                    id=SIGNATURE
                    label=say::receipt::SIGNATURE
                    kind=FieldKind::Signature
                    hint=say::verify_receipt::SIGNATURE_HINT
                    mistake=mistake_at(problem, SIGNATURE)
                    value=signature
                />
                <Submit label=say::verify_receipt::CHECK busy while_busy=say::verify_receipt::CHECKING />
            </form>
            {move || genuine.get().map(|receipt| view! { <Genuine receipt /> })}
        </Page>
    }
}

/// What a genuine receipt must say. Takes the focus, since it is the answer.
#[component]
fn Genuine(receipt: GenuineReceipt) -> impl IntoView {
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            browser::focus(&heading);
        }
    });
    let GenuineReceipt { reference, plan, months, redeemed_at, starts_at, ends_at, code_hint } = receipt;
    view! {
        <section class="stack" aria-labelledby="genuine">
            <h2 class="heading" id="genuine" tabindex="-1" node_ref=heading>
                {say::verify_receipt::GENUINE}
            </h2>
            <p>{say::verify_receipt::GENUINE_TEXT}</p>
            <div class="card">
                <dl class="details">
                    <Detail term=say::receipt::REFERENCE>
                        <span dir="ltr">{reference}</span>
                    </Detail>
                    <Detail term=say::receipt::PLAN>{words::plan(&plan)}</Detail>
                    <Detail term=say::receipt::REDEEMED_ON>{moment(&redeemed_at)}</Detail>
                    <Detail term=say::receipt::VALID_FOR>{say::plan::months(months)}</Detail>
                    <Detail term=say::receipt::RUNS_FROM>{moment(&starts_at)}</Detail>
                    <Detail term=say::receipt::RUNS_UNTIL>{moment(&ends_at)}</Detail>
                    <Detail term=say::receipt::CODE>
                        <span class="code" dir="ltr">
                            {code_hint}
                        </span>
                    </Detail>
                </dl>
            </div>
        </section>
    }
}

/// What is wrong with a reference before anything is sent.
fn reference_mistake(typed: &str) -> Option<Text> {
    match parse_reference(typed) {
        Some(_) => None,
        None if typed.trim().is_empty() => Some(say::verify_receipt::REFERENCE_MISSING),
        None => Some(say::verify_receipt::REFERENCE_WRONG),
    }
}

/// What is wrong with a signature before anything is sent.
fn signature_mistake(typed: &str) -> Option<Text> {
    match parse_signature(typed) {
        Some(_) => None,
        None if typed.trim().is_empty() => Some(say::verify_receipt::SIGNATURE_MISSING),
        None => Some(say::verify_receipt::SIGNATURE_WRONG),
    }
}

/// Which of the two is wrong is known to nobody: without the right signature the server says nothing about a reference.
fn not_genuine() -> Summary {
    Summary::of(say::verify_receipt::NOT_GENUINE)
}
