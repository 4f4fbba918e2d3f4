//! Somebody comes back, and the page is there before the network has said anything.

use super::deployment::{another_build, build, comes_to_be, new_of};
use crate::act::{app_runs, click, fill, open, open_at_once};
use crate::check;
use crate::find::{button, textbox};
use crate::harness::{Chosen, Fate, Needed, Page, Person, Size, Stage, is_skipped, journey};
use crate::steps::{CODE, log_in};
use crate::wait::until;
use serde_json::json;
use std::fs;

/// Where they come to.
const LOGIN: &str = "/tapo_web/login";

/// Where a link with a code leads.
const REDEEM: &str = "/tapo_web/redeem";

/// The question that every page begins with.
const SESSION: &str = "/session";

/// Seen red without the rules of the worker.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_back_sees_the_page_before_the_server_has_said_anything() {
    if is_skipped("whoever_comes_back_sees_the_page_before_the_server_has_said_anything", Needed::KeptPage) {
        return;
    }
    journey(async |stage: &Stage| {
        let page = &stage.impatient_visitor(Size::Phone).await;
        been_there(page).await;
        let asked = stage.proxy.count("GET", LOGIN);
        let session = stage.proxy.next("GET", SESSION, Fate::HoldRequest);
        let program = held_program(stage, page).await;
        open_at_once(page, LOGIN).await;
        fill(page, textbox("Email"), Person::Demo.email()).await;
        session.release();
        program.release();
        app_runs(page).await;
        check::value(page, textbox("Email"), Person::Demo.email()).await;
        assert_eq!(stage.proxy.count("GET", LOGIN), asked, "nobody asked for the page");
        fill(page, textbox("Email"), "").await;
        log_in(page).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;
    })
    .await;
}

/// Nobody goes on with an old page who has not begun with it. Seen red without the new load.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_deployment_the_kept_page_is_replaced_before_anything_is_done_with_it() {
    if is_skipped("after_a_deployment_the_kept_page_is_replaced_before_anything_is_done_with_it", Needed::KeptPage) {
        return;
    }
    journey(async |stage: &Stage| {
        let page = &stage.impatient_visitor(Size::Desk).await;
        been_there(page).await;
        let old = build(page).await;
        stage.deploy(another_build);
        let asked = stage.proxy.count("GET", LOGIN);
        // It must not begin before the server has said which build it has.
        let program = held_program(stage, page).await;
        open_at_once(page, LOGIN).await;
        comes_to_be(page, &new_of(&old)).await;
        program.release();
        app_runs(page).await;
        log_in(page).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;
        is_kept(page).await;
        assert_eq!(stage.proxy.count("GET", LOGIN), asked + 2, "loaded anew once, and kept once");
        // From now on it is the new one that is kept.
        open(page, LOGIN).await;
        assert_eq!(build(page).await, new_of(&old));
        // So is help, whichever piece of the program came first.
        open(page, "/tapo_web/help").await;
        keeps(page, "/tapo_web/help", true).await;
    })
    .await;
}

/// Seen red with a new load whatever the visitor has done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_into_a_kept_page_outlives_the_news_of_a_deployment() {
    if is_skipped("what_was_typed_into_a_kept_page_outlives_the_news_of_a_deployment", Needed::KeptPage) {
        return;
    }
    journey(async |stage: &Stage| {
        let page = &stage.impatient_visitor(Size::Phone).await;
        been_there(page).await;
        let old = build(page).await;
        stage.deploy(another_build);
        let session = stage.proxy.next("GET", SESSION, Fate::HoldRequest);
        let program = held_program(stage, page).await;
        open_at_once(page, LOGIN).await;
        fill(page, textbox("Email"), Person::Demo.email()).await;
        session.release();
        no_page_is_kept(page).await;
        program.release();
        app_runs(page).await;
        check::value(page, textbox("Email"), Person::Demo.email()).await;
        assert_eq!(build(page).await, old);
        open_at_once(page, LOGIN).await;
        comes_to_be(page, &new_of(&old)).await;
    })
    .await;
}

/// Seen red with a page that stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_code_of_a_link_comes_along_when_its_page_is_replaced() {
    if is_skipped("the_code_of_a_link_comes_along_when_its_page_is_replaced", Needed::KeptPage) {
        return;
    }
    journey(async |stage: &Stage| {
        let page = &stage.impatient_visitor(Size::Phone).await;
        let old = before_a_deployment(stage, page).await;
        let program = held_program(stage, page).await;
        blank(page).await;
        open_at_once(page, &[REDEEM, "#", CODE].concat()).await;
        comes_to_be(page, &new_of(&old)).await;
        drop(program);
        check::on_page(page, REDEEM, "Redeem Promo Code").await;
        check::value(page, textbox("Redemption Code"), CODE).await;
    })
    .await;
}

