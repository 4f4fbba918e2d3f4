//! The second step of a log-in.

use super::*;

#[tokio::test]
async fn another_code_is_mailed_on_request_and_each_of_them_is_good() {
    let app = TestApp::demo().await;
    with_mail(&app).await;
    let mut first = challenged(&app).await;
    let code = app.last_mail().await.code();
    let mut second = challenged(&app).await;
    let mails = app.mails().await.len();
    second.call(Method::POST, MAIL, None).await.empty(202);
    assert_eq!(app.mails().await.len(), mails + 1);
    let fresh = app.last_mail().await.code();
    // Somebody else's asking took nothing from the first.
    let _: Viewer = prove(&mut first, &code).await.json(200);
    prove(&mut second, &fresh).await.problem(ErrorCode::MfaFailed);
    second.call(Method::POST, MAIL, None).await.empty(202);
    let _: Viewer = prove(&mut second, &app.last_mail().await.code()).await.json(200);
    app.browser().call(Method::POST, MAIL, None).await.problem(ErrorCode::NotLoggedIn);
}

#[tokio::test]
async fn whoever_is_mailed_no_more_codes_is_told_and_gets_in_with_a_recovery_code() {
    let app = TestApp::demo().await;
    let (_, codes) = with_mail(&app).await;
    // One was for the set-up.
    for _ in 0..4 {
        challenged(&app).await;
    }
    let mut browser = app.browser();
    let answer = browser.try_log_in(demo::EMAIL, demo::PASSWORD).await;
    assert_eq!(answer.problem(ErrorCode::MfaRequired).retry_after, Some(3600));
    browser.call(Method::POST, MAIL, None).await.problem(ErrorCode::RateLimited);
    let _: Viewer = prove(&mut browser, &codes[0]).await.json(200);
}

#[tokio::test]
async fn nothing_is_mailed_where_an_app_is_asked_for() {
    let app = TestApp::demo().await;
    with_app(&app).await;
    let mails = app.mails().await.len();
    let mut browser = challenged(&app).await;
    browser.call(Method::POST, MAIL, None).await.problem(ErrorCode::NotFound);
    assert_eq!(app.mails().await.len(), mails);
}

/// Seen red with time steps that are written down and not compared.
#[tokio::test]
async fn the_code_of_an_app_works_once_and_no_older_one_after_it() {
    let app = TestApp::demo().await;
    let (_, authenticator, _) = with_app(&app).await;
    let before = authenticator.code(&app);
    app.clock.pass_seconds(30);
    let code = authenticator.code(&app);
    let _: Viewer = prove(&mut challenged(&app).await, &code).await.json(200);
    let mut again = challenged(&app).await;
    prove(&mut again, &code).await.problem(ErrorCode::MfaFailed);
    prove(&mut again, &before).await.problem(ErrorCode::MfaFailed);
    app.clock.pass_seconds(30);
    let _: Viewer = prove(&mut again, &authenticator.code(&app)).await.json(200);
}

#[tokio::test]
async fn the_code_that_proved_the_set_up_logs_nobody_in() {
    let app = TestApp::demo().await;
    let mut owner = app.browser();
    owner.log_in(demo::EMAIL).await;
    let authenticator = Authenticator::new(&begin(&mut owner, "app").await);
    let code = authenticator.code(&app);
    let _: RecoveryCodes = put(&mut owner, &code).await.json(200);
    prove(&mut challenged(&app).await, &code).await.problem(ErrorCode::MfaFailed);
}

#[tokio::test]
async fn a_recovery_code_works_once_and_its_owner_is_told() {
    let app = TestApp::demo().await;
    let (mut owner, _, codes) = with_app(&app).await;
    let mut browser = challenged(&app).await;
    // As people type it.
    let _: Viewer = prove(&mut browser, &format!(" {} ", codes[3].to_lowercase().replace('-', " "))).await.json(200);
    let mail = app.last_mail().await;
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), (demo::EMAIL, "A recovery code was used"));
    assert!(mail.text.contains("Recovery codes left: 9."), "{}", mail.text);
    assert!(!mail.text.contains(&codes[3]));
    assert_eq!(two_step(&mut owner).await, (TwoStepState::App, 9));
    let mut again = challenged(&app).await;
    prove(&mut again, &codes[3]).await.problem(ErrorCode::MfaFailed);
    let _: Viewer = prove(&mut again, &codes[4]).await.json(200);
}

