//! The pages beside the steps.

use crate::act::{click, open};
use crate::check;
use crate::find::{button, heading, link, table};
use crate::harness::{Page, Size, Stage, journey};
use crate::steps::{CODE, HINT, SAME_PLAN, arrive};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn help_answers_the_questions_and_takes_an_opinion() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        // Without logging in.
        open(page, "/tapo_web").await;
        click(page, link("Help")).await;
        check::on_page(page, "/tapo_web/help", "Help").await;
        let text: String = page
            .run("return document.querySelector('main').textContent.toLowerCase()", vec![])
            .await
            .and_then(|answer| answer.convert())
            .expect("reads");
        for words in ["renew", "card", "extend", "refund", "once"] {
            assert!(text.contains(words), "help does not speak of “{words}”");
        }
        check::says(page, "Was this useful?").await;
        click(page, button("Yes")).await;
        check::says(page, "Thank").await;
        assert_eq!(stage.proxy.count("POST", "/feedback"), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_leads_nowhere_says_so() {
    journey(async |stage: &Stage| {
        // The answer may well have the status 404 itself.
        stage.expect_failures("/tapo_web/no/such/page", "404");
        let page = &stage.visitor(Size::Desk).await;
        open(page, "/tapo_web/no/such/page").await;
        check::on_page(page, "/tapo_web/no/such/page", "Page not found").await;
        check::shows(page, link("Skip to main content")).await;
        arrive(page).await;
        open(page, "/tapo_web/").await;
        check::shows(page, heading("Tapo Care")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_history_lists_every_redemption() {
    journey(async |stage: &Stage| {
        let demo = stage.demo().await;
        let first = demo.redeem(CODE).await;
        demo.redeem(SAME_PLAN).await;
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        click(page, link("History")).await;
        check::on_page(page, "/tapo_web/history", "Redemption history").await;
        check::shows(page, table()).await;
        for words in [HINT, "…0001", "12 months", "1 month", "Premium"] {
            check::part_says(page, table(), words).await;
        }
        check::says_day(page, first.redeemed_at.expect("a moment").as_str()).await;
        check::does_not_say(page, CODE).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_receipt_is_printed_by_its_button() {
    journey(async |stage: &Stage| {
        let id = stage.demo().await.redeem(CODE).await.id;
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        open(page, &format!("/tapo_web/redeem/{id}/receipt")).await;
        check::shows(page, button("Print")).await;
        // The browser's own dialog would wait for a person.
        page.run("window.printed = 0; window.print = () => { window.printed += 1; }", vec![]).await.expect("stubs");
        click(page, button("Print")).await;
        crate::wait::until(page, "the page to be printed", async || {
            let printed: u32 = page.run("return window.printed", vec![]).await?.convert()?;
            Ok(if printed == 1 { Ok(()) } else { Err(format!("printed {printed} times")) })
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_has_to_be_scrolled_sideways_at_320_pixels() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/tapo_web/no/such/page", "404");
        let demo = stage.demo().await;
        let redeemed = demo.redeem(SAME_PLAN).await.id;
        let subscription = demo.subscription("premium-2").await.id;
        let previewed = demo.open(CODE).await.id;
        let page = &stage.visitor(Size::Narrow).await;
        for (path, title) in [
            ("/tapo_web/login", "Log in with your TP-Link ID"),
            ("/tapo_web/register", "Create a TP-Link ID"),
            ("/tapo_web/verify", "Enter your verification code"),
            ("/tapo_web/forgot", "Forgot your password?"),
            ("/tapo_web/reset", "Choose a new password"),
            ("/tapo_web/help", "Help"),
            ("/tapo_web/no/such/page", "Page not found"),
        ] {
            fits(page, path, title).await;
        }
        arrive(page).await;
        for (path, title) in [
            ("/tapo_web", "Tapo Care"),
            ("/tapo_web/redeem", "Redeem Promo Code"),
            (&format!("/tapo_web/redeem/{previewed}"), "Confirm the plan details"),
            (&format!("/tapo_web/redeem/{redeemed}/cameras"), "Redemption complete"),
            (&format!("/tapo_web/redeem/{redeemed}/receipt"), "Receipt"),
            (&format!("/tapo_web/subscriptions/{subscription}"), "Premium, 2 cameras"),
            ("/tapo_web/history", "Redemption history"),
            ("/tapo_web/account", "Account"),
            ("/tapo_web/account/two-step", "Two-step verification"),
        ] {
            fits(page, path, title).await;
        }
        open(page, "/tapo_web/redeem").await;
        crate::steps::enter(page, "https://www.tapo.com/a-long-address-without-any-place-to-break-the-line").await;
        check::shows(page, crate::find::alert()).await;
        check::fits_its_width(page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_has_its_title_one_heading_and_the_way_round() {
    journey(async |stage: &Stage| {
        let demo = stage.demo().await;
        let redeemed = demo.redeem(SAME_PLAN).await.id;
        let previewed = demo.open(CODE).await.id;
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        let mut titles = Vec::new();
        for (path, name) in [
            ("/tapo_web", "Tapo Care"),
            ("/tapo_web/redeem", "Redeem Promo Code"),
            (&format!("/tapo_web/redeem/{previewed}"), "Confirm the plan details"),
            (&format!("/tapo_web/redeem/{redeemed}/cameras"), "Redemption complete"),
            (&format!("/tapo_web/redeem/{redeemed}/receipt"), "Receipt"),
            ("/tapo_web/history", "Redemption history"),
            ("/tapo_web/account", "Account"),
            ("/tapo_web/account/two-step", "Two-step verification"),
            ("/tapo_web/help", "Help"),
        ] {
            open(page, path).await;
            check::on_page(page, path, name).await;
            for link in ["Skip to main content", "Help", "History", "Account"] {
                check::shows(page, crate::find::link(link)).await;
            }
            check::shows(page, button("Log out")).await;
            check::title_begins(page, name).await;
            titles.push(page.driver.title().await.expect("a title"));
        }
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), 9, "each page has a title of its own: {titles:?}");
    })
    .await;
}

/// The page fits, in its own words.
async fn fits(page: &Page, path: &str, title: &str) {
    open(page, path).await;
    check::shows(page, heading(title)).await;
    check::fits_its_width(page).await;
}
