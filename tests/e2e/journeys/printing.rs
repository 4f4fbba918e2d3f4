//! Somebody who keeps things on paper.

use crate::act::{click, fill, open};
use crate::check;
use crate::find::{button, heading, img, radio, textbox};
use crate::harness::{Needed, PASSWORD, Page, Size, Stage, is_skipped, journey};
use crate::look::{self, Light};
use crate::steps::{CODE, RECEIPT_QR, SAME_PLAN, arrive, mailed_code, use_promo_code};
use serde_json::json;

/// Width and height of the papers of the world, in inches.
const PAPERS: [(&str, f64, f64); 2] = [("A4", 8.27, 11.69), ("US Letter", 8.5, 11.0)];

/// Seen red with a receipt that has a page break before its signature.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_receipt_is_one_page_of_black_on_white_without_the_sites_furniture() {
    if is_skipped("the_receipt_is_one_page_of_black_on_white_without_the_sites_furniture", Needed::Looks) {
        return;
    }
    journey(async |stage: &Stage| {
        let demo = stage.demo().await;
        demo.redeem(SAME_PLAN).await;
        let receipt = demo.redeem(CODE).await;
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        open(page, &format!("/tapo_web/redeem/{}/receipt", receipt.id)).await;
        check::shows(page, heading("Receipt")).await;
        check::shows(page, img(RECEIPT_QR)).await;
        // Whoever reads in the dark prints on white all the same.
        look::light(page, Light::Dark).await;
        is_one_page(page).await;

        look::light(page, Light::Paper).await;
        for words in [receipt.reference.as_deref().expect("a reference"), "Premium, 2 cameras", "demo@example.com"] {
            check::says(page, words).await;
        }
        check::shows(page, img(RECEIPT_QR)).await;
        for words in ["Skip to main content", "Log out", "Language", "View subscription", "Step 4 of 4"] {
            check::does_not_say(page, words).await;
        }
        let script = "const [r, g, b] = getComputedStyle(document.querySelector('article')).color.match(/\\d+/g);
            const seen = (e) => e.checkVisibility() && getComputedStyle(e).clipPath === 'none';
            return [+r + +g + +b, [...document.querySelectorAll('button, select')].filter(seen).length]";
        let seen: (u32, u32) = page.run(script, vec![]).await.expect("looks").convert().expect("numbers");
        assert_eq!(seen, (0, 0), "the colour of the words, and how many controls are printed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_recovery_codes_are_printed_on_one_page() {
    if is_skipped("the_recovery_codes_are_printed_on_one_page", Needed::Looks) {
        return;
    }
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        open(page, "/tapo_web/account/two-step").await;
        click(page, radio("Email")).await;
        fill(page, textbox("Password"), PASSWORD).await;
        click(page, button("Continue")).await;
        let code = textbox("Verification code");
        fill(page, code, mailed_code(&stage.mail(page, 1).await)).await;
        click(page, button("Turn on")).await;
        check::shows(page, heading("Keep your recovery codes")).await;
        is_one_page(page).await;
        look::light(page, Light::Paper).await;
        check::says(page, "demo@example.com").await;
        check::does_not_say(page, "I have kept them").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gift_card_is_printed_with_its_link_and_nothing_else() {
    if is_skipped("a_gift_card_is_printed_with_its_link_and_nothing_else", Needed::Looks) {
        return;
    }
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        use_promo_code(page).await;
        fill(page, textbox("Redemption Code"), CODE).await;
        click(page, button("Make a gift link")).await;
        check::shows(page, img("QR code of the gift link")).await;
        is_one_page(page).await;
        look::light(page, Light::Paper).await;
        check::shows(page, img("QR code of the gift link")).await;
        check::says(page, &format!("/tapo_web/redeem#{CODE}")).await;
        for words in ["Whoever has this link", "Redeem several codes", "Log out"] {
            check::does_not_say(page, words).await;
        }
    })
    .await;
}

/// Prints the page as it is, on every paper.
async fn is_one_page(page: &Page) {
    for (name, width, height) in PAPERS {
        let options = json!({ "paperWidth": width, "paperHeight": height, "preferCSSPageSize": true });
        let printed = look::command(page, "Page.printToPDF", options).await;
        let count = "return atob(arguments[0]).match(/\\/Type\\s*\\/Page\\b/g)?.length ?? 0";
        let pages: u32 =
            page.run(count, vec![printed["data"].clone()]).await.expect("counts").convert().expect("a number");
        assert_eq!(pages, 1, "pages of {name}");
    }
}
