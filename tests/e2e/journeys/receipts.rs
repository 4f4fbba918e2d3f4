//! A receipt that is shown to somebody else.

use crate::act::{click, fill, open};
use crate::check;
use crate::find::{button, heading, img, link, textbox};
use crate::harness::{Fate, Size, Stage, journey};
use crate::steps::{CODE, HINT, NO_ANSWER, RECEIPT_QR, arrive};

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
        check::shows(owner, img(RECEIPT_QR)).await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_whose_qr_code_does_not_come_is_whole_without_it() {
    journey(async |stage: &Stage| {
        // What draws QR codes.
        stage.expect_failures(".mjs", NO_ANSWER);
        let receipt = stage.demo().await.redeem(CODE).await;
        let page = &stage.visitor(Size::Narrow).await;
        arrive(page).await;
        assert_eq!(stage.proxy.count("GET", ".mjs"), 0, "it is loaded when it is wanted, and not before");
        let mut cut = stage.proxy.next("GET", ".mjs", Fate::CutBeforeServer);
        open(page, &format!("/tapo_web/redeem/{}/receipt", receipt.id)).await;
        cut.arrived().await;
        check::says(page, &receipt.signature.expect("a signature").value).await;
        check::lacks(page, img(RECEIPT_QR)).await;
        check::lacks(page, heading("There is a problem")).await;
        check::fits_its_width(page).await;
        click(page, link("Check a receipt")).await;
        click(page, button("Check")).await;
        check::shows(page, heading("This receipt is genuine")).await;
    })
    .await;
}
