//! `/password-resets`: a forgotten password.

use crate::support::{Answer, TestApp, User};
use axum::http::Method;
use serde_json::json;
use tapo_care_server::demo;
use tapo_care_wire::{ErrorCode, Field};

const RESETS: &str = "/api/v1/password-resets";
const FRESH: &str = "a horse of another colour";

async fn ask(user: &User, email: &str) -> Answer {
    user.post(RESETS, json!({ "email": email })).await
}

async fn set(user: &User, email: &str, code: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "code": code, "password": password });
    user.call(Method::PUT, RESETS).json(body).send().await
}

async fn log_in(user: &User, password: &str) -> Answer {
    user.post("/api/v1/session", json!({ "email": demo::EMAIL, "password": password })).await
}

#[tokio::test]
async fn a_new_password_ends_every_session_and_is_told_by_mail() {
    let app = TestApp::demo().await;
    let (phone, desk, friend) = (app.demo_user().await, app.demo_user().await, app.friend().await);
    let mut visitor = app.visitor();
    ask(&visitor, " Demo@Example.com").await.empty(202);
    let mail = app.last_mail().await;
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), (demo::EMAIL, "Choose a new password"));
    // It went to the address that was proved, not to what was typed. Asking changes nothing yet.
    assert_eq!(phone.get("/api/v1/cameras").await.status, 200);
    set(&visitor, demo::EMAIL, &mail.code(), FRESH).await.empty(204);
    for user in [phone, desk] {
        user.get("/api/v1/cameras").await.problem(ErrorCode::SessionExpired);
    }
    assert_eq!(friend.get("/api/v1/cameras").await.status, 200, "nobody else is logged out");
    log_in(&visitor, demo::PASSWORD).await.problem(ErrorCode::InvalidCredentials);
    visitor.log_in(demo::EMAIL, FRESH).await;
    let notice = app.last_mail().await;
    assert_eq!((notice.to.as_str(), notice.subject.as_str()), (demo::EMAIL, "Your password was changed"));
    assert_eq!((notice.maybe_code(), app.mails().await.len()), (None, 2));
    // The code is used up.
    set(&visitor, demo::EMAIL, &mail.code(), "and yet another one").await.problem(ErrorCode::MfaFailed);
    // A restart lays out the demo data again, but not over what was changed.
    let app = app.restart().await;
    visitor.through(&app.router).log_in(demo::EMAIL, FRESH).await;
}

#[tokio::test]
async fn an_address_without_an_account_gets_the_same_answers_and_a_mail_without_a_code() {
    let app = TestApp::demo().await;
    let user = app.visitor();
    let seen = |answer: Answer| (answer.status, answer.text().to_owned(), answer.header("content-type").to_owned());
    let known = (seen(ask(&user, demo::EMAIL).await), seen(set(&user, demo::EMAIL, "00000000", FRESH).await));
    let unknown = "nobody@example.com";
    let answers = (seen(ask(&user, unknown).await), seen(set(&user, unknown, "00000000", FRESH).await));
    assert_eq!(answers, known);
    let mail = app.last_mail().await;
    assert_eq!((mail.to.as_str(), mail.maybe_code()), (unknown, None));
    assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, 2, "no account came of it");
}

#[tokio::test]
async fn wrong_old_and_foreign_codes_change_nothing() {
    let app = TestApp::demo().await;
    let user = app.visitor();
    ask(&user, demo::EMAIL).await.empty(202);
    let first = app.last_mail().await.code();
    ask(&user, demo::EMAIL).await.empty(202);
    let second = app.last_mail().await.code();
    ask(&user, demo::FRIEND).await.empty(202);
    let friends = app.last_mail().await.code();
    for wrong in [&first, &friends, "", "00000000"] {
        let problem = set(&user, demo::EMAIL, wrong, FRESH).await.problem(ErrorCode::MfaFailed);
        assert_eq!(problem.field, Some(Field::Code));
    }
    // One more is the fifth; after it the right one is of no use.
    set(&user, demo::EMAIL, "99", FRESH).await.problem(ErrorCode::MfaFailed);
    set(&user, demo::EMAIL, &second, FRESH).await.problem(ErrorCode::MfaFailed);
    ask(&user, demo::EMAIL).await.empty(202);
    let third = app.last_mail().await.code();
    app.clock.pass_minutes(15);
    set(&user, demo::EMAIL, &third, FRESH).await.problem(ErrorCode::MfaFailed);
    log_in(&user, demo::PASSWORD).await.json::<serde_json::Value>(200);
}

#[tokio::test]
async fn a_password_that_is_too_short_costs_no_try() {
    let app = TestApp::demo().await;
    let user = app.visitor();
    ask(&user, demo::EMAIL).await.empty(202);
    let code = app.last_mail().await.code();
    for weak in ["", "fourteen chars", &"x".repeat(129)] {
        for _ in 0..3 {
            let problem = set(&user, demo::EMAIL, &code, weak).await.problem(ErrorCode::PasswordTooWeak);
            assert_eq!(problem.field, Some(Field::Password));
        }
    }
    set(&user, demo::EMAIL, &code, FRESH).await.empty(204);
}

#[tokio::test]
async fn a_code_for_one_thing_is_none_for_another() {
    let app = TestApp::demo().await;
    let user = app.visitor();
    let body = json!({ "email": "new@example.com", "password": FRESH, "region": "DE", "locale": "en" });
    user.post("/api/v1/accounts", body).await.empty(202);
    let verifies = app.last_mail().await.code();
    set(&user, "new@example.com", &verifies, "a stranger's password").await.problem(ErrorCode::MfaFailed);
    ask(&user, "new@example.com").await.empty(202);
    assert_eq!(app.last_mail().await.maybe_code(), None, "what waits is no account yet");
    let body = json!({ "email": "new@example.com", "code": verifies });
    user.post("/api/v1/accounts/verification", body).await.empty(204);
}

#[tokio::test]
async fn text_that_is_no_address_is_said_to_be_none() {
    let app = TestApp::demo().await;
    for wrong in ["", "someone", "a@b.de, c@d.de"] {
        let problem = ask(&app.visitor(), wrong).await.problem(ErrorCode::MalformedRequest);
        assert_eq!(problem.field, Some(Field::Email));
    }
    assert!(app.mails().await.is_empty());
}

#[tokio::test]
async fn a_new_password_opens_a_log_in_that_was_locked_by_the_old_one() {
    let app = TestApp::demo().await;
    let user = app.visitor();
    for _ in 0..10 {
        log_in(&user, "what was it again").await.problem(ErrorCode::InvalidCredentials);
    }
    log_in(&user, demo::PASSWORD).await.problem(ErrorCode::RateLimited);
    ask(&user, demo::EMAIL).await.empty(202);
    let code = app.last_mail().await.code();
    set(&user, demo::EMAIL, &code, FRESH).await.empty(204);
    log_in(&user, FRESH).await.json::<serde_json::Value>(200);
}

#[tokio::test]
async fn demo_accounts_of_a_server_without_demo_get_no_code() {
    let app = TestApp::demo().await.restart_with(|settings| settings.demo = false).await.expect("it starts");
    ask(&app.visitor(), demo::EMAIL).await.empty(202);
    assert_eq!(app.last_mail().await.maybe_code(), None);
}
