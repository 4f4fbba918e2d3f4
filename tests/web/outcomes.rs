//! What became of a code is said above every view, until it was read.

use crate::support::act::{another_tab_keeps, click_on, go_offline, go_online, log_in};
use crate::support::check;
use crate::support::data::{self, list, preview, receipt, unspent};
use crate::support::find::{self, is_there, one, says};
use crate::support::{Stage, clock, kept, lost, no_content, ok, problem, refusal, settle, test, until};
use tapo_care_wire::{ErrorCode, LoginWay, Redemption, Session, Subscription};

const ASK: (&str, &str) = ("GET", "/redemptions/red_1");
const KEPT: &str = "redemption/acc_1/red_1";
const CHECKING: &str = "We are checking whether your code";

/// A browser in which a confirmation was sent long ago and its answer never came, opened at Tapo Care.
async fn stage() -> Stage {
    let stage = Stage::logged_in().await;
    another_tab_keeps(KEPT, Some("1"));
    stage.answer("GET", "/subscriptions", ok(&list(Vec::<Subscription>::new())));
    stage.answer("GET", "/redemptions?state=previewed", ok(&list(Vec::<Redemption>::new())));
    stage
}

#[test]
async fn a_browser_that_was_started_again_shows_the_receipt_by_itself() {
    let stage = stage().await;
    stage.answer(ASK.0, ASK.1, lost());
    stage.answer(ASK.0, ASK.1, ok(&receipt()));
    stage.open("/tapo_web").await;
    says(CHECKING).await;
    assert!(!find::page_text().contains("has not been used"));
    clock::pass_when_due(1.0).await;
    says("Your code …TRNM has been used. Here is your receipt.").await;
    assert!(kept().is_empty());
    click_on("link", "View the receipt of …TRNM").await;
    check::view("Receipt").await;
    settle().await;
    assert!(!find::page_text().contains("Here is your receipt"), "the receipt itself is there");
}

#[test]
async fn what_was_not_used_can_be_gone_on_with() {
    let stage = stage().await;
    stage.answer(ASK.0, ASK.1, ok(&preview()));
    stage.open("/tapo_web").await;
    says("Your code …TRNM has not been used: your confirmation did not reach the server.").await;
    click_on("link", "Continue with your code …TRNM").await;
    check::view("Confirm the plan details").await;
    assert!(!is_there("region", "What became of your code"));
}

#[test]
async fn what_was_read_can_be_closed() {
    let stage = stage().await;
    stage.answer(ASK.0, ASK.1, ok(&receipt()));
    stage.open("/tapo_web").await;
    click_on("button", "Close").await;
    until("it to be gone", || (!is_there("region", "What became of your code")).then_some(())).await;
}

#[test]
async fn a_code_of_no_use_any_more_is_told_too() {
    let stage = stage().await;
    stage.answer(ASK.0, ASK.1, refusal(&unspent(ErrorCode::CodeRevoked)));
    stage.open("/tapo_web").await;
    says("withdrawn").await;
}

#[test]
async fn a_session_that_is_over_is_followed_by_the_truth() {
    let stage = stage().await;
    stage.answer(ASK.0, ASK.1, problem(ErrorCode::SessionExpired));
    stage.answer(ASK.0, ASK.1, ok(&receipt()));
    stage.answer("POST", "/session", ok(&data::viewer()));
    stage.open("/tapo_web").await;
    check::view("Log in with your TP-Link ID").await;
    assert!(!find::page_text().contains(CHECKING), "whose it is is not known");
    log_in().await;
    says("Your code …TRNM has been used.").await;
}

#[test]
async fn whoever_logs_out_leaves_nothing() {
    let stage = stage().await;
    stage.answer(ASK.0, ASK.1, lost());
    stage.answer("DELETE", "/session", no_content());
    stage.open("/tapo_web").await;
    says(CHECKING).await;
    click_on("button", "Log out").await;
    check::view("Log in with your TP-Link ID").await;
    assert!(kept().is_empty());
    assert!(!find::page_text().contains(CHECKING));
}

#[test]
async fn while_nobody_can_be_asked_who_this_is_it_is_said_and_found_out_by_itself() {
    let stage = Stage::empty().await;
    another_tab_keeps(KEPT, Some("1"));
    stage.answer("GET", "/session", lost());
    stage.answer(
        "GET",
        "/session",
        ok(&Session { viewer: Some(data::viewer()), challenge: None, login: LoginWay::Password, demo: false }),
    );
    stage.answer("GET", "/redemptions?state=previewed", ok(&list(Vec::<Redemption>::new())));
    stage.answer(ASK.0, ASK.1, ok(&receipt()));
    stage.open("/tapo_web").await;
    says(CHECKING).await;
    clock::pass_when_due(8.0).await;
    says("Your code …TRNM has been used.").await;
}

#[test]
async fn a_page_without_a_network_says_so_and_says_when_that_is_over() {
    let stage = Stage::guest().await;
    stage.open("/tapo_web/help").await;
    check::view("Help").await;
    assert!(!find::page_text().contains("offline"));
    go_offline();
    says("You are offline. You can go on reading. Nothing is sent now").await;
    go_online();
    says("You are online again.").await;
    one("link", "Help").await;
}
