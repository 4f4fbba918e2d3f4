//! Entering the code that proves the e-mail address.

use crate::support::act::{Key, choose, click, click_on, press, type_into};
use crate::support::check::{self, field_is_wrong, is_busy};
use crate::support::find::{self, field, is_there, one, says};
use crate::support::{Stage, accepted, data, lost, no_content, ok, problem, refusal, sent, settle, test};
use serde_json::json;
use tapo_care_wire::{ErrorCode, Field, Problem};

const VERIFY: &str = "/tapo_web/verify";
const HEADING: &str = "Enter your verification code";
const VERIFICATION: &str = "/accounts/verification";

/// Somebody who has just registered.
async fn registered() -> Stage {
    let stage = Stage::guest().await;
    stage.answer("POST", "/accounts", accepted());
    stage.open("/tapo_web/register").await;
    choose("Country or region", "DE").await;
    type_into("Email", "new@example.com").await;
    type_into("Password", "a horse of another colour").await;
    press(Key::Enter);
    check::view(HEADING).await;
    stage
}

fn wrong_code() -> Problem {
    let mut problem = Problem::new(ErrorCode::MfaFailed);
    problem.field = Some(Field::Code);
    problem
}

#[test]
async fn the_field_suits_codes_that_phones_fill_in() {
    let _stage = registered().await;
    let code = field("textbox", "Verification code").await;
    assert_eq!(code.get_attribute("autocomplete").as_deref(), Some("one-time-code"));
    assert_eq!(code.get_attribute("inputmode").as_deref(), Some("numeric"));
    assert!(!code.has_attribute("maxlength"));
    assert!(!is_there("textbox", "Email"), "the address is known");
    one("button", "Verify").await;
}

#[test]
async fn the_code_opens_the_way_to_the_log_in() {
    let stage = registered().await;
    stage.answer("POST", VERIFICATION, no_content());
    type_into("Verification code", " 1234 5678 ").await;
    press(Key::Enter);
    let heading = check::view("Log in with your TP-Link ID").await;
    check::has_focus(&heading).await;
    says("Your email address is verified. Log in to go on.").await;
    assert_eq!(field("textbox", "Email").await.value(), "new@example.com");
    let [sent] = &sent("POST", VERIFICATION)[..] else { panic!("one call") };
    assert_eq!(sent.body, json!({ "email": "new@example.com", "code": "1234 5678" }));
    // It is said once.
    click_on("link", "Help").await;
    check::view("Help").await;
    stage.open("/tapo_web/login").await;
    check::view("Log in with your TP-Link ID").await;
    assert!(!find::page_text().contains("is verified"));
}

#[test]
async fn after_a_reload_the_address_is_asked_for_again() {
    let stage = registered().await;
    stage.answer("POST", VERIFICATION, no_content());
    stage.open(VERIFY).await;
    check::view(HEADING).await;
    press_verify().await;
    check::problem(&["Enter your email address", "Enter the verification code from the email"]).await;
    type_into("Email", "new@example.com").await;
    type_into("Verification code", "12345678").await;
    press(Key::Enter);
    check::view("Log in with your TP-Link ID").await;
    assert_eq!(sent("POST", VERIFICATION).len(), 1);
}

async fn press_verify() {
    click_on("button", "Verify").await;
}

#[test]
async fn what_is_no_code_is_not_sent() {
    let _stage = registered().await;
    for (typed, words) in [
        ("", "Enter the verification code from the email"),
        ("1234", "The verification code has 8 digits. Compare it with the email"),
        ("W2GBJZT48TRNM", "The verification code has 8 digits. Compare it with the email"),
    ] {
        type_into("Verification code", typed).await;
        press(Key::Enter);
        check::problem(&[words]).await;
        field_is_wrong(&field("textbox", "Verification code").await, words);
    }
    assert!(sent("POST", VERIFICATION).is_empty());
}

#[test]
async fn a_wrong_code_is_told_and_another_can_be_entered() {
    let mut limited = Problem::new(ErrorCode::RateLimited);
    limited.retry_after = Some(30);
    for (answer, words) in [
        (refusal(&wrong_code()), "The verification code is wrong or has run out."),
        (refusal(&limited), "Try again in 30 seconds."),
        (problem(ErrorCode::Unavailable), "The service is not available at the moment."),
        (lost(), "We could not reach the server."),
    ] {
        let stage = registered().await;
        stage.answer("POST", VERIFICATION, answer);
        stage.answer("POST", VERIFICATION, no_content());
        type_into("Verification code", "12345678").await;
        press(Key::Enter);
        check::problem(&[words]).await;
        assert_eq!(field("textbox", "Verification code").await.value(), "12345678", "the input is kept");
        press_verify().await;
        check::view("Log in with your TP-Link ID").await;
    }
}

#[test]
async fn while_it_is_checked_a_second_time_sends_nothing() {
    let stage = registered().await;
    let (answer, gate) = no_content().held();
    stage.answer("POST", VERIFICATION, answer);
    type_into("Verification code", "12345678").await;
    press(Key::Enter);
    says("Checking your code…").await;
    let button = one("button", "Verify").await;
    is_busy(&button);
    click(&button);
    settle().await;
    gate.open();
    check::view("Log in with your TP-Link ID").await;
    assert_eq!(sent("POST", VERIFICATION).len(), 1);
}

/// Logging in before the address is verified leads here, with the address, and the code that is to be redeemed survives it all.
#[test]
async fn an_unverified_log_in_leads_here_and_nothing_is_lost_on_the_way() {
    let mut unverified = Problem::new(ErrorCode::MfaRequired);
    unverified.field = Some(Field::Email);
    let stage = Stage::guest().await;
    stage.answer("POST", "/session", refusal(&unverified));
    stage.answer("POST", "/session", ok(&data::viewer()));
    stage.answer("POST", VERIFICATION, no_content());
    stage.open(&["/tapo_web/redeem#", data::CODE].concat()).await;
    check::view("Log in with your TP-Link ID").await;
    crate::support::act::log_in().await;
    check::view(HEADING).await;
    says("not verified yet, so we have sent you a new code").await;
    find::at("/tapo_web/verify?return_to=/tapo_web/redeem").await;
    type_into("Verification code", "12345678").await;
    press(Key::Enter);
    check::view("Log in with your TP-Link ID").await;
    crate::support::act::log_in().await;
    check::view("Redeem Promo Code").await;
    assert_eq!(field("textbox", "Redemption Code").await.value(), data::CODE);
}

#[test]
async fn there_are_ways_on_without_a_code() {
    for (link, heading) in [
        ("Log in to get a new code", "Log in with your TP-Link ID"),
        ("Use another email address", "Create a TP-Link ID"),
    ] {
        let _stage = registered().await;
        click_on("link", link).await;
        check::view(heading).await;
        assert_eq!(field("textbox", "Email").await.value(), "new@example.com");
    }
}
