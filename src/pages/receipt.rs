//! The receipt.

use crate::api::LoggedIn;
use crate::parts::{AtStep, GetHelp, LoadStep, ReceiptDraft, moment, reminder_button};
use crate::redemption::Step;
use crate::route::Route;
use crate::say::{self, Text};
use crate::ui::{Button, ButtonKind, Icon, Page, QrCode, QrDrawing, Stage, icon};
use crate::{browser, words};
use leptos::prelude::*;
use tapo_care_wire::{ReceiptSignature, Redemption, RedemptionId, Subscription, SubscriptionState};

mod file;

use file::{checking_link, keep};

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
        let AtStep { redemption, subscription, .. } = found;
        view! { <Paper receipt=redemption subscription email=email.clone() /> }.into_any()
    };
    view! { <LoadStep title=say::receipt::TITLE api id asked=Step::Receipt show /> }
}

/// The receipt on the screen, and on paper. It keeps the dates that it granted, whatever extends the plan later.
#[component]
fn Paper(receipt: Redemption, subscription: Option<Subscription>, email: String) -> impl IntoView {
    let is_active = subscription.as_ref().is_some_and(|found| found.state == SubscriptionState::Active);
    let reminder = subscription.as_ref().and_then(reminder_button);
    let kept = receipt.clone();
    let owner = email.clone();
    let Redemption { id, code_hint, grant, effect, redeemed_at, reference, signature, .. } = receipt;
    let quoted = reference.clone();
    let proof = reference.clone().zip(signature);
    let drawing = proof.as_ref().map(|(reference, signature)| QrDrawing::of(checking_link(reference, signature)));
    let proof =
        proof.zip(drawing).map(|((reference, signature), drawing)| view! { <Proof reference signature drawing /> });
    // With the QR code if it is on the screen: nobody waits for it.
    let save = move |_| keep(kept.clone(), owner.clone(), drawing.and_then(QrDrawing::picture));
    let cameras = Route::Cameras(id).path();
    let subscription = effect.subscription_id.map(|id| Route::Subscription(id).path());
    view! {
        <Page
            title=say::receipt::TITLE
            stage=Stage(4)
            lead=if is_active {
                {say::receipt::LEAD_ACTIVE}
            } else {
                {say::receipt::LEAD_ENDED}
            }
        >
            <article class="receipt">
                <header class="receipt__head">
                    <svg class="receipt__mark" aria-hidden="true">
                        <use href="#icon-mark"></use>
                    </svg>
                    <div>
                        <p class="receipt__issuer">{say::ui::APP}</p>
                        <p class="receipt__kind">{say::receipt::KIND}</p>
                    </div>
                    <span class="receipt__stamp">{say::receipt::REDEEMED}</span>
                </header>
                <dl class="receipt__list">
                    <div class="receipt__row receipt__row--reference">
                        <dt>{say::receipt::REFERENCE}</dt>
                        <dd dir="ltr">{reference}</dd>
                    </div>
                    <Row term=say::receipt::PLAN>{words::plan(&grant.plan)}</Row>
                    <Row term=say::receipt::REDEEMED_ON>{redeemed_at.as_ref().map(moment)}</Row>
                    <Row term=say::receipt::VALID_FOR>{say::plan::months(grant.months)}</Row>
                    <Row term=say::receipt::RUNS_FROM>{moment(&effect.starts_at)}</Row>
                    <Row term=say::receipt::RUNS_UNTIL>{moment(&effect.ends_at)}</Row>
                    <Row term=say::receipt::CODE>
                        <span class="code" dir="ltr">
                            {code_hint}
                        </span>
                    </Row>
                    <Row term=say::receipt::ID>{email}</Row>
                </dl>
                {proof}
                <p class="receipt__foot">{say::receipt::FOOT}</p>
            </article>
            <div class="actions no-print">
                <button class=ButtonKind::Primary.class() type="button" on:click=move |_| browser::print()>
                    {icon(Icon::Print)}
                    {say::receipt::PRINT}
                </button>
                <Button label=say::receipt::SAVE on_click=save />
                {subscription
                    .map(|path| {
                        view! {
                            <a class=ButtonKind::Secondary.class() href=path>
                                {say::receipt::VIEW_SUBSCRIPTION}
                            </a>
                        }
                    })}
                {reminder}
                {is_active
                    .then(|| {
                        view! {
                            <a class=ButtonKind::Plain.class() href=cameras>
                                {say::receipt::CHOOSE_CAMERAS}
                            </a>
                        }
                    })}
            </div>
            <GetHelp reference=quoted />
        </Page>
    }
}

/// The signature, and where anybody can check the receipt by it: a link, and on paper a QR code of it.
#[component]
fn Proof(reference: String, signature: ReceiptSignature, drawing: QrDrawing) -> impl IntoView {
    let draft = expect_context::<ReceiptDraft>();
    let ReceiptSignature { key_id, value } = signature;
    let filled = [&reference, ".", &value].concat();
    view! {
        <section class="receipt__proof" aria-labelledby="proof">
            <div class="receipt__proof-text">
                <h2 class="receipt__proof-title" id="proof">
                    {say::receipt::SIGNATURE}
                </h2>
                <p class="receipt__signature" dir="ltr">
                    {value}
                </p>
                <p>
                    {say::receipt::PROOF} " "
                    // Filled in without a word in the address: the history keeps none of it.
                    <a class="link" href=Route::VerifyReceipt.path() on:click=move |_| draft.fill(&filled)>
                        {say::verify_receipt::TITLE}
                    </a> " " <span class="nowrap">{say::receipt::key(key_id)}</span>
                </p>
            </div>
            // Where it can't be drawn nothing is missing: the link beside it leads to the same.
            <QrCode drawing label=say::receipt::QR />
        </section>
    }
}

/// One row of the receipt.
#[component]
fn Row(#[prop(into)] term: Text, children: Children) -> impl IntoView {
    view! {
        <div class="receipt__row">
            <dt>{term}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
