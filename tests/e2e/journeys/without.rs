//! Browsers in which the app can't run, and apps that don't come: the visitor reads why, and finds help.

use crate::act::{click, reload};
use crate::check;
use crate::find::{alert, button, heading, link};
use crate::harness::{Fate, Page, Size, Stage, Without, journey};
use crate::steps::{CODE, NO_ANSWER};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_javascript_the_page_says_why_and_leads_to_help() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor_without(Without::JavaScript, Size::Phone).await;
        says_why_and_leads_to_help(page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_webassembly_the_page_says_why_and_leads_to_help() {
    journey(async |stage: &Stage| {
        // The program's own script finds that it can't begin.
        stage.expect_complaint("WebAssembly");
        let page = &stage.visitor_without(Without::WebAssembly, Size::Phone).await;
        says_why_and_leads_to_help(page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_does_not_come_is_told_at_once_and_a_reload_helps() {
    journey(async |stage: &Stage| {
        stage.expect_failures("_bg.wasm", NO_ANSWER);
        stage.expect_complaint("could not be loaded");
        let page = &stage.visitor(Size::Desk).await;
        let cut = stage.proxy.next("GET", "_bg.wasm", Fate::CutBeforeServer);
        arrive_at(page, "/tapo_web/login").await;
        check::says(page, "Tapo Care could not be loaded").await;
        check::says(page, "Your code has not been used").await;
        click(page, link("Help").within(alert())).await;
        check::on_page(page, "/tapo_web/help", "Help").await;
        cut.release();
        reload(page).await;
        check::does_not_say(page, "could not be loaded").await;
        check::shows(page, button("Yes")).await;
    })
    .await;
}

async fn says_why_and_leads_to_help(page: &Page) {
    for (path, title) in
        [("/tapo_web/login", "Log in with your TP-Link ID"), ("/tapo_web/register", "Create a TP-Link ID")]
    {
        arrive_at(page, path).await;
        check::shows(page, heading(title)).await;
        says_why(page).await;
        // Nothing is shown that would not work.
        for name in ["Log in", "Create TP-Link ID"] {
            check::lacks(page, button(name)).await;
        }
        check::fits_its_width(page).await;
    }
    // Where the app would have to ask the server first.
    arrive_at(page, &format!("/tapo_web/redeem#{CODE}")).await;
    says_why(page).await;
    click(page, link("Read the help")).await;
    check::on_page(page, "/tapo_web/help", "Help").await;
    check::says(page, "How do I get a Redemption Code?").await;
    check::lacks(page, button("Yes")).await;
}

async fn says_why(page: &Page) {
    check::says(page, "This page needs JavaScript and WebAssembly").await;
    check::says(page, "Opening it has not used your code").await;
    check::does_not_say(page, "could not be loaded").await;
}

/// Opens an address at which the app will not run.
async fn arrive_at(page: &Page, path: &str) {
    // From an empty page, since an address that differs by its fragment only would not load anything.
    page.driver.goto("about:blank").await.expect("opens an empty page");
    page.driver.goto(format!("{}{path}", page.origin)).await.unwrap_or_else(|error| panic!("{path}: {error}"));
}
