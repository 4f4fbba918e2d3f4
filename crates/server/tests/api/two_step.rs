//! Two-step verification: set up, switched off, its recovery codes; the second step of a log-in; and guessing it.

mod guessing;
mod log_in;

use crate::cli::{done, refused, run};
use crate::support::{Answer, Browser, TestApp};
use axum::http::Method;
use serde_json::{Value, json};
use std::collections::HashSet;
use tapo_care_server::{LimitPolicy, SessionPolicy, demo};
use tapo_care_wire::{
    ErrorCode, Field, RecoveryCodes, Session, TwoStep, TwoStepBegun, TwoStepMethod, TwoStepState, Viewer,
};
use totp_rs::{Builder, Secret, Totp};

const SESSION: &str = "/api/v1/session";
const MFA: &str = "/api/v1/session/mfa";
const MAIL: &str = "/api/v1/session/mfa/mail";
const TWO_STEP: &str = "/api/v1/account/two-step";
const REMOVAL: &str = "/api/v1/account/two-step/removal";
const RECOVERY_CODES: &str = "/api/v1/account/two-step/recovery-codes";
const CAMERAS: &str = "/api/v1/cameras";

/// An authenticator app, made from what the server gave to its owner.
struct Authenticator(Totp);

impl Authenticator {
    fn new(begun: &TwoStepBegun) -> Self {
        let app = begun.app.as_ref().expect("an app's set-up");
        let secret = Secret::try_from_base32(&app.secret).expect("base32");
        Self(Builder::new().with_secret(secret).build().expect("a secret as long as it should be"))
    }

    /// What it shows now.
    fn code(&self, app: &TestApp) -> String {
        self.0.generate(u64::try_from(app.clock.second()).expect("a time after 1970")).to_string()
    }
}

async fn begin(browser: &mut Browser, method: &str) -> TwoStepBegun {
    browser.post(TWO_STEP, json!({ "method": method, "password": demo::PASSWORD })).await.json(200)
}

async fn put(browser: &mut Browser, code: &str) -> Answer {
    browser.call(Method::PUT, TWO_STEP, Some(json!({ "code": code }))).await
}

async fn prove(browser: &mut Browser, code: &str) -> Answer {
    browser.post(MFA, json!({ "code": code })).await
}

async fn two_step(browser: &mut Browser) -> (TwoStepState, u32) {
    let TwoStep { method, recovery_codes_left } = browser.get(TWO_STEP).await.json(200);
    (method, recovery_codes_left)
}

/// The demo account's owner, logged in, with an app or with codes by mail.
async fn with_app(app: &TestApp) -> (Browser, Authenticator, Vec<String>) {
    let mut owner = app.browser();
    owner.log_in(demo::EMAIL).await;
    let authenticator = Authenticator::new(&begin(&mut owner, "app").await);
    let codes: RecoveryCodes = put(&mut owner, &authenticator.code(app)).await.json(200);
    // The code that proved the set-up is used up.
    app.clock.pass_seconds(30);
    (owner, authenticator, codes.recovery_codes)
}

async fn with_mail(app: &TestApp) -> (Browser, Vec<String>) {
    let mut owner = app.browser();
    owner.log_in(demo::EMAIL).await;
    begin(&mut owner, "email").await;
    let code = app.last_mail().await.code();
    let codes: RecoveryCodes = put(&mut owner, &code).await.json(200);
    (owner, codes.recovery_codes)
}

/// Somebody who knows the password, in front of the second step.
async fn challenged(app: &TestApp) -> Browser {
    let mut browser = app.browser();
    let answer = browser.try_log_in(demo::EMAIL, demo::PASSWORD).await;
    assert_eq!(answer.problem(ErrorCode::MfaRequired).field, None);
    browser
}

