//! The program takes long, or does not come at all: what is said meanwhile, and how it goes on.

use crate::act::{app_runs, click, fill, open, open_at_once, prepare_pages};
use crate::check;
use crate::find::{button, heading, link, progressbar, textbox};
use crate::harness::{Fate, Needed, PASSWORD, Page, Person, Size, Stage, is_skipped, journey};
use crate::steps::NO_ANSWER;
use std::path::Path;

/// The end of the address of the program.
const PROGRAM: &str = "_bg.wasm";

/// The same of its later pieces. And of the program, which is there by then.
const PIECE: &str = ".wasm";

/// What is said when the program does not come, and what the browser notes then.
const FAILED: &str = "Tapo Care could not be loaded";
const COMPLAINT: &str = "The program could not be loaded";

/// Seen red with a start script that counts nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_takes_long_says_how_far_it_is() {
    journey(async |stage: &Stage| {
        let page = &stage.impatient_visitor(Size::Phone).await;
        let mut program = stage.proxy.next("GET", PROGRAM, Fate::HoldHalf);
        open_at_once(page, "/tapo_web/login").await;
        program.arrived().await;
        check::shows(page, progressbar("Loading")).await;
        let percent = some_progress(page).await;
        assert!((20..=80).contains(&percent), "half of it came: {percent} %");
        check::says(page, "Tapo Care is still loading. What you type or press meanwhile is kept.").await;
        check::fits_its_width(page).await;
        fill(page, textbox("Email"), Person::Demo.email()).await;
        click(page, button("Log in")).await;
        check::says(page, "It goes on with what you pressed as soon as it is there.").await;
        program.release();
        app_runs(page).await;
        // The app has heard of the press, and tells what is missing.
        check::says(page, "Enter your password").await;
        check::value(page, textbox("Email"), Person::Demo.email()).await;
    })
    .await;
}

/// Seen red with "Try again" that does nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_does_not_come_can_be_asked_for_again_with_all_that_was_typed() {
    journey(async |stage: &Stage| {
        for (fate, reason) in [(Fate::CutBeforeServer, NO_ANSWER), (Fate::CutHalfWay, "ERR_CONTENT_LENGTH_MISMATCH")] {
            stage.expect_failures(PROGRAM, reason);
            stage.expect_complaint(COMPLAINT);
            let page = &stage.impatient_visitor(Size::Phone).await;
            let cut = stage.proxy.next("GET", PROGRAM, fate);
            open_at_once(page, "/tapo_web/login").await;
            fill(page, textbox("Email"), Person::Demo.email()).await;
            fill(page, textbox("Password"), PASSWORD).await;
            check::shows(page, heading(FAILED)).await;
            check::says(page, "Your code has not been used.").await;
            check::fits_its_width(page).await;
            // Pressed, and not swallowed: the visitor is led to what can be done.
            let before = stage.proxy.count("POST", "/session");
            click(page, button("Log in")).await;
            click(page, button("Try again")).await;
            check::shows(page, heading(FAILED)).await;
            assert_eq!(stage.proxy.count("POST", "/session"), before);
            cut.release();
            click(page, button("Try again")).await;
            check::on_page(page, "/tapo_web", "Tapo Care").await;
            check::does_not_say(page, FAILED).await;
            assert_eq!(stage.proxy.count("POST", "/session"), before + 1, "the form was sent, and once");
        }
    })
    .await;
}

/// Seen red with a start script that tries again at the address that is gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_gone_since_the_page_was_sent_is_found_by_its_new_name() {
    journey(async |stage: &Stage| {
        stage.expect_failures(PROGRAM, "404");
        stage.expect_complaint(COMPLAINT);
        let page = &stage.impatient_visitor(Size::Desk).await;
        stage.deploy(without_program);
        open_at_once(page, "/tapo_web/help").await;
        check::shows(page, heading(FAILED)).await;
        check::says(page, "How do I get a Redemption Code?").await;
        stage.deploy(|_| {});
        click(page, button("Try again")).await;
        app_runs(page).await;
        check::on_page(page, "/tapo_web/help", "Help").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_that_brings_nothing_is_given_up() {
    if is_skipped("a_network_that_brings_nothing_is_given_up", Needed::Before) {
        return;
    }
    journey(async |stage: &Stage| {
        stage.expect_complaint(COMPLAINT);
        let page = &stage.impatient_visitor(Size::Desk).await;
        let hurry =
            "const real = setTimeout; setTimeout = (f, ms, ...more) => real(f, ms === 30000 ? 300 : ms, ...more)";
        prepare_pages(page, hurry).await;
        let mut program = stage.proxy.next("GET", PROGRAM, Fate::HoldHalf);
        open_at_once(page, "/tapo_web/login").await;
        program.arrived().await;
        check::shows(page, heading(FAILED)).await;
        click(page, button("Try again")).await;
        app_runs(page).await;
        program.release();
        check::on_page(page, "/tapo_web/login", "Log in with your TP-Link ID").await;
    })
    .await;
}

/// What comes behind the log-in is a piece of the program of its own. Seen red with a view that shows nothing until it is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_behind_the_log_in_may_come_late() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        open(page, "/tapo_web/login").await;
        let mut piece = stage.proxy.next("GET", PIECE, Fate::HoldAnswer);
        fill(page, textbox("Email"), Person::Demo.email()).await;
        piece.arrived().await;
        fill(page, textbox("Password"), PASSWORD).await;
        click(page, button("Log in")).await;
        check::on_page(page, "/tapo_web", "Loading").await;
        piece.release();
        check::on_page(page, "/tapo_web", "Tapo Care").await;
        check::shows(page, link("Use Promo Code")).await;
    })
    .await;
}

/// Seen red with "Try again" that does nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_behind_the_log_in_can_be_asked_for_again() {
    journey(async |stage: &Stage| {
        stage.expect_failures(PIECE, NO_ANSWER);
        for words in ["Failed to fetch", "NetworkError", "Load failed"] {
            stage.expect_complaint(words);
        }
        let page = &stage.visitor(Size::Desk).await;
        open(page, "/tapo_web/login").await;
        let cut = stage.proxy.next("GET", PIECE, Fate::CutBeforeServer);
        fill(page, textbox("Email"), Person::Demo.email()).await;
        fill(page, textbox("Password"), PASSWORD).await;
        click(page, button("Log in")).await;
        check::shows(page, button("Try again")).await;
        check::says(page, "Check your connection").await;
        cut.release();
        click(page, button("Try again")).await;
        check::shows(page, link("Use Promo Code")).await;
    })
    .await;
}

/// How far the load is, in percent, once that is known.
async fn some_progress(page: &Page) -> u32 {
    crate::wait::until(page, "the progress", async || {
        let Ok(bar) = progressbar("Loading").one(page).await? else { return Ok(Err("no bar".to_owned())) };
        Ok(bar.attr("value").await?.and_then(|percent| percent.parse().ok()).ok_or("no value".to_owned()))
    })
    .await
}

fn without_program(page: &Path) {
    for entry in std::fs::read_dir(page).expect("a folder").flatten() {
        if entry.file_name().to_string_lossy().contains(PROGRAM) {
            std::fs::remove_file(entry.path()).expect("removes the program");
        }
    }
}