#[tokio::test]
async fn a_reload_keeps_the_second_step_for_ten_minutes() {
    let app = TestApp::demo().await;
    let (_, authenticator, _) = with_app(&app).await;
    let mut browser = challenged(&app).await;
    let session: Session = browser.get(SESSION).await.json(200);
    let challenge = session.challenge.expect("a challenge");
    assert_eq!((session.viewer, challenge.method), (None, TwoStepMethod::App));
    assert_eq!(challenge.expires_at.as_str(), "2026-11-24T12:10:30Z");
    app.clock.pass_minutes(10);
    assert_eq!(browser.get(SESSION).await.json::<Session>(200).challenge, None);
    prove(&mut browser, &authenticator.code(&app)).await.problem(ErrorCode::NotLoggedIn);
    // Whoever writes clears up.
    challenged(&app).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM challenges").await, 1);
    prove(&mut app.browser(), "000000").await.problem(ErrorCode::NotLoggedIn);
}

#[tokio::test]
async fn logging_out_takes_the_challenge_away() {
    let app = TestApp::demo().await;
    let (_, authenticator, _) = with_app(&app).await;
    let browser = challenged(&app).await;
    let mut copy = browser.clone();
    let mut browser = browser;
    browser.call(Method::DELETE, SESSION, None).await.empty(204);
    assert!(browser.cookie_names().is_empty());
    prove(&mut copy, &authenticator.code(&app)).await.problem(ErrorCode::NotLoggedIn);
}

#[tokio::test]
async fn a_log_in_that_waits_for_its_second_step_ends_the_session_that_was_there() {
    let app = TestApp::demo().await;
    let (_, authenticator, _) = with_app(&app).await;
    let mut browser = app.browser();
    browser.log_in(demo::FRIEND).await;
    let friends = browser.clone();
    browser.try_log_in(demo::EMAIL, demo::PASSWORD).await.problem(ErrorCode::MfaRequired);
    assert_eq!(browser.cookie_names(), ["challenge"]);
    friends.clone().get(CAMERAS).await.problem(ErrorCode::SessionExpired);
    assert!(browser.get(SESSION).await.json::<Session>(200).challenge.is_some());
    // And a log-in without a second step ends the challenge.
    let mut copy = browser.clone();
    browser.log_in(demo::FRIEND).await;
    assert_eq!(browser.cookie_names(), ["session"]);
    prove(&mut copy, &authenticator.code(&app)).await.problem(ErrorCode::NotLoggedIn);
}

#[tokio::test]
async fn the_challenges_cookie_can_be_read_by_no_script_and_sent_by_no_other_site() {
    let app = TestApp::demo().await;
    with_app(&app).await;
    let answer = app.browser().try_log_in(demo::EMAIL, demo::PASSWORD).await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("challenge=") && cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/; Max-Age=600"),
        "{cookie}"
    );
    let stored = app.stored().await;
    let token = cookie["challenge=".len()..].split(';').next().expect("a token");
    assert!(!contains(&stored, token.as_bytes()), "the token itself is nowhere");

    let app = app
        .restart_with(|settings| settings.sessions = SessionPolicy { secure: true, ..SessionPolicy::default() })
        .await
        .expect("it starts");
    let answer = app.browser().try_log_in(demo::EMAIL, demo::PASSWORD).await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-challenge=") && cookie.contains("; HttpOnly; SameSite=Strict; Secure; Path=/;"),
        "{cookie}"
    );
}

/// Seen red with challenges that outlive the password.
#[tokio::test]
async fn a_new_password_keeps_the_second_step_and_ends_what_waits_for_it() {
    const FRESH: &str = "a horse of another colour";
    let app = TestApp::demo().await;
    let (_, authenticator, _) = with_app(&app).await;
    let mut thief = challenged(&app).await;
    let mut owner = app.browser();
    owner.post("/api/v1/password-resets", json!({ "email": demo::EMAIL })).await.empty(202);
    let body = json!({ "email": demo::EMAIL, "code": app.last_mail().await.code(), "password": FRESH });
    owner.call(Method::PUT, "/api/v1/password-resets", Some(body)).await.empty(204);
    prove(&mut thief, &authenticator.code(&app)).await.problem(ErrorCode::NotLoggedIn);
    owner.try_log_in(demo::EMAIL, FRESH).await.problem(ErrorCode::MfaRequired);
    let _: Viewer = prove(&mut owner, &authenticator.code(&app)).await.json(200);
}

#[tokio::test]
async fn demo_accounts_of_a_server_without_demo_have_no_second_step_to_prove() {
    let app = TestApp::demo().await;
    let (_, authenticator, _) = with_app(&app).await;
    let browser = challenged(&app).await;
    let app = app.restart_with(|settings| settings.demo = false).await.expect("it starts");
    let mut browser = browser.through(&app.router);
    assert_eq!(browser.get(SESSION).await.json::<Session>(200).challenge, None);
    prove(&mut browser, &authenticator.code(&app)).await.problem(ErrorCode::NotLoggedIn);
}
