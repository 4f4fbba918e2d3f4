//! Logging in with a provider of identities.

use crate::support::act::{Key, click_on, press};
use crate::support::check::{self, is_busy};
use crate::support::data;
use crate::support::find::{self, field, is_there, one, says};
use crate::support::{Stage, lost, ok, problem, sent, settle, test};
use serde_json::json;
use tapo_care_wire::{ErrorCode, HandedOver, LoginWay, OutsideProblem, OutsideStarted, Session};

const LOGIN: &str = "/tapo_web/login";
const HEADING: &str = "Log in with your TP-Link ID";
const START: &str = "/session/outside";
const HANDOVER: &str = "/session/outside/handover";

/// Where the provider is in these tests: a place that leaves the page where it is.
fn provider() -> OutsideStarted {
    OutsideStarted { location: "#at-the-provider".to_owned() }
}

#[test]
async fn has_one_button_and_nothing_to_type() {
    let stage = Stage::outside().await;
    stage.open(LOGIN).await;
    check::view(HEADING).await;
    let expected = ["Skip to main content", "Tapo Care", "Help", "Language", "Log in"];
    assert_eq!(find::tab_names(), expected);
    for name in ["Email", "Password"] {
        assert!(!is_there("textbox", name), "{name}");
    }
    for name in ["Create a TP-Link ID", "Forgot your password?"] {
        assert!(!is_there("link", name), "{name}");
    }
    says("This page never sees your password.").await;
}

#[test]
async fn nothing_can_be_typed_before_it_is_known_how_to_log_in() {
    let stage = Stage::empty().await;
    let (answer, gate) = ok(&Session { viewer: None, challenge: None, login: LoginWay::Outside, demo: false }).held();
    stage.answer("GET", "/session", answer);
    stage.open(LOGIN).await;
    says("Loading").await;
    settle().await;
    assert!(!is_there("textbox", "Password"));
    gate.open();
    check::view(HEADING).await;
    assert!(!is_there("textbox", "Password"));
}

/// Seen red with the log-in of passwords in its place.
#[test]
async fn what_is_about_passwords_leads_to_the_log_in() {
    for path in ["register", "verify", "forgot", "reset"] {
        let stage = Stage::outside().await;
        stage.open(&format!("/tapo_web/{path}?return_to=/tapo_web/history")).await;
        check::view(HEADING).await;
        find::at("/tapo_web/login?return_to=/tapo_web/history").await;
        assert!(!is_there("textbox", "Email"), "{path}");
    }
}

/// Seen red without the code in what is sent, and with a second click that sends a second time.
#[test]
async fn the_button_leads_to_the_provider_and_the_code_is_left_at_the_server() {
    let stage = Stage::outside().await;
    let (answer, gate) = ok(&provider()).held();
    stage.answer("POST", START, answer);
    stage.open("/tapo_web/redeem#W2GBJZT48TRNM").await;
    check::view(HEADING).await;
    let button = one("button", "Log in").await;
    click_on("button", "Log in").await;
    says("Leading you to the log-in…").await;
    is_busy(&button);
    press(Key::Enter);
    gate.open();
    find::at("/tapo_web/login?return_to=/tapo_web/redeem#at-the-provider").await;
    settle().await;
    let [start] = &sent("POST", START)[..] else { panic!("one call: {:?}", sent("POST", START)) };
    assert_eq!(start.body, json!({ "returnTo": "/tapo_web/redeem", "code": data::CODE }));
    is_busy(&button);
}

#[test]
async fn without_a_code_none_is_sent() {
    let stage = Stage::outside().await;
    stage.answer("POST", START, ok(&provider()));
    stage.open("/tapo_web/history").await;
    click_on("button", "Log in").await;
    find::at("/tapo_web/login?return_to=/tapo_web/history#at-the-provider").await;
    assert_eq!(sent("POST", START)[0].body, json!({ "returnTo": "/tapo_web/history" }));
}

