//! Check a receipt: for whoever was shown one, and wants to know whether it is genuine. Nobody need be logged in.

use crate::api::{Guest, Situation};
use crate::browser;
use crate::parts::{ReceiptDraft, mistake_at, mistakes, moment, summary_of};
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
            let found = [
                (reference_mistake(&typed_reference).map(str::to_owned), REFERENCE),
                (signature_mistake(&typed_signature).map(str::to_owned), SIGNATURE),
            ];
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
            title="Check a receipt"
            lead="Enter the reference and the signature of a receipt, and see whether it is genuine and what it must say."
            problem
        >
            <form class="card form" method="post" novalidate on:submit=submit>
                <Field
                    id=REFERENCE
                    label="Reference"
                    kind=FieldKind::Reference
                    hint="Such as TC-7K3MQ-9WXHA."
                    mistake=mistake_at(problem, REFERENCE)
                    value=reference
                />
                <Field
                    id=SIGNATURE
                    label="Signature"
                    kind=FieldKind::Signature
                    hint="86 letters, numbers, hyphens and underscores. Capitals matter, line breaks do not."
                    mistake=mistake_at(problem, SIGNATURE)
                    value=signature
                />
                <Submit label="Check" busy while_busy="Checking the receipt…" />
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
                "This receipt is genuine"
            </h2>
            <p>"It must say the following. If the one that you have says anything else, it was changed."</p>
            <div class="card">
                <dl class="details">
                    <Detail term="Reference">
                        <span dir="ltr">{reference}</span>
                    </Detail>
                    <Detail term="Plan">{words::plan(&plan)}</Detail>
                    <Detail term="Redeemed on">{moment(&redeemed_at)}</Detail>
                    <Detail term="Valid for">{words::months(months)}</Detail>
                    <Detail term="Runs from">{moment(&starts_at)}</Detail>
                    <Detail term="Runs until">{moment(&ends_at)}</Detail>
                    <Detail term="Code">
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
fn reference_mistake(typed: &str) -> Option<&'static str> {
    match parse_reference(typed) {
        Some(_) => None,
        None if typed.trim().is_empty() => Some("Enter the reference of the receipt"),
        None => Some("This is not a reference. It has letters, numbers and hyphens, such as TC-7K3MQ-9WXHA"),
    }
}

/// What is wrong with a signature before anything is sent.
fn signature_mistake(typed: &str) -> Option<&'static str> {
    match parse_signature(typed) {
        Some(_) => None,
        None if typed.trim().is_empty() => Some("Enter the signature of the receipt"),
        None => Some("This is not a whole signature. It has 86 letters, numbers, hyphens and underscores"),
    }
}

/// Which of the two is wrong is known to nobody: without the right signature the server says nothing about a reference.
fn not_genuine() -> Summary {
    Summary::of(
        "No genuine receipt has this reference and this signature. Compare both with the receipt, character by character.",
    )
}
