//! Before the app runs: the view that was prepared is there, and what the visitor does with it is not lost.

use crate::act::{app_runs, click, fill, open_at_once};
use crate::check;
use crate::find::{button, heading, link, textbox};
use crate::harness::{Browser, Fate, PASSWORD, Page, Person, Size, Stage, journey};

/// The end of the address of the program, which these journeys hold back. Its pieces have other ones.
const PROGRAM: &str = "_bg.wasm";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_before_the_app_ran_is_still_there() {
    journey(async |stage: &Stage| {
        let page = &stage.impatient_visitor(Size::Phone).await;
        let mut program = stage.proxy.next("GET", PROGRAM, Fate::HoldAnswer);
        open_at_once(page, "/tapo_web/login").await;
        program.arrived().await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        fill(page, textbox("Password"), PASSWORD).await;
        fill(page, textbox("Email"), "demo@exa").await;
        app_does_not_run(page).await;
        program.release();
        app_runs(page).await;
        check::value(page, textbox("Email"), "demo@exa").await;
        check::value(page, textbox("Password"), PASSWORD).await;
        check::focused(page, textbox("Email")).await;
        // The typing goes on where it was, and the app knows what was typed: the log-in works with it.
        type_on(page, "mple.com").await;
        check::value(page, textbox("Email"), Person::Demo.email()).await;
        click(page, button("Log in")).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;
    })
    .await;
}

/// Seen red with a start script that stumbled over a focused button, which has no id; and in WebKit with a program that was
/// preloaded, and then fetched once more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn log_in_clicked_before_the_app_ran_logs_in_once() {
    journey(async |stage: &Stage| {
        let page = &stage.impatient_visitor(Size::Desk).await;
        let mut program = stage.proxy.next("GET", PROGRAM, Fate::HoldAnswer);
        open_at_once(page, "/tapo_web/login?return_to=/tapo_web/redeem").await;
        program.arrived().await;
        fill(page, textbox("Email"), Person::Demo.email()).await;
        fill(page, textbox("Password"), PASSWORD).await;
        for _ in 0..3 {
            click(page, button("Log in")).await;
        }
        app_does_not_run(page).await;
        assert_eq!(stage.proxy.count("POST", "/session"), 0);
        program.release();
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        // However often it was clicked.
        assert_eq!(stage.proxy.count("POST", "/session"), 1);
        assert_eq!(stage.proxy.count("GET", "/session"), 1, "who is logged in is asked once");
        assert_eq!(stage.proxy.count("GET", PROGRAM), 1, "the program comes once");
    })
    .await;
}

/// What there is to read does not share the network and the processor with a program that nobody needs yet.
///
/// Seen red with a program that is asked for at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_read_first_is_painted_before_its_program_is_asked_for() {
    const PAINTED_FIRST: &str = r"
        const painted = performance.getEntriesByName('first-contentful-paint')[0].startTime;
        const of_program = (entry) => /_bg\.wasm$|tapo-care-web-\w+\.js$/.test(entry.name);
        const asked = performance.getEntriesByType('resource').filter(of_program).map((entry) => entry.startTime);
        return asked.length >= 2 && asked.every((start) => start > painted)";
    journey(async |stage: &Stage| {
        let page = &stage.impatient_visitor(Size::Phone).await;
        for (path, title) in [("/tapo_web/login", "Log in with your TP-Link ID"), ("/tapo_web/help", "Help")] {
            open_at_once(page, path).await;
            check::shows(page, heading(title)).await;
            app_runs(page).await;
            let painted_first = page.run(PAINTED_FIRST, vec![]).await.expect("looks").convert::<bool>();
            assert!(painted_first.expect("yes or no"), "{path} asks for the program before there is something to read");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn help_can_be_read_and_left_before_the_app_runs() {
    journey(async |stage: &Stage| {
        if Browser::of_this_run() == Browser::Firefox {
            // It tells the page that is left of the program that will not come any more.
            stage.expect_complaint("The program could not be loaded");
        }
        let page = &stage.impatient_visitor(Size::Phone).await;
        let mut program = stage.proxy.next("GET", PROGRAM, Fate::HoldAnswer);
        open_at_once(page, "/tapo_web/login?return_to=/tapo_web/redeem").await;
        program.arrived().await;
        click(page, link("Help")).await;
        check::shows(page, heading("Help")).await;
        check::says(page, "How do I get a Redemption Code?").await;
        check::title_begins(page, "Help").await;
        program.release();
        app_runs(page).await;
        check::on_page(page, "/tapo_web/help", "Help").await;
    })
    .await;
}

const HAS_BOOT: &str = "return document.getElementById('boot') !== null";

/// The journeys here prove nothing unless the app is really not there yet.
async fn app_does_not_run(page: &Page) {
    let early: bool = page.run(HAS_BOOT, vec![]).await.expect("looks").convert().expect("yes or no");
    assert!(early, "the app runs already");
}

async fn type_on(page: &Page, text: &str) {
    let focused = page.driver.active_element().await.expect("something has the focus");
    focused.send_keys(text).await.expect("types");
}