#[test]
async fn a_provider_that_is_away_is_told_and_can_be_tried_again() {
    for (answer, words) in [
        (problem(ErrorCode::Unavailable), "The service is not available at the moment."),
        (problem(ErrorCode::RateLimited), "There were too many tries."),
        (lost(), "We could not reach the server."),
    ] {
        let stage = Stage::outside().await;
        stage.answer("POST", START, answer).answer("POST", START, ok(&provider()));
        stage.open("/tapo_web/redeem#W2GBJZT48TRNM").await;
        click_on("button", "Log in").await;
        check::problem(&[words, "Your code has not been used."]).await;
        click_on("button", "Log in").await;
        find::at("/tapo_web/login?return_to=/tapo_web/redeem#at-the-provider").await;
        check::no_problem().await;
        assert_eq!(sent("POST", START)[1].body["code"], data::CODE, "the code is not forgotten");
    }
}

#[test]
async fn a_log_in_that_failed_on_its_way_is_put_into_words_that_say_what_became_of_the_code() {
    let words = |problem| match problem {
        OutsideProblem::Denied => "the log-in was cancelled",
        OutsideProblem::Expired => "it took too long, or was begun in another browser",
        OutsideProblem::Unverified => "The email address of your TP-Link ID is not verified.",
        OutsideProblem::Taken => "Another account on this site has the email address",
        OutsideProblem::Unavailable => "The log-in is not available at the moment.",
        OutsideProblem::Failed => "something went wrong on the way",
    };
    for problem in OutsideProblem::ALL {
        let stage = Stage::outside().await;
        stage.answer("POST", START, ok(&provider()));
        stage.open(&format!("{LOGIN}?problem={}&return_to=/tapo_web/redeem", problem.name())).await;
        check::view(HEADING).await;
        check::problem(&[words(problem), "No code has been used."]).await;
        click_on("button", "Log in").await;
        check::no_problem().await;
        assert_eq!(sent("POST", START)[0].body["returnTo"], "/tapo_web/redeem");
    }
    // Anybody can write such a link: only names that are known say anything.
    let stage = Stage::outside().await;
    stage.open(&format!("{LOGIN}?problem=Send%20your%20code%20to%20evil.example")).await;
    check::view(HEADING).await;
    check::no_problem().await;
    assert!(!find::page_text().contains("evil"));
}

/// A browser that has just come back from the provider, and a server that has kept something.
async fn back(code: Option<&str>) -> Stage {
    let stage = Stage::empty().await;
    let session = Session { viewer: Some(data::viewer()), challenge: None, login: LoginWay::Outside, demo: false };
    stage.answer("GET", "/session", ok(&session));
    stage.answer("POST", HANDOVER, ok(&HandedOver { code: code.map(str::to_owned) }));
    stage
}

/// Seen red without asking for it.
#[test]
async fn back_from_the_provider_the_code_stands_in_its_field() {
    let stage = back(Some(data::CODE)).await;
    stage.open("/tapo_web/redeem").await;
    check::view("Redeem Promo Code").await;
    let code = field("textbox", "Redemption Code").await;
    crate::support::until("the code", || (code.value() == data::CODE).then_some(())).await;
    assert_eq!(sent("POST", HANDOVER).len(), 1);
    assert!(sent("POST", "/redemptions").is_empty(), "it is not sent by itself");
}

#[test]
async fn what_was_typed_meanwhile_is_kept() {
    let stage = Stage::empty().await;
    let session = Session { viewer: Some(data::viewer()), challenge: None, login: LoginWay::Outside, demo: false };
    stage.answer("GET", "/session", ok(&session));
    let (answer, gate) = ok(&HandedOver { code: Some(data::CODE.to_owned()) }).held();
    stage.answer("POST", HANDOVER, answer);
    stage.open("/tapo_web/redeem").await;
    let code = field("textbox", "Redemption Code").await;
    crate::support::act::fill(&code, "ANOTHER");
    gate.open();
    settle().await;
    assert_eq!(code.value(), "ANOTHER");
}

#[test]
async fn a_code_in_the_link_needs_no_other() {
    let stage = back(None).await;
    stage.open("/tapo_web/redeem#W2GBJZT48TRNM").await;
    check::view("Redeem Promo Code").await;
    settle().await;
    assert!(sent("POST", HANDOVER).is_empty());
}
