//! Who is logged in: the guard in front of the views, the end of a session, logging out.

use crate::support::act::{click, click_on, log_in, type_into};
use crate::support::check;
use crate::support::data::{CODE, viewer};
use crate::support::find::{self, field, is_there, one, page_text, says};
use crate::support::{Stage, history, lost, no_content, ok, problem, proxy_answer, requests, sent, settle, test};
use tapo_care_wire::{ErrorCode, LoginWay, Session};

const LOGIN: &str = "Log in with your TP-Link ID";

/// The views that need a log-in, their headings, and the call of each that notices the end of a session first.
const PROTECTED: [(&str, &str, &str); 9] = [
    ("/tapo_web", "Tapo Care", "/subscriptions"),
    ("/tapo_web/redeem", "Redeem Promo Code", ""),
    ("/tapo_web/redeem/red_1", "Confirm the plan details", "/redemptions/red_1"),
    ("/tapo_web/redeem/red_2/cameras", "Redemption complete", "/cameras"),
    ("/tapo_web/redeem/red_2/receipt", "Receipt", "/redemptions/red_2"),
    ("/tapo_web/subscriptions/sub_1", "Premium, 2 cameras", "/subscriptions/sub_1"),
    ("/tapo_web/history", "Redemption history", "/redemptions?state=redeemed"),
    ("/tapo_web/account", "Account", "/sessions"),
    ("/tapo_web/account/two-step", "Two-step verification", "/account/two-step"),
];

/// The server has all that the views need, once somebody is logged in.
fn answer_all(stage: &Stage) {
    stage.answer_everything().answer("POST", "/session", ok(&viewer()));
}

/// The log-in that comes back to an address.
fn login_for(address: &str) -> String {
    if address == "/tapo_web" { "/tapo_web/login".to_owned() } else { ["/tapo_web/login?return_to=", address].concat() }
}

/// Seen red with `return_to` left out of `login_first`.
#[test]
async fn a_guest_is_led_to_the_log_in_and_back() {
    for (address, heading, _) in PROTECTED {
        let stage = Stage::guest().await;
        answer_all(&stage);
        stage.open(address).await;
        let entries = find::history_length();
        check::view(LOGIN).await;
        find::at(&login_for(address)).await;
        assert!(!page_text().contains("You were logged out"), "nobody was");
        let asked = requests();
        assert_eq!(asked.len(), 1, "nothing is asked for a guest but who it is: {asked:?}");
        log_in().await;
        check::view(heading).await;
        find::at(address).await;
        settle().await;
        assert_eq!(find::history_length(), entries, "each in place of the last: {:?}", history());
    }
}

#[test]
async fn a_session_that_is_over_leads_to_the_log_in_and_back() {
    for (address, heading, call) in PROTECTED.into_iter().filter(|(_, _, call)| !call.is_empty()) {
        for code in [ErrorCode::SessionExpired, ErrorCode::NotLoggedIn] {
            let stage = Stage::logged_in().await;
            stage.answer("GET", call, problem(code));
            answer_all(&stage);
            stage.open(address).await;
            check::view(LOGIN).await;
            find::at(&login_for(address)).await;
            says("You were logged out.").await;
            assert!(!is_there("button", "Log out"));
            check::no_problem().await;
            log_in().await;
            check::view(heading).await;
            find::at(address).await;
        }
    }
}

#[test]
async fn nothing_is_shown_before_it_is_known_who_it_is() {
    let stage = Stage::empty().await;
    let (answer, gate) =
        ok(&Session { viewer: Some(viewer()), challenge: None, login: LoginWay::Password, demo: false }).held();
    stage.answer("GET", "/session", answer);
    stage.open("/tapo_web/redeem").await;
    says("Loading").await;
    settle().await;
    assert!(!is_there("textbox", "Redemption Code"));
    assert!(!is_there("button", "Log out"));
    assert_eq!(find::address(), "/tapo_web/redeem", "nobody is sent away before it is known");
    gate.open();
    check::view("Redeem Promo Code").await;
}