#[tokio::test]
async fn an_app_is_set_up_and_from_then_on_its_code_is_asked_for() {
    let app = TestApp::demo().await;
    let mut owner = app.browser();
    owner.log_in(demo::EMAIL).await;
    assert_eq!(two_step(&mut owner).await, (TwoStepState::Off, 0));
    let begun = begin(&mut owner, "app").await;
    let set_up = begun.app.as_ref().expect("an app's set-up");
    assert!(set_up.uri.starts_with("otpauth://totp/Tapo%20Care:demo%40example.com?secret="), "{}", set_up.uri);
    assert!(set_up.uri.contains(&set_up.secret) && set_up.qr.size > 20 && set_up.qr.path.starts_with("M0 0h7v1h-7z"));
    let authenticator = Authenticator::new(&begun);
    // With the space that apps show.
    let code = authenticator.code(&app);
    let codes: RecoveryCodes = put(&mut owner, &[&code[..3], " ", &code[3..]].concat()).await.json(200);
    assert_eq!(codes.recovery_codes.iter().collect::<HashSet<_>>().len(), 10);
    assert_eq!(two_step(&mut owner).await, (TwoStepState::App, 10));
    let mail = app.last_mail().await;
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), (demo::EMAIL, "Two-step verification is on"));

    app.clock.pass_seconds(30);
    let mut browser = challenged(&app).await;
    assert_eq!(browser.cookie_names(), ["challenge"]);
    browser.get(CAMERAS).await.problem(ErrorCode::NotLoggedIn);
    let viewer: Viewer = prove(&mut browser, &authenticator.code(&app)).await.json(200);
    assert_eq!(viewer.email, demo::EMAIL);
    assert_eq!(browser.cookie_names(), ["session"], "the challenge is gone");
    assert_eq!(browser.get(CAMERAS).await.status, 200);
    assert_eq!(app.count("SELECT COUNT(*) FROM challenges").await, 0);
    // The session that set it up was left alone.
    assert_eq!(owner.get(CAMERAS).await.status, 200);
}

#[tokio::test]
async fn codes_by_mail_are_set_up_and_logged_in_with() {
    let app = TestApp::demo().await;
    let mut owner = app.browser();
    owner.log_in(demo::EMAIL).await;
    let begun = begin(&mut owner, "email").await;
    assert!(begun.method == TwoStepMethod::Email && begun.app.is_none());
    let mail = app.last_mail().await;
    assert_eq!(mail.subject, "Your code for two-step verification");
    let set_up = mail.code();
    let _: RecoveryCodes = put(&mut owner, &set_up).await.json(200);
    assert_eq!(two_step(&mut owner).await, (TwoStepState::Email, 10));

    let mut browser = challenged(&app).await;
    let mail = app.last_mail().await;
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), (demo::EMAIL, "Your code to log in"));
    // The code of the set-up is none for this.
    prove(&mut browser, &set_up).await.problem(ErrorCode::MfaFailed);
    let _: Viewer = prove(&mut browser, &mail.code()).await.json(200);
    assert_eq!(browser.get(CAMERAS).await.status, 200);
    // It works once, in whatever browser.
    let mut other = challenged(&app).await;
    prove(&mut other, &mail.code()).await.problem(ErrorCode::MfaFailed);
}

#[tokio::test]
async fn a_set_up_that_is_not_proved_changes_nothing() {
    let app = TestApp::demo().await;
    let mut owner = app.browser();
    owner.log_in(demo::EMAIL).await;
    let authenticator = Authenticator::new(&begin(&mut owner, "app").await);
    app.browser().log_in(demo::EMAIL).await;
    assert_eq!(two_step(&mut owner).await, (TwoStepState::Off, 0));
    for wrong in ["000000", "12345678", "ABCDE-FGHIJ", ""] {
        assert_eq!(put(&mut owner, wrong).await.problem(ErrorCode::MfaFailed).field, Some(Field::Code));
    }
    // It waits for a quarter of an hour, and for five tries.
    app.clock.pass_minutes(15);
    put(&mut owner, &authenticator.code(&app)).await.problem(ErrorCode::MfaFailed);
    let authenticator = Authenticator::new(&begin(&mut owner, "app").await);
    for _ in 0..5 {
        put(&mut owner, "000000").await.problem(ErrorCode::MfaFailed);
    }
    put(&mut owner, &authenticator.code(&app)).await.problem(ErrorCode::MfaFailed);
    assert!(app.mails().await.is_empty());
    app.browser().log_in(demo::EMAIL).await;
}

