//! `/session`: log in, who am I, language, log out.

use crate::support::TestApp;
use axum::http::Method;
use serde_json::json;
use std::time::Duration;
use tapo_care_server::{SessionPolicy, demo};
use tapo_care_wire::{ErrorCode, Session};

const SESSION: &str = "/api/v1/session";

#[tokio::test]
async fn logging_in_gives_a_cookie_that_works_and_says_who_it_is() {
    let app = TestApp::demo().await;
    let mut user = app.visitor();
    assert_eq!(user.get(SESSION).await.json::<Session>(200).viewer, None);
    // Surrounding spaces and case do not count in an address.
    let viewer = user.log_in("  Demo@Example.COM ", demo::PASSWORD).await;
    assert_eq!((viewer.email.as_str(), viewer.region.as_str(), viewer.locale.as_str()), (demo::EMAIL, "DE", "en"));
    assert_eq!(user.get(SESSION).await.json::<Session>(200).viewer, Some(viewer));
}

#[tokio::test]
async fn the_cookie_can_be_read_by_no_script_and_sent_by_no_other_site() {
    let credentials = json!({ "email": demo::EMAIL, "password": demo::PASSWORD });
    let app = TestApp::demo().await;
    let answer = app.visitor().post(SESSION, credentials.clone()).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("session=") && cookie.contains("; HttpOnly; SameSite=Strict; Path=/; Max-Age="));
    assert!(!cookie.contains("Secure"), "{cookie}");
    assert_eq!(answer.header("strict-transport-security"), "");

    let secure = TestApp::with(|settings| {
        settings.demo = true;
        settings.sessions = SessionPolicy { secure: true, ..SessionPolicy::default() };
    });
    let app = secure.await;
    let answer = app.visitor().post(SESSION, credentials).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-session=") && cookie.contains("; HttpOnly; SameSite=Strict; Secure; Path=/;"));
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_eq!(answer.header("strict-transport-security"), "max-age=63072000");
    assert_eq!(app.demo_user().await.get("/api/v1/cameras").await.status, 200);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let app = TestApp::demo().await;
    let mut bodies = Vec::new();
    for (email, password) in [
        (demo::EMAIL, "correct horse batterx"),
        (demo::EMAIL, ""),
        ("nobody@example.com", demo::PASSWORD),
        ("", demo::PASSWORD),
    ] {
        let answer = app.visitor().post(SESSION, json!({ "email": email, "password": password })).await;
        let problem = answer.problem(ErrorCode::InvalidCredentials);
        assert_eq!((problem.field, problem.code_used), (None, None));
        assert_eq!(answer.header("set-cookie"), "");
        bodies.push(answer.text().to_owned());
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
}

#[tokio::test]
async fn logging_in_again_ends_the_session_that_was_there() {
    let app = TestApp::demo().await;
    let old = app.demo_user().await;
    let mut new = old.clone();
    new.log_in(demo::EMAIL, demo::PASSWORD).await;
    assert_ne!(new.cookie, old.cookie);
    assert_eq!(new.get("/api/v1/cameras").await.status, 200);
    old.get("/api/v1/cameras").await.problem(ErrorCode::SessionExpired);
}

#[tokio::test]
async fn logging_out_ends_the_session_and_takes_the_cookie_away() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let answer = user.call(Method::DELETE, SESSION).send().await;
    answer.empty(204);
    assert!(answer.header("set-cookie").starts_with("session=; "), "{}", answer.header("set-cookie"));
    assert!(answer.header("set-cookie").contains("Max-Age=0"), "{}", answer.header("set-cookie"));
    user.get("/api/v1/cameras").await.problem(ErrorCode::SessionExpired);
    assert_eq!(user.get(SESSION).await.json::<Session>(200).viewer, None);
    // Once more does no harm, and who was never logged in is logged out, too.
    user.call(Method::DELETE, SESSION).send().await.empty(204);
    app.visitor().call(Method::DELETE, SESSION).send().await.empty(204);
}

/// Waits until the only session is written down as used now, which happens in the background.
async fn is_written_down(app: &TestApp) {
    let written = async { while app.count("SELECT last_seen_at FROM sessions").await != app.clock.second() {} };
    tokio::time::timeout(Duration::from_secs(20), written).await.expect("it is written down");
}

/// Seen red with a request that waits until its session is written down as used.
#[tokio::test]
async fn who_only_reads_waits_for_no_writer_even_if_the_session_was_not_used_for_long() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    app.clock.pass_days(1);
    let mut other = app.database().await;
    other.lock().await;
    let answered = tokio::time::timeout(Duration::from_secs(10), user.get("/api/v1/cameras")).await;
    assert_eq!(answered.expect("is answered while another writes").status, 200);
    other.unlock().await;
    is_written_down(&app).await;
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_after_a_time_whatever_it_is_used() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    for _ in 0..4 {
        app.clock.pass_days(20);
        assert_eq!(user.get("/api/v1/cameras").await.status, 200, "used every twenty days it goes on");
        is_written_down(&app).await;
    }
    app.clock.pass_days(10);
    let problem = user.get("/api/v1/cameras").await.problem(ErrorCode::SessionExpired);
    assert_eq!(problem.code_used, None);

    let user = app.demo_user().await;
    app.clock.pass_days(30);
    let answer = user.send_code(demo::CODE).await;
    assert_eq!(answer.problem(ErrorCode::SessionExpired).code_used, Some(tapo_care_wire::CodeUsed::No));
}

#[tokio::test]
async fn a_made_up_token_is_no_session() {
    let app = TestApp::demo().await;
    let mut user = app.visitor();
    for cookie in ["session=", "session=AAAA", "session=%00", "session=' OR 1=1 --"] {
        user.cookie = Some(cookie.to_owned());
        user.get("/api/v1/cameras").await.problem(ErrorCode::SessionExpired);
    }
    user.cookie = Some("other=AAAA".to_owned());
    user.get("/api/v1/cameras").await.problem(ErrorCode::NotLoggedIn);
}

#[tokio::test]
async fn the_language_is_kept_with_the_account() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let answer = user.call(Method::PATCH, SESSION).json(json!({ "locale": "de" })).send().await;
    assert_eq!(answer.json::<Session>(200).viewer.expect("a viewer").locale, "de");
    let again = app.demo_user().await;
    assert_eq!(again.get(SESSION).await.json::<Session>(200).viewer.expect("a viewer").locale, "de");
    for wrong in ["", "x", "<script>", "de_DE"] {
        let answer = user.call(Method::PATCH, SESSION).json(json!({ "locale": wrong })).send().await;
        answer.problem(ErrorCode::MalformedRequest);
    }
    let answer = app.visitor().call(Method::PATCH, SESSION).json(json!({ "locale": "de" })).send().await;
    answer.problem(ErrorCode::NotLoggedIn);
}
