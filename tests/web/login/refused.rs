//! When nobody is logged in by it, the page says why.

use super::{LOGIN, stage, type_credentials};
use crate::support::act::{Key, click, click_on, press, type_into};
use crate::support::check::{self, field_is_fine, field_is_wrong};
use crate::support::data;
use crate::support::find::{self, field, says};
use crate::support::{clock, lost, ok, problem, proxy_answer, refusal, sent, test};
use tapo_care_wire::{ErrorCode, Problem};
use wasm_bindgen::JsCast;

/// Seen red with the check for an empty password taken out of `complete`.
#[test]
async fn what_is_missing_is_said_at_each_field_and_nothing_is_sent() {
    const EMAIL: (&str, &str) = ("Email", "Enter your email address");
    const PASSWORD: (&str, &str) = ("Password", "Enter your password");
    for (email, password, missing, present) in [
        ("", "", &[EMAIL, PASSWORD][..], &[][..]),
        ("", "secret words", &[EMAIL][..], &["Password"][..]),
        ("demo@example.com", "", &[PASSWORD][..], &["Email"][..]),
    ] {
        let stage = stage().await;
        stage.open(LOGIN).await;
        type_into("Email", email).await;
        type_into("Password", password).await;
        press(Key::Enter);
        let words: Vec<&str> = missing.iter().map(|(_, words)| *words).collect();
        let summary = check::problem(&words).await;
        for (name, words) in missing {
            let field = field("textbox", name).await;
            field_is_wrong(&field, words);
            let link = summary.query_selector(&format!("a[href='#{}']", field.id())).expect("a selector");
            click(&link.expect("a link to the field").unchecked_into());
            check::has_focus(&field).await;
        }
        for name in present {
            field_is_fine(&field("textbox", name).await);
        }
        assert_eq!(find::address(), LOGIN, "the link leaves no fragment in the address");
        assert_eq!(field("textbox", "Email").await.value(), email);
        assert_eq!(field("textbox", "Password").await.value(), password);
        assert!(sent("POST", "/session").is_empty());
    }
}

#[test]
async fn wrong_credentials_are_told_without_telling_which() {
    let stage = stage().await;
    stage.answer("POST", "/session", problem(ErrorCode::InvalidCredentials));
    stage.answer("POST", "/session", ok(&data::viewer()));
    stage.open(LOGIN).await;
    type_credentials().await;
    press(Key::Enter);
    check::problem(&["The email or the password is wrong."]).await;
    for name in ["Email", "Password"] {
        let field = field("textbox", name).await;
        field_is_fine(&field);
        assert!(!field.value().is_empty(), "the input is kept");
    }
    click_on("button", "Log in").await;
    check::view("Tapo Care").await;
    check::no_problem().await;
}

#[test]
async fn every_other_failure_is_told_and_the_form_works_again() {
    let mut locked = Problem::new(ErrorCode::Locked);
    locked.retry_after = Some(900);
    let mut limited = Problem::new(ErrorCode::RateLimited);
    limited.retry_after = Some(30);
    for (answer, words) in [
        (refusal(&locked), "Try again in 15 minutes."),
        (refusal(&limited), "Try again in 30 seconds."),
        (problem(ErrorCode::Unavailable), "The service is not available at the moment."),
        (problem(ErrorCode::MfaRequired), "Enter your verification code to go on."),
        (problem(ErrorCode::OriginRefused), "was refused"),
        (lost(), "We could not reach the server."),
        (proxy_answer(), "We could not reach the server."),
        (ok(&data::viewer()).cut_off(), "We could not reach the server."),
    ] {
        let stage = stage().await;
        stage.answer("POST", "/session", answer);
        stage.answer("POST", "/session", ok(&data::viewer()));
        stage.open(LOGIN).await;
        type_credentials().await;
        press(Key::Enter);
        check::problem(&[words]).await;
        assert_eq!(find::address(), LOGIN);
        click_on("button", "Log in").await;
        check::view("Tapo Care").await;
    }
}

#[test]
async fn too_many_tries_are_counted_down() {
    let stage = stage().await;
    let mut limited = Problem::new(ErrorCode::RateLimited);
    limited.retry_after = Some(900);
    stage.answer("POST", "/session", refusal(&limited));
    stage.answer("POST", "/session", ok(&data::viewer()));
    stage.open(LOGIN).await;
    type_credentials().await;
    press(Key::Enter);
    check::problem(&["There were too many tries.", "Try again in 15 minutes."]).await;
    clock::pass_when_due(1.0).await;
    says("Try again in 14 minutes 59 seconds.").await;
    clock::pass(899.0);
    says("You can try again now.").await;
    click_on("button", "Log in").await;
    check::view("Tapo Care").await;
}