#[tokio::test]
async fn a_new_set_up_takes_the_place_of_the_old_one_once_it_is_proved() {
    let app = TestApp::demo().await;
    let (mut owner, old, old_codes) = with_app(&app).await;
    let new = Authenticator::new(&begin(&mut owner, "app").await);
    let mut browser = challenged(&app).await;
    let _: Viewer = prove(&mut browser, &old.code(&app)).await.json(200);
    let mut waiting = challenged(&app).await;
    let _: RecoveryCodes = put(&mut owner, &new.code(&app)).await.json(200);
    // Who was in the middle of a log-in begins again.
    prove(&mut waiting, &new.code(&app)).await.problem(ErrorCode::NotLoggedIn);
    app.clock.pass_seconds(30);
    let mut browser = challenged(&app).await;
    prove(&mut browser, &old.code(&app)).await.problem(ErrorCode::MfaFailed);
    prove(&mut browser, &old_codes[0]).await.problem(ErrorCode::MfaFailed);
    let _: Viewer = prove(&mut browser, &new.code(&app)).await.json(200);
}

#[tokio::test]
async fn new_recovery_codes_end_the_old_ones() {
    let app = TestApp::demo().await;
    let (mut owner, _, old) = with_app(&app).await;
    let wrong = json!({ "password": "incorrect horse" });
    assert_eq!(
        owner.post(RECOVERY_CODES, wrong).await.problem(ErrorCode::InvalidCredentials).field,
        Some(Field::Password)
    );
    let right = json!({ "password": demo::PASSWORD });
    let new: RecoveryCodes = owner.post(RECOVERY_CODES, right.clone()).await.json(200);
    assert_eq!(app.last_mail().await.subject, "You have new recovery codes");
    assert!(old.iter().all(|code| !new.recovery_codes.contains(code)));
    let mut browser = challenged(&app).await;
    prove(&mut browser, &old[0]).await.problem(ErrorCode::MfaFailed);
    let _: Viewer = prove(&mut browser, &new.recovery_codes[9]).await.json(200);
    // Where there is no second step there are no recovery codes.
    let mut friend = app.browser();
    friend.log_in(demo::FRIEND).await;
    friend.post(RECOVERY_CODES, right).await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn it_is_switched_off_with_the_password_only() {
    let app = TestApp::demo().await;
    let (mut owner, _, _) = with_app(&app).await;
    let mut waiting = challenged(&app).await;
    let problem =
        owner.post(REMOVAL, json!({ "password": "incorrect horse" })).await.problem(ErrorCode::InvalidCredentials);
    assert_eq!(problem.field, Some(Field::Password));
    assert_eq!(two_step(&mut owner).await, (TwoStepState::App, 10));
    owner.post(REMOVAL, json!({ "password": demo::PASSWORD })).await.empty(204);
    assert_eq!(two_step(&mut owner).await, (TwoStepState::Off, 0));
    assert_eq!(app.last_mail().await.subject, "Two-step verification is off");
    let mails = app.mails().await.len();
    app.browser().log_in(demo::EMAIL).await;
    prove(&mut waiting, "000000").await.problem(ErrorCode::NotLoggedIn);
    // Once more does no harm, and tells nobody.
    owner.post(REMOVAL, json!({ "password": demo::PASSWORD })).await.empty(204);
    assert_eq!(app.mails().await.len(), mails);
}

#[tokio::test]
async fn wrong_passwords_of_who_is_logged_in_count_as_wrong_log_ins() {
    let app = TestApp::demo().await;
    let mut owner = app.browser();
    owner.log_in(demo::EMAIL).await;
    let wrong = json!({ "method": "app", "password": "incorrect horse" });
    for _ in 0..10 {
        let problem = owner.post(TWO_STEP, wrong.clone()).await.problem(ErrorCode::InvalidCredentials);
        assert_eq!(problem.field, Some(Field::Password));
    }
    let right = json!({ "method": "app", "password": demo::PASSWORD });
    for (path, body) in [(TWO_STEP, right), (REMOVAL, json!({ "password": demo::PASSWORD }))] {
        assert_eq!(owner.post(path, body).await.problem(ErrorCode::RateLimited).retry_after, Some(900));
    }
    // The session itself goes on.
    assert_eq!(owner.get(CAMERAS).await.status, 200);
}

/// Nothing but the key makes the secrets out, so that a server that finds no key file must not make a new one. Seen red with
/// a look at codes alone.
#[tokio::test]
async fn second_factors_outlive_a_restart_and_are_not_cut_off_by_a_new_key() {
    let app = TestApp::with(|settings| settings.demo = false).await;
    let body = json!({ "email": "a@example.com", "password": demo::PASSWORD, "region": "DE", "locale": "en" });
    let mut owner = app.browser();
    owner.post("/api/v1/accounts", body).await.empty(202);
    let body = json!({ "email": "a@example.com", "code": app.last_mail().await.code() });
    owner.post("/api/v1/accounts/verification", body).await.empty(204);
    owner.log_in("a@example.com").await;
    let authenticator = Authenticator::new(&begin(&mut owner, "app").await);
    let _: RecoveryCodes = put(&mut owner, &authenticator.code(&app)).await.json(200);
    let app = app.restart().await;
    app.clock.pass_seconds(30);
    let mut browser = app.browser();
    browser.try_log_in("a@example.com", demo::PASSWORD).await.problem(ErrorCode::MfaRequired);
    let _: Viewer = prove(&mut browser, &authenticator.code(&app)).await.json(200);
    let key = app.dir().join("data/code.key");
    std::fs::rename(&key, app.dir().join("lost.key")).expect("the key is lost");
    assert!(app.restart_with(|_| {}).await.is_err(), "it started with a new key");
}

#[tokio::test]
async fn who_is_not_logged_in_sets_nothing_up() {
    let app = TestApp::demo().await;
    let mut visitor = app.browser();
    let bodies: [(Method, &str, Option<Value>); 5] = [
        (Method::GET, TWO_STEP, None),
        (Method::POST, TWO_STEP, Some(json!({ "method": "app", "password": demo::PASSWORD }))),
        (Method::PUT, TWO_STEP, Some(json!({ "code": "123456" }))),
        (Method::POST, REMOVAL, Some(json!({ "password": demo::PASSWORD }))),
        (Method::POST, RECOVERY_CODES, Some(json!({ "password": demo::PASSWORD }))),
    ];
    for (method, path, body) in bodies {
        visitor.call(method, path, body).await.problem(ErrorCode::NotLoggedIn);
    }
    let mut owner = app.browser();
    owner.log_in(demo::EMAIL).await;
    let body = json!({ "method": "off", "password": demo::PASSWORD });
    owner.post(TWO_STEP, body).await.problem(ErrorCode::MalformedRequest);
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Seen red when only the newest key reads secrets and makes out recovery codes, and when dropping a key encrypts nothing anew.
#[tokio::test]
async fn a_second_factor_outlives_the_rotation_of_the_code_key() {
    let app = TestApp::demo().await;
    let (_, authenticator, codes) = with_app(&app).await;
    done(&run(&app, &["keys", "rotate-code"]));
    let app = app.restart().await;
    let _: Viewer = prove(&mut challenged(&app).await, &authenticator.code(&app)).await.json(200);
    let _: Viewer = prove(&mut challenged(&app).await, &codes[0]).await.json(200);
    app.sql("UPDATE codes SET revoked_at = 1, revoke_reason = 'old' WHERE redeemed_by IS NULL").await;
    let listed = done(&run(&app, &["keys", "list"]));
    let old = listed.lines().find(|line| line.contains("retired")).expect("the old key");
    let old = old.split_whitespace().nth(1).expect("its id");
    let said = refused(&run(&app, &["keys", "drop", old]));
    assert!(said.contains("9 recovery codes of second factors need this key"), "{said}");
    done(&run(&app, &["keys", "drop", old, "--recovery-codes"]));
    let app = app.restart().await;
    app.clock.pass_seconds(30);
    let _: Viewer = prove(&mut challenged(&app).await, &authenticator.code(&app)).await.json(200);
    prove(&mut challenged(&app).await, &codes[1]).await.problem(ErrorCode::MfaFailed);
}

/// Without the key nobody can check an app: else its owner could never log in again.
#[tokio::test]
async fn after_the_loss_of_the_code_key_codes_are_mailed_in_the_place_of_apps() {
    let app = TestApp::demo().await;
    with_app(&app).await;
    app.app.close().await;
    std::fs::remove_file(app.dir().join("data/code.key")).expect("is removed");
    let said = done(&run(&app, &["keys", "rotate-code", "--lost"]));
    assert!(said.contains("1 accounts had an authenticator app"), "{said}");
    let app = app.restart().await;
    let mut browser = challenged(&app).await;
    let _: Viewer = prove(&mut browser, &app.last_mail().await.code()).await.json(200);
}