/// The program has taken the code out of the address by then. Seen red with a new load whatever the program has done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_code_of_a_link_is_not_lost_by_news_that_come_late() {
    if is_skipped("the_code_of_a_link_is_not_lost_by_news_that_come_late", Needed::KeptPage) {
        return;
    }
    journey(async |stage: &Stage| {
        let page = &stage.impatient_visitor(Size::Phone).await;
        let old = before_a_deployment(stage, page).await;
        let session = stage.proxy.next("GET", SESSION, Fate::HoldRequest);
        blank(page).await;
        open_at_once(page, &[REDEEM, "#", CODE].concat()).await;
        // The code has left the address.
        check::path_is(page, REDEEM).await;
        session.release();
        keeps(page, REDEEM, false).await;
        check::on_page(page, REDEEM, "Redeem Promo Code").await;
        check::value(page, textbox("Redemption Code"), CODE).await;
        assert_eq!(build(page).await, old);
        open(page, REDEEM).await;
        comes_to_be(page, &new_of(&old)).await;
    })
    .await;
}

/// Somebody has been at the entry of the code, which is kept, and the server has another page since. Gives the build that is kept.
async fn before_a_deployment(stage: &Stage, page: &Page) -> String {
    open(page, REDEEM).await;
    log_in(page).await;
    check::on_page(page, REDEEM, "Redeem Promo Code").await;
    keeps(page, REDEEM, true).await;
    let old = build(page).await;
    stage.deploy(another_build);
    old
}

/// What operations.md says to do. Seen red with a worker that changes nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_takes_kept_pages_from_all_who_come() {
    if is_skipped("an_operator_takes_kept_pages_from_all_who_come", Needed::KeptPage) {
        return;
    }
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        been_there(page).await;
        stage.deploy(|folder| {
            for ending in ["br", "gz"] {
                fs::remove_file(folder.join("worker.js").with_added_extension(ending)).expect("removes the file");
            }
            fs::write(folder.join("worker.js"), documented_worker()).expect("writes the worker");
        });
        open(page, LOGIN).await;
        no_page_is_kept(page).await;
        until(page, "the worker to be gone", async || {
            let script = "navigator.serviceWorker.getRegistrations().then((all) => { window.journeyWorkers = all.length }); \
                          return window.journeyWorkers ?? -1";
            let workers: i64 = page.run(script, vec![]).await?.convert()?;
            Ok(if workers == 0 { Ok(()) } else { Err(format!("{workers} workers")) })
        })
        .await;
    })
    .await;
}

/// The worker in operations.md that is to be put in the place of the page's own.
fn documented_worker() -> &'static str {
    let documented = include_str!("../../../docs/operations.md").split_once("```js\n").expect("a script").1;
    documented.split_once("```").expect("its end").0
}

/// A first visit, from the log-in to the end of the session.
async fn been_there(page: &Page) {
    open(page, LOGIN).await;
    log_in(page).await;
    check::on_page(page, "/tapo_web", "Tapo Care").await;
    is_kept(page).await;
    click(page, button("Log out")).await;
    check::shows(page, textbox("Email")).await;
}

/// Leaves the page, so that an address that differs by what is behind the # loads it anew.
async fn blank(page: &Page) {
    page.driver.goto("about:blank").await.expect("opens an empty page");
}

/// The program has to come over the network again, and waits there.
async fn held_program(stage: &Stage, page: &Page) -> Chosen {
    page.driver.cdp().send_raw("Network.clearBrowserCache", json!({})).await.expect("forgets the files");
    stage.proxy.next("GET", "_bg.wasm", Fate::HoldRequest)
}

async fn is_kept(page: &Page) {
    keeps(page, LOGIN, true).await;
}

async fn no_page_is_kept(page: &Page) {
    keeps(page, LOGIN, false).await;
}

/// Waits until the browser keeps the page of this address, or keeps it not.
async fn keeps(page: &Page, address: &str, wanted: bool) {
    until(page, "the page to be kept, or not", async || {
        // What is found comes a moment later: the next look sees it.
        let script = "caches.match(arguments[0]).then((found) => { window.journeyFound = Boolean(found) }); \
                      return window.journeyFound ?? null";
        let found: Option<bool> = page.run(script, vec![address.into()]).await?.convert()?;
        Ok(if found == Some(wanted) { Ok(()) } else { Err(format!("{found:?}")) })
    })
    .await;
}
