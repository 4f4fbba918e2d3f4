//! What somebody who has the password, or the database, can't do.

use super::*;

/// Seen red with a deletion that nobody asks what it deleted.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_use_a_recovery_code_at_once_one_gets_in() {
    let app = TestApp::demo().await;
    let (_, _, codes) = with_app(&app).await;
    let second = app.second_instance().await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..6 {
        let mut browser = challenged(&app).await;
        if number % 2 == 1 {
            browser = browser.through(&second);
        }
        let code = codes[0].clone();
        tasks.spawn(async move { prove(&mut browser, &code).await.status.as_u16() });
    }
    let mut answers = tasks.join_all().await;
    answers.sort_unstable();
    assert_eq!(answers, [200, 401, 401, 401, 401, 401]);
    assert_eq!(app.count("SELECT COUNT(*) FROM recovery_codes").await, 9);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_use_an_apps_code_at_once_one_gets_in() {
    let app = TestApp::demo().await;
    let (_, authenticator, _) = with_app(&app).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (mut browser, code) = (challenged(&app).await, authenticator.code(&app));
        tasks.spawn(async move { prove(&mut browser, &code).await.status.as_u16() });
    }
    let mut answers = tasks.join_all().await;
    answers.sort_unstable();
    assert_eq!(answers, [200, 401, 401, 401, 401, 401]);
}

#[tokio::test]
async fn five_wrong_codes_end_a_challenge() {
    let app = TestApp::demo().await;
    let (_, authenticator, codes) = with_app(&app).await;
    let mut browser = challenged(&app).await;
    for wrong in ["000000", "", "12345678", "not a code", "ABCDE-FGHIJ"] {
        assert_eq!(prove(&mut browser, wrong).await.problem(ErrorCode::MfaFailed).field, Some(Field::Code));
    }
    for right in [&authenticator.code(&app), &codes[0]] {
        prove(&mut browser, right).await.problem(ErrorCode::NotLoggedIn);
    }
    assert_eq!(browser.get(SESSION).await.json::<Session>(200).challenge, None);
    let _: Viewer = prove(&mut challenged(&app).await, &authenticator.code(&app)).await.json(200);
}

/// Seen red without a limit on the tries of a challenge.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_wrong_codes_at_once_are_no_more_than_five() {
    let app = TestApp::demo().await;
    with_app(&app).await;
    let browser = challenged(&app).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let mut browser = browser.clone();
        tasks.spawn(async move { prove(&mut browser, "000000").await });
    }
    let answers = tasks.join_all().await;
    let tried = answers.iter().filter(|answer| answer.text().contains("mfa_failed")).count();
    assert_eq!(tried, 5);
    assert_eq!(app.count("SELECT COUNT(*) FROM attempts WHERE kind = 'second_steps_of_account'").await, 5);
}

/// Wrong codes, each with a fresh challenge.
async fn guess(app: &TestApp, address: &str, times: usize) {
    for _ in 0..times {
        let mut browser = app.browser().from(address);
        browser.try_log_in(demo::EMAIL, demo::PASSWORD).await.problem(ErrorCode::MfaRequired);
        prove(&mut browser, "000000").await.problem(ErrorCode::MfaFailed);
    }
}

/// Seen red with tries that were counted for each challenge alone.
#[tokio::test]
async fn no_fresh_challenge_and_no_restart_gives_fresh_tries() {
    let app = TestApp::demo().await;
    let (mut owner, authenticator, codes) = with_app(&app).await;
    guess(&app, "203.0.113.66", 10).await;
    let app = app.restart().await;
    owner = owner.through(&app.router);
    let mut guesser = app.browser().from("203.0.113.66");
    guesser.try_log_in(demo::EMAIL, demo::PASSWORD).await.problem(ErrorCode::MfaRequired);
    // Right or wrong, of whatever kind: nothing is looked up.
    for code in ["000000", &authenticator.code(&app), &codes[0]] {
        let answer = prove(&mut guesser, code).await;
        assert_eq!(answer.problem(ErrorCode::RateLimited).retry_after, Some(3600));
    }
    // The owner, elsewhere, logs in; the session that lives is not touched at all.
    let _: Viewer = prove(&mut challenged(&app).await, &authenticator.code(&app)).await.json(200);
    // From many addresses, the account's limit is reached: what lives goes on, and can change the password.
    guess(&app, "203.0.113.67", 10).await;
    app.clock.pass_seconds(30);
    prove(&mut challenged(&app).await, &authenticator.code(&app)).await.problem(ErrorCode::RateLimited);
    assert_eq!(owner.get(CAMERAS).await.status, 200);
    owner.post(REMOVAL, json!({ "password": demo::PASSWORD })).await.empty(204);
}

#[tokio::test]
async fn a_lock_ends_after_an_hour() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.limits = LimitPolicy { wrong_second_steps: 1, ..LimitPolicy::default() };
    })
    .await;
    let (_, authenticator, _) = with_app(&app).await;
    guess(&app, "127.0.0.1", 1).await;
    app.clock.pass_minutes(59);
    prove(&mut challenged(&app).await, &authenticator.code(&app)).await.problem(ErrorCode::RateLimited);
    app.clock.pass_minutes(1);
    let _: Viewer = prove(&mut challenged(&app).await, &authenticator.code(&app)).await.json(200);
}

/// Seen red with a look at the second factor before the password.
#[tokio::test]
async fn nobody_learns_of_two_step_verification_with_a_wrong_password() {
    let app = TestApp::demo().await;
    with_app(&app).await;
    let mails = app.mails().await.len();
    let mut seen = HashSet::new();
    for email in [demo::EMAIL, demo::FRIEND, "nobody@example.com"] {
        let hashed = app.app.passwords_hashed();
        let answer = app.browser().try_log_in(email, "incorrect horse").await;
        answer.problem(ErrorCode::InvalidCredentials);
        assert_eq!(answer.header("set-cookie"), "");
        seen.insert((answer.text().to_owned(), app.app.passwords_hashed() - hashed));
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert_eq!(app.mails().await.len(), mails);
}

#[tokio::test]
async fn a_stolen_database_holds_no_second_factor() {
    let app = TestApp::demo().await;
    let mut owner = app.browser();
    owner.log_in(demo::EMAIL).await;
    let begun = begin(&mut owner, "app").await;
    let secret = begun.app.as_ref().expect("an app's set-up").secret.clone();
    let authenticator = Authenticator::new(&begun);
    let codes: RecoveryCodes = put(&mut owner, &authenticator.code(&app)).await.json(200);
    let stored = app.stored().await;
    let bytes = Secret::try_from_base32(&secret).expect("base32");
    assert!(!contains(&stored, secret.as_bytes()) && !contains(&stored, bytes.as_ref()));
    for code in &codes.recovery_codes {
        assert!(!contains(&stored, code.as_bytes()) && !contains(&stored, code.replace('-', "").as_bytes()));
    }
    assert!(contains(&stored, demo::EMAIL.as_bytes()), "what is stored was looked at");
}
