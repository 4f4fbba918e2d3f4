//! Forgot your password?

use crate::support::act::{Key, click, click_on, press, type_into};
use crate::support::check::{self, field_is_wrong, is_busy};
use crate::support::find::{self, field, one, says};
use crate::support::{Stage, accepted, lost, problem, refusal, sent, settle, test};
use serde_json::json;
use tapo_care_wire::{ErrorCode, Problem};

const FORGOT: &str = "/tapo_web/forgot";
const HEADING: &str = "Forgot your password?";
const RESETS: &str = "/password-resets";

#[test]
async fn the_address_that_was_typed_at_the_log_in_is_there_already() {
    let stage = Stage::guest().await;
    stage.answer("POST", RESETS, accepted());
    stage.open("/tapo_web/login?return_to=/tapo_web/redeem").await;
    type_into("Email", "demo@example.com").await;
    click_on("link", HEADING).await;
    let heading = check::view(HEADING).await;
    check::has_focus(&heading).await;
    assert_eq!(field("textbox", "Email").await.value(), "demo@example.com");
    click_on("button", "Send code").await;
    check::view("Choose a new password").await;
    find::at("/tapo_web/reset?return_to=/tapo_web/redeem").await;
    // Whether there is an account is not known here, and not claimed.
    says("If there is a TP-Link ID for demo@example.com, we have sent a code to it.").await;
    let [sent] = &sent("POST", RESETS)[..] else { panic!("one call") };
    assert_eq!(sent.body, json!({ "email": "demo@example.com" }));
}

#[test]
async fn what_is_no_address_is_not_sent() {
    let stage = Stage::guest().await;
    stage.open(FORGOT).await;
    for (typed, words) in
        [("", "Enter your email address"), ("demo", "Enter an email address in the form name@example.com")]
    {
        type_into("Email", typed).await;
        press(Key::Enter);
        check::problem(&[words]).await;
        field_is_wrong(&field("textbox", "Email").await, words);
    }
    assert!(sent("POST", RESETS).is_empty());
}

#[test]
async fn failures_are_told_and_the_form_works_again() {
    let mut limited = Problem::new(ErrorCode::RateLimited);
    limited.retry_after = Some(3600);
    for (answer, words) in [
        (refusal(&limited), "Try again in 60 minutes."),
        (problem(ErrorCode::Unavailable), "The service is not available at the moment."),
        (lost(), "We could not reach the server."),
    ] {
        let stage = Stage::guest().await;
        stage.answer("POST", RESETS, answer);
        stage.answer("POST", RESETS, accepted());
        stage.open(FORGOT).await;
        type_into("Email", "demo@example.com").await;
        press(Key::Enter);
        check::problem(&[words]).await;
        click_on("button", "Send code").await;
        check::view("Choose a new password").await;
    }
}

#[test]
async fn while_it_is_sent_a_second_time_sends_nothing() {
    let stage = Stage::guest().await;
    let (answer, gate) = accepted().held();
    stage.answer("POST", RESETS, answer);
    stage.open(FORGOT).await;
    type_into("Email", "demo@example.com").await;
    press(Key::Enter);
    says("Sending the code…").await;
    let button = one("button", "Send code").await;
    is_busy(&button);
    click(&button);
    settle().await;
    gate.open();
    check::view("Choose a new password").await;
    assert_eq!(sent("POST", RESETS).len(), 1);
}

#[test]
async fn there_are_ways_back_and_on() {
    for (link, heading) in
        [("Back to log in", "Log in with your TP-Link ID"), ("I already have a code", "Choose a new password")]
    {
        let stage = Stage::guest().await;
        stage.open(FORGOT).await;
        click_on("link", link).await;
        check::view(heading).await;
    }
}