#[test]
async fn a_server_that_can_not_be_reached_is_asked_again() {
    for (answer, words) in [
        (lost(), "We could not reach the server."),
        (proxy_answer(), "We could not reach the server."),
        (problem(ErrorCode::Unavailable), "not available"),
    ] {
        let stage = Stage::empty().await;
        stage.answer("GET", "/session", answer);
        stage.answer(
            "GET",
            "/session",
            ok(&Session { viewer: Some(viewer()), challenge: None, login: LoginWay::Password, demo: false }),
        );
        stage.open("/tapo_web/redeem").await;
        check::problem(&[words]).await;
        assert_eq!(find::address(), "/tapo_web/redeem");
        click_on("button", "Try again").await;
        check::view("Redeem Promo Code").await;
        check::no_problem().await;
    }
}

#[test]
async fn what_needs_no_log_in_needs_no_server_either() {
    for (address, heading) in [("/tapo_web/help", "Help"), ("/tapo_web/nowhere", "Page not found")] {
        let stage = Stage::empty().await;
        stage.answer("GET", "/session", lost());
        stage.open(address).await;
        check::view(heading).await;
        check::no_problem().await;
    }
}

/// Seen red with the draft kept at log-out.
#[test]
async fn logging_out_ends_the_session_and_forgets_the_code() {
    let stage = Stage::logged_in().await;
    answer_all(&stage);
    stage.answer("DELETE", "/session", no_content());
    stage.open("/tapo_web/redeem").await;
    type_into("Redemption Code", CODE).await;
    click_on("button", "Log out").await;
    check::view(LOGIN).await;
    find::at("/tapo_web/login").await;
    assert!(!page_text().contains("You were logged out"), "the visitor knows");
    assert!(!is_there("button", "Log out"));
    assert!(!is_there("link", "History"));
    let [left] = &sent("DELETE", "/session")[..] else { panic!("one call: {:?}", requests()) };
    assert_eq!(left.if_match, None);
    log_in().await;
    click_on("link", "Use Promo Code").await;
    assert_eq!(field("textbox", "Redemption Code").await.value(), "");
}

/// Seen red with the session's number not looked at in `ended`.
#[test]
async fn a_late_answer_of_an_old_session_ends_no_new_one() {
    let stage = Stage::logged_in().await;
    answer_all(&stage);
    let (late, gate) = problem(ErrorCode::SessionExpired).held();
    stage.answer("POST", "/redemptions", late);
    stage.answer("DELETE", "/session", no_content());
    stage.open("/tapo_web/redeem").await;
    type_into("Redemption Code", CODE).await;
    click_on("button", "Confirm").await;
    says("Looking up your code…").await;
    click_on("button", "Log out").await;
    check::view(LOGIN).await;
    log_in().await;
    check::view("Tapo Care").await;
    gate.open();
    settle().await;
    assert_eq!(find::address(), "/tapo_web");
    assert!(is_there("button", "Log out"));
}

#[test]
async fn a_session_that_is_gone_already_counts_as_logged_out() {
    let stage = Stage::logged_in().await;
    stage.answer("DELETE", "/session", problem(ErrorCode::SessionExpired));
    stage.open("/tapo_web/redeem").await;
    click_on("button", "Log out").await;
    check::view(LOGIN).await;
    find::at("/tapo_web/login").await;
}

/// Seen red without the look at `busy` in `parts/log_out.rs`.
#[test]
async fn who_clicks_twice_is_logged_out_once() {
    let stage = Stage::logged_in().await;
    let (answer, gate) = no_content().held();
    stage.answer("DELETE", "/session", answer);
    stage.open("/tapo_web/redeem").await;
    let button = one("button", "Log out").await;
    click(&button);
    click(&button);
    settle().await;
    check::is_busy(&button);
    gate.open();
    check::view(LOGIN).await;
    assert_eq!(sent("DELETE", "/session").len(), 1);
}

#[test]
async fn who_could_not_be_logged_out_is_told() {
    for answer in [lost(), problem(ErrorCode::Unavailable)] {
        let stage = Stage::logged_in().await;
        stage.answer("DELETE", "/session", answer);
        stage.answer("DELETE", "/session", no_content());
        stage.open("/tapo_web/redeem").await;
        let button = one("button", "Log out").await;
        click(&button);
        says("We do not know whether you were logged out").await;
        assert!(is_there("textbox", "Redemption Code"), "the view stays");
        click(&button);
        check::view(LOGIN).await;
    }
}
