//! The receipt.

use crate::api::LoggedIn;
use crate::parts::{AtStep, LoadStep, ReceiptDraft, moment};
use crate::redemption::Step;
use crate::route::Route;
use crate::ui::{ButtonKind, Icon, Page, Stage, icon};
use crate::{browser, words};
use leptos::prelude::*;
use tapo_care_wire::{ReceiptSignature, Redemption, RedemptionId, SubscriptionState};

/// The view behind `/redeem/{id}/receipt`.
#[component]
pub(crate) fn Receipt(
    /// Whoever is logged in.
    api: LoggedIn,
    /// The redemption.
    id: RedemptionId,
) -> impl IntoView {
    let email = api.viewer().email.clone();
    let show = move |found: AtStep| {
        let is_active = found.subscription.is_some_and(|subscription| subscription.state == SubscriptionState::Active);
        view! { <Paper receipt=found.redemption is_active email=email.clone() /> }.into_any()
    };
    view! { <LoadStep title="Receipt" api id asked=Step::Receipt show /> }
}

/// The receipt on the screen, and on paper. It keeps the dates that it granted, whatever extends the plan later.
#[component]
fn Paper(receipt: Redemption, is_active: bool, email: String) -> impl IntoView {
    let Redemption { id, code_hint, grant, effect, redeemed_at, reference, signature, .. } = receipt;
    let proof = reference.clone().zip(signature).map(|(reference, signature)| view! { <Proof reference signature /> });
    let cameras = Route::Cameras(id).path();
    let subscription = effect.subscription_id.map(|id| Route::Subscription(id).path());
    view! {
        <Page
            title="Receipt"
            stage=Stage(4)
            lead=if is_active {
                "Your code has been used and your plan is active. You find this receipt in your history at any time."
            } else {
                "Your code has been used, and the plan that it was for has ended."
            }
        >
            <article class="receipt">
                <header class="receipt__head">
                    <svg class="receipt__mark" aria-hidden="true">
                        <use href="#icon-mark"></use>
                    </svg>
                    <div>
                        <p class="receipt__issuer">"Tapo Care"</p>
                        <p class="receipt__kind">"Receipt of redemption"</p>
                    </div>
                    <span class="receipt__stamp">"Redeemed"</span>
                </header>
                <dl class="receipt__list">
                    <div class="receipt__row receipt__row--reference">
                        <dt>"Reference"</dt>
                        <dd dir="ltr">{reference}</dd>
                    </div>
                    <Row term="Plan">{words::plan(&grant.plan)}</Row>
                    <Row term="Redeemed on">{redeemed_at.as_ref().map(moment)}</Row>
                    <Row term="Valid for">{words::months(grant.months)}</Row>
                    <Row term="Runs from">{moment(&effect.starts_at)}</Row>
                    <Row term="Runs until">{moment(&effect.ends_at)}</Row>
                    <Row term="Code">
                        <span class="code" dir="ltr">
                            {code_hint}
                        </span>
                    </Row>
                    <Row term="TP-Link ID">{email}</Row>
                </dl>
                {proof}
                <p class="receipt__foot">"Quote the reference when you ask for help. Nobody needs your whole code."</p>
            </article>
            <div class="actions no-print">
                <button class=ButtonKind::Primary.class() type="button" on:click=move |_| browser::print()>
                    {icon(Icon::Print)}
                    "Print"
                </button>
                {subscription
                    .map(|path| {
                        view! {
                            <a class=ButtonKind::Secondary.class() href=path>
                                "View subscription"
                            </a>
                        }
                    })}
                {is_active
                    .then(|| {
                        view! {
                            <a class=ButtonKind::Plain.class() href=cameras>
                                "Choose cameras"
                            </a>
                        }
                    })}
            </div>
        </Page>
    }
}

/// The signature, and where anybody can check the receipt by it.
#[component]
fn Proof(reference: String, signature: ReceiptSignature) -> impl IntoView {
    let draft = expect_context::<ReceiptDraft>();
    let ReceiptSignature { key_id, value } = signature;
    let filled = [&reference, ".", &value].concat();
    view! {
        <section class="receipt__proof" aria-labelledby="proof">
            <h2 class="receipt__proof-title" id="proof">
                "Signature"
            </h2>
            <p class="receipt__signature" dir="ltr">
                {value}
            </p>
            <p>
                "With it and the reference anybody can see that this receipt is genuine: "
                // Filled in without a word in the address: the history keeps none of it.
                <a class="link" href=Route::VerifyReceipt.path() on:click=move |_| draft.fill(&filled)>
                    "Check a receipt"
                </a> " (key " <span dir="ltr">{key_id}</span> ")."
            </p>
        </section>
    }
}

/// One row of the receipt.
#[component]
fn Row(term: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="receipt__row">
            <dt>{term}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
