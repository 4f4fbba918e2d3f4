//! Choosing a new password with a mailed code.

use crate::support::act::{Key, click, click_on, press, type_into};
use crate::support::check::{self, field_is_wrong, is_busy};
use crate::support::find::{self, field, is_there, one, says};
use crate::support::{Stage, accepted, data, lost, no_content, ok, problem, refusal, sent, settle, test};
use serde_json::json;
use tapo_care_wire::{ErrorCode, Field, LoginWay, Problem, Session};

const RESET: &str = "/tapo_web/reset";
const HEADING: &str = "Choose a new password";
const RESETS: &str = "/password-resets";
const LOGIN: &str = "Log in with your TP-Link ID";
const PASSWORD: &str = "a horse of another colour";

/// Somebody who has just asked for a code.
async fn asked() -> Stage {
    let stage = Stage::guest().await;
    stage.answer("POST", RESETS, accepted());
    stage.open("/tapo_web/forgot").await;
    type_into("Email", "demo@example.com").await;
    press(Key::Enter);
    check::view(HEADING).await;
    stage
}

async fn fill_in() {
    type_into("Verification code", "12345678").await;
    type_into("New password", PASSWORD).await;
}

#[test]
async fn the_fields_suit_phones_and_password_managers() {
    let _stage = asked().await;
    assert!(!is_there("textbox", "Email"), "the address is known");
    for (name, autocomplete) in [("Verification code", "one-time-code"), ("New password", "new-password")] {
        assert_eq!(field("textbox", name).await.get_attribute("autocomplete").as_deref(), Some(autocomplete));
    }
    one("button", "Show password").await;
    one("button", "Change password").await;
}

#[test]
async fn a_new_password_leads_to_the_log_in() {
    let stage = asked().await;
    stage.answer("PUT", RESETS, no_content());
    fill_in().await;
    press(Key::Enter);
    check::view(LOGIN).await;
    says("Your password has been changed, and every log-in with the old one has ended.").await;
    assert_eq!(field("textbox", "Email").await.value(), "demo@example.com");
    assert_eq!(field("textbox", "Password").await.value(), "");
    let [sent] = &sent("PUT", RESETS)[..] else { panic!("one call") };
    assert_eq!(sent.body, json!({ "email": "demo@example.com", "code": "12345678", "password": PASSWORD }));
}

#[test]
async fn after_a_reload_the_address_is_asked_for_again() {
    let stage = asked().await;
    stage.answer("PUT", RESETS, no_content());
    stage.open(RESET).await;
    check::view(HEADING).await;
    click_on("button", "Change password").await;
    let words = [
        "Enter your email address",
        "Enter the verification code from the email",
        "Choose a password of at least 15 characters",
    ];
    check::problem(&words).await;
    for (name, words) in ["Email", "Verification code", "New password"].into_iter().zip(words) {
        field_is_wrong(&field("textbox", name).await, words);
    }
    assert!(sent("PUT", RESETS).is_empty());
    type_into("Email", "demo@example.com").await;
    fill_in().await;
    press(Key::Enter);
    check::view(LOGIN).await;
}

#[test]
async fn failures_are_told_at_their_field_and_the_input_is_kept() {
    let mut wrong = Problem::new(ErrorCode::MfaFailed);
    wrong.field = Some(Field::Code);
    let mut weak = Problem::new(ErrorCode::PasswordTooWeak);
    weak.field = Some(Field::Password);
    for (answer, words, at) in [
        (refusal(&wrong), "The verification code is wrong or has run out.", Some("Verification code")),
        (refusal(&weak), "it must have 15 to 128 characters", Some("New password")),
        (problem(ErrorCode::Unavailable), "The service is not available at the moment.", None),
        (lost(), "We could not reach the server.", None),
    ] {
        let stage = asked().await;
        stage.answer("PUT", RESETS, answer);
        stage.answer("PUT", RESETS, no_content());
        fill_in().await;
        press(Key::Enter);
        check::problem(&[words]).await;
        if let Some(name) = at {
            assert_eq!(field("textbox", name).await.get_attribute("aria-invalid").as_deref(), Some("true"));
        }
        assert_eq!(field("textbox", "New password").await.value(), PASSWORD);
        click_on("button", "Change password").await;
        check::view(LOGIN).await;
    }
}

#[test]
async fn a_second_time_sends_nothing_and_a_new_code_can_be_asked_for() {
    let stage = asked().await;
    let (answer, gate) = no_content().held();
    stage.answer("PUT", RESETS, answer);
    fill_in().await;
    press(Key::Enter);
    says("Changing your password…").await;
    let button = one("button", "Change password").await;
    is_busy(&button);
    click(&button);
    settle().await;
    assert_eq!(sent("PUT", RESETS).len(), 1);
    click_on("link", "Send a new code").await;
    check::view("Forgot your password?").await;
    gate.open();
    settle().await;
    assert_eq!(find::address(), "/tapo_web/forgot", "who goes elsewhere is not called back");
    assert_eq!(field("textbox", "Email").await.value(), "demo@example.com");
}

/// Every session of the account has ended, this one too: the page knows it at once.
#[test]
async fn somebody_logged_in_who_changes_it_is_logged_out_here_too() {
    let stage = Stage::empty().await;
    stage.answer(
        "GET",
        "/session",
        ok(&Session { viewer: Some(data::viewer()), challenge: None, login: LoginWay::Password, demo: false }),
    );
    stage.answer(
        "GET",
        "/session",
        ok(&Session { viewer: None, challenge: None, login: LoginWay::Password, demo: false }),
    );
    stage.answer("PUT", RESETS, no_content());
    stage.open(RESET).await;
    one("button", "Log out").await;
    type_into("Email", "demo@example.com").await;
    fill_in().await;
    press(Key::Enter);
    check::view(LOGIN).await;
    says("Your password has been changed").await;
    assert!(!is_there("button", "Log out"));
}
