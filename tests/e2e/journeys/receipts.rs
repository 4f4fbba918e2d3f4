//! A receipt that is shown to somebody else.

use crate::act::{click, fill, open};
use crate::check;
use crate::find::{button, heading, link, textbox};
use crate::harness::{Size, Stage, journey};
use crate::steps::{CODE, HINT, arrive};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_is_shown_a_receipt_finds_out_whether_it_is_genuine() {
    journey(async |stage: &Stage| {
        let receipt = stage.demo().await.redeem(CODE).await;
        let reference = receipt.reference.expect("a reference");
        let signature = receipt.signature.expect("a signature").value;

        // The owner looks first.
        let owner = &stage.visitor(Size::Desk).await;
        arrive(owner).await;
        open(owner, &format!("/tapo_web/redeem/{}/receipt", receipt.id)).await;
        check::says(owner, &signature).await;
        click(owner, link("Check a receipt")).await;
        check::on_page(owner, "/tapo_web/receipts/verify", "Check a receipt").await;
        check::value(owner, textbox("Reference"), &reference).await;
        check::value(owner, textbox("Signature"), &signature).await;
        click(owner, button("Check")).await;
        check::focused(owner, heading("This receipt is genuine")).await;

        // Somebody else has a link, and no TP-Link ID.
        let other = &stage.visitor(Size::Narrow).await;
        open(other, &format!("/tapo_web/receipts/verify#{reference}.{signature}")).await;
        check::on_page(other, "/tapo_web/receipts/verify", "Check a receipt").await;
        check::fits_its_width(other).await;
        click(other, button("Check")).await;
        check::shows(other, heading("This receipt is genuine")).await;
        check::term(other, "Plan", "Premium, 2 cameras").await;
        check::term(other, "Code", HINT).await;
        check::term_shows_day(other, "Runs until", receipt.effect.ends_at.as_str()).await;
        check::fits_its_width(other).await;
        check::does_not_say(other, "example.com").await;

        // A receipt on which something was changed.
        fill(other, textbox("Reference"), "TC-AAAAA-AAAAA").await;
        click(other, button("Check")).await;
        check::problem(other, &["No genuine receipt has this reference and this signature."]).await;
        check::lacks(other, heading("This receipt is genuine")).await;
    })
    .await;
}
