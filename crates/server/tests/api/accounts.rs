//! `/accounts`: registration, and the proof of the address.

use crate::support::{Answer, TestApp, User};
use axum::http::Method;
use serde_json::json;
use tapo_care_server::{LimitPolicy, demo};
use tapo_care_wire::{ErrorCode, Field};

const ACCOUNTS: &str = "/api/v1/accounts";
const VERIFICATION: &str = "/api/v1/accounts/verification";
const EMAIL: &str = "New.Visitor@example.com";
const PASSWORD: &str = "a horse of another colour";

async fn register(user: &User, email: &str, password: &str) -> Answer {
    user.post(ACCOUNTS, json!({ "email": email, "password": password, "region": "DE", "locale": "en-GB" })).await
}

async fn verify(user: &User, email: &str, code: &str) -> Answer {
    user.post(VERIFICATION, json!({ "email": email, "code": code })).await
}

async fn log_in(user: &User, email: &str, password: &str) -> Answer {
    user.post("/api/v1/session", json!({ "email": email, "password": password })).await
}

/// A code that is not this one.
fn other(code: &str) -> String {
    let last = if code.ends_with('0') { "1" } else { "0" };
    [&code[..7], last].concat()
}

#[tokio::test]
async fn registering_verifying_logging_in_and_redeeming() {
    let app = TestApp::demo().await;
    let mut user = app.visitor();
    register(&user, &format!(" {EMAIL} "), PASSWORD).await.empty(202);
    let mail = app.last_mail().await;
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), (EMAIL, "Verify your email address"));
    assert!(mail.text.contains("15 minutes") && mail.text.contains("If it was not you"), "{}", mail.text);
    let code = mail.code();
    // As people type it: another case of the address, a space within the code.
    let typed = [&code[..4], " ", &code[4..]].concat();
    verify(&user, &EMAIL.to_uppercase(), &typed).await.empty(204);
    let viewer = user.log_in(EMAIL, PASSWORD).await;
    assert_eq!((viewer.email.as_str(), viewer.region.as_str(), viewer.locale.as_str()), (EMAIL, "DE", "en-GB"));
    let redemption = user.redeem(demo::CODE).await;
    assert_eq!(user.subscription(&redemption).await.plan.id.as_str(), "premium-2");
    assert_eq!(app.mails().await.len(), 1);
}

#[tokio::test]
async fn an_address_that_has_an_account_gets_the_same_answer_and_another_mail() {
    let app = TestApp::demo().await;
    let fresh = register(&app.visitor(), EMAIL, PASSWORD).await;
    let known = register(&app.visitor(), demo::EMAIL, PASSWORD).await;
    let seen = |answer: &Answer| (answer.status, answer.text().to_owned(), answer.header("content-type").to_owned());
    assert_eq!(seen(&fresh), seen(&known));
    let mail = app.last_mail().await;
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), (demo::EMAIL, "You already have a TP-Link ID"));
    assert_eq!(mail.maybe_code(), None);
    // Nothing was changed, and a wrong code is answered alike for both.
    log_in(&app.visitor(), demo::EMAIL, PASSWORD).await.problem(ErrorCode::InvalidCredentials);
    app.demo_user().await;
    let mut bodies = Vec::new();
    for email in [EMAIL, demo::EMAIL, "nobody@example.com"] {
        let answer = verify(&app.visitor(), email, "00000000").await;
        assert_eq!(answer.problem(ErrorCode::MfaFailed).field, Some(Field::Code));
        bodies.push(answer.text().to_owned());
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
}

#[tokio::test]
async fn after_five_wrong_codes_the_right_one_fails_and_a_new_one_works() {
    let app = TestApp::demo().await;
    let user = app.visitor();
    register(&user, EMAIL, PASSWORD).await.empty(202);
    let code = app.last_mail().await.code();
    for wrong in [other(&code).as_str(), "", "1234", "not a code", other(&code).as_str()] {
        verify(&user, EMAIL, wrong).await.problem(ErrorCode::MfaFailed);
    }
    verify(&user, EMAIL, &code).await.problem(ErrorCode::MfaFailed);
    log_in(&user, EMAIL, PASSWORD).await.problem(ErrorCode::MfaRequired);
    let fresh = app.last_mail().await.code();
    // Only the newest is good.
    verify(&user, EMAIL, &code).await.problem(ErrorCode::MfaFailed);
    verify(&user, EMAIL, &fresh).await.empty(204);
}

#[tokio::test]
async fn four_wrong_codes_are_forgiven_and_a_code_works_once() {
    let app = TestApp::demo().await;
    let user = app.visitor();
    register(&user, EMAIL, PASSWORD).await.empty(202);
    let code = app.last_mail().await.code();
    for _ in 0..4 {
        verify(&user, EMAIL, &other(&code)).await.problem(ErrorCode::MfaFailed);
    }
    // Somebody else's code is of no use.
    verify(&user, "someone.else@example.com", &code).await.problem(ErrorCode::MfaFailed);
    let app = app.restart().await;
    let user = user.through(&app.router);
    verify(&user, EMAIL, &code).await.empty(204);
    verify(&user, EMAIL, &code).await.problem(ErrorCode::MfaFailed);
    assert_eq!(app.count("SELECT COUNT(*) FROM registrations").await, 0);
}

#[tokio::test]
async fn a_code_runs_out_after_a_quarter_of_an_hour() {
    for (minutes, works) in [(14, true), (15, false)] {
        let app = TestApp::demo().await;
        let user = app.visitor();
        register(&user, EMAIL, PASSWORD).await.empty(202);
        app.clock.pass_minutes(minutes);
        let answer = verify(&user, EMAIL, &app.last_mail().await.code()).await;
        if works { answer.empty(204) } else { drop(answer.problem(ErrorCode::MfaFailed)) }
    }
}

#[tokio::test]
async fn many_guesses_at_once_are_no_more_than_five() {
    let app = TestApp::demo().await;
    let user = app.visitor();
    register(&user, EMAIL, PASSWORD).await.empty(202);
    let code = app.last_mail().await.code();
    let guesses = (0..20).map(|_| {
        let (user, wrong) = (user.clone(), other(&code));
        tokio::spawn(async move { verify(&user, EMAIL, &wrong).await.status })
    });
    for guess in guesses.collect::<Vec<_>>() {
        assert_eq!(guess.await.expect("an answer"), 401);
    }
    assert_eq!(app.count("SELECT tries FROM mailed_codes").await, 5);
    verify(&user, EMAIL, &code).await.problem(ErrorCode::MfaFailed);
}

#[tokio::test]
async fn what_is_wrong_with_a_registration_is_said_and_nothing_is_mailed() {
    let app = TestApp::demo().await;
    let good = json!({ "email": EMAIL, "password": PASSWORD, "region": "DE", "locale": "en" });
    let table = [
        ("password", json!("fourteen chars"), ErrorCode::PasswordTooWeak, Some(Field::Password)),
        ("password", json!(""), ErrorCode::PasswordTooWeak, Some(Field::Password)),
        ("password", json!("x".repeat(129)), ErrorCode::PasswordTooWeak, Some(Field::Password)),
        ("email", json!("someone"), ErrorCode::MalformedRequest, Some(Field::Email)),
        ("email", json!("a@b.de, c@d.de"), ErrorCode::MalformedRequest, Some(Field::Email)),
        ("email", json!("a@b.de\r\nBcc: c@d.de"), ErrorCode::MalformedRequest, Some(Field::Email)),
        ("region", json!("XX"), ErrorCode::MalformedRequest, None),
        ("region", json!("de"), ErrorCode::MalformedRequest, None),
        ("locale", json!("de_DE"), ErrorCode::MalformedRequest, None),
        ("region", json!(null), ErrorCode::MalformedRequest, None),
    ];
    for (member, value, code, field) in table {
        let mut body = good.clone();
        body[member] = value;
        let problem = app.visitor().post(ACCOUNTS, body.clone()).await.problem(code);
        assert_eq!(problem.field, field, "{body}");
    }
    assert!(app.mails().await.is_empty());
    // No rule of composition: fifteen of one kind are taken.
    register(&app.visitor(), EMAIL, &"x".repeat(15)).await.empty(202);
    register(&app.visitor(), EMAIL, &"ü".repeat(128)).await.empty(202);
}

#[tokio::test]
async fn logging_in_before_verifying_mails_a_new_code_to_who_knows_the_password_only() {
    let app = TestApp::demo().await;
    let mut user = app.visitor();
    register(&user, EMAIL, PASSWORD).await.empty(202);
    let wrong = log_in(&user, EMAIL, "some other password").await;
    wrong.problem(ErrorCode::InvalidCredentials);
    let unknown = log_in(&user, "nobody@example.com", "some other password").await;
    assert_eq!(wrong.text(), unknown.text());
    assert_eq!(app.mails().await.len(), 1);
    let answer = log_in(&user, EMAIL, PASSWORD).await;
    assert_eq!(answer.problem(ErrorCode::MfaRequired).field, Some(Field::Email));
    assert_eq!(answer.header("set-cookie"), "", "nobody is logged in");
    let mails = app.mails().await;
    assert_eq!(mails.len(), 2);
    verify(&user, EMAIL, &mails[1].code()).await.empty(204);
    user.log_in(EMAIL, PASSWORD).await;
}

#[tokio::test]
async fn registering_again_before_verifying_counts() {
    let app = TestApp::demo().await;
    let mut user = app.visitor();
    register(&user, EMAIL, "somebody else's idea").await.empty(202);
    register(&user, EMAIL, PASSWORD).await.empty(202);
    verify(&user, EMAIL, &app.last_mail().await.code()).await.empty(204);
    log_in(&user, EMAIL, "somebody else's idea").await.problem(ErrorCode::InvalidCredentials);
    user.log_in(EMAIL, PASSWORD).await;
}

/// Seen red with one registration for each address, which a later one replaced.
#[tokio::test]
async fn a_stranger_who_registers_the_address_later_takes_nothing_from_its_owner() {
    let app = TestApp::demo().await;
    let (mut user, stranger) = (app.visitor(), app.visitor().from("203.0.113.66"));
    register(&user, EMAIL, PASSWORD).await.empty(202);
    let code = app.last_mail().await.code();
    for _ in 0..5 {
        register(&stranger, EMAIL, "a stranger's password").await.empty(202);
    }
    let strangers = app.last_mail().await.code();
    verify(&user, EMAIL, &code).await.empty(204);
    user.log_in(EMAIL, PASSWORD).await;
    log_in(&stranger, EMAIL, "a stranger's password").await.problem(ErrorCode::InvalidCredentials);
    assert_eq!(app.count("SELECT COUNT(*) FROM registrations").await, 0);
    verify(&user, EMAIL, &strangers).await.problem(ErrorCode::MfaFailed);
}

#[tokio::test]
async fn of_the_registrations_of_an_address_the_newest_ten_are_kept() {
    let app = TestApp::demo().await;
    let mut codes = Vec::new();
    for number in 0..12 {
        let user = app.visitor().from(&format!("203.0.113.{number}"));
        register(&user, EMAIL, PASSWORD).await.empty(202);
        codes.push(app.last_mail().await.code());
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM registrations").await, 10);
    assert_eq!(app.count("SELECT COUNT(*) FROM mailed_codes").await, 10);
    verify(&app.visitor(), EMAIL, &codes[1]).await.problem(ErrorCode::MfaFailed);
    verify(&app.visitor(), EMAIL, &codes[2]).await.empty(204);
}

/// Seen red with registrations that are cleared away only when somebody registers.
#[tokio::test]
async fn a_registration_of_last_week_is_none_even_if_nobody_registered_since() {
    let app = TestApp::demo().await;
    register(&app.visitor(), EMAIL, PASSWORD).await.empty(202);
    app.clock.pass_days(7);
    log_in(&app.visitor(), EMAIL, PASSWORD).await.problem(ErrorCode::InvalidCredentials);
}

/// Seen red with tries that were counted for all clients together.
#[tokio::test]
async fn a_stranger_s_wrong_codes_take_no_try_from_the_owner_unless_they_come_from_many_addresses() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.limits = LimitPolicy { mailed_code_tries_overall: 8, ..LimitPolicy::default() };
    })
    .await;
    for (second_stranger_tries, works) in [(2, true), (3, false)] {
        let (user, email) = (app.visitor(), format!("{works}@example.com"));
        register(&user, &email, PASSWORD).await.empty(202);
        let code = app.last_mail().await.code();
        // The last of the first stranger's are one too many, and count no more.
        for (stranger, tries) in [("203.0.113.66", 7), ("203.0.113.67", second_stranger_tries)] {
            for _ in 0..tries {
                verify(&user.from(stranger), &email, &other(&code)).await.problem(ErrorCode::MfaFailed);
            }
        }
        verify(&user.from("203.0.113.66"), &email, &code).await.problem(ErrorCode::MfaFailed);
        let answer = verify(&user, &email, &code).await;
        if works { answer.empty(204) } else { drop(answer.problem(ErrorCode::MfaFailed)) }
    }
}

/// Seen red with mails that were counted by recipient alone.
#[tokio::test]
async fn a_stranger_does_not_use_up_the_mails_of_an_address_unless_from_many() {
    let app = TestApp::demo().await;
    let ask = async |from: &str| {
        let user = app.visitor().from(from);
        user.post("/api/v1/password-resets", json!({ "email": demo::EMAIL })).await
    };
    for stranger in ["203.0.113.1", "203.0.113.2", "203.0.113.3"] {
        for _ in 0..5 {
            ask(stranger).await.empty(202);
        }
        ask(stranger).await.problem(ErrorCode::RateLimited);
    }
    for _ in 0..5 {
        ask("198.51.100.1").await.empty(202);
    }
    // Twenty an hour are as many as anyone is sent.
    ask("198.51.100.2").await.problem(ErrorCode::RateLimited);
}

/// The Kelvin sign's small letter is a k. Seen red with `str::to_lowercase` as what addresses are compared by.
#[tokio::test]
async fn a_look_alike_of_an_address_is_another_address() {
    let app = TestApp::demo().await;
    let (own, other_one) = ("kelvin@example.com", "\u{212A}elvin@example.com");
    register(&app.visitor(), own, PASSWORD).await.empty(202);
    let code = app.last_mail().await.code();
    register(&app.visitor(), other_one, "a stranger's password").await.empty(202);
    assert_eq!(app.count("SELECT COUNT(*) FROM registrations").await, 2);
    verify(&app.visitor(), own, &code).await.empty(204);
    app.visitor().log_in(own, PASSWORD).await;
    app.visitor().post("/api/v1/password-resets", json!({ "email": other_one })).await.empty(202);
    assert_eq!(app.last_mail().await.maybe_code(), None);
}

#[tokio::test]
async fn a_registration_that_is_never_completed_is_forgotten() {
    let app = TestApp::demo().await;
    register(&app.visitor(), EMAIL, PASSWORD).await.empty(202);
    app.clock.pass_days(8);
    register(&app.visitor(), "another@example.com", PASSWORD).await.empty(202);
    assert_eq!(app.count("SELECT COUNT(*) FROM registrations").await, 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM mailed_codes").await, 1);
    log_in(&app.visitor(), EMAIL, PASSWORD).await.problem(ErrorCode::InvalidCredentials);
}

#[tokio::test]
async fn an_address_is_mailed_five_times_an_hour_whether_or_not_it_has_an_account() {
    let app = TestApp::demo().await;
    for email in [EMAIL, demo::EMAIL] {
        for _ in 0..3 {
            register(&app.visitor(), email, PASSWORD).await.empty(202);
        }
        for _ in 0..2 {
            app.visitor().post("/api/v1/password-resets", json!({ "email": email })).await.empty(202);
        }
        let problem = register(&app.visitor(), &email.to_uppercase(), PASSWORD).await.problem(ErrorCode::RateLimited);
        assert_eq!(problem.retry_after, Some(3600));
    }
    assert_eq!(app.mails().await.len(), 10);
    app.clock.pass_minutes(60);
    register(&app.visitor(), EMAIL, PASSWORD).await.empty(202);
}

/// The time that a password takes to hash is what would tell accounts apart; so the work is counted instead of timed.
///
/// Seen red with the password hashed only for addresses without an account.
#[tokio::test]
async fn the_same_work_is_done_whatever_is_known_of_the_address() {
    let app = TestApp::demo().await;
    let user = app.visitor();
    register(&user, "waiting@example.com", PASSWORD).await.empty(202);
    let code = {
        user.post("/api/v1/password-resets", json!({ "email": demo::FRIEND })).await.empty(202);
        app.last_mail().await.code()
    };
    let reset = async |email: &str, code: &str| {
        let body = json!({ "email": email, "code": code, "password": PASSWORD });
        user.call(Method::PUT, "/api/v1/password-resets").json(body).send().await
    };
    let before = app.app.passwords_hashed();
    let mut counts = Vec::new();
    for email in ["unknown@example.com", "waiting@example.com", demo::EMAIL] {
        register(&user, email, PASSWORD).await.empty(202);
        counts.push((email, "register", app.app.passwords_hashed()));
        log_in(&user, email, "some wrong password").await.problem(ErrorCode::InvalidCredentials);
        counts.push((email, "log in", app.app.passwords_hashed()));
        user.post("/api/v1/password-resets", json!({ "email": email })).await.empty(202);
        reset(email, "00000000").await.problem(ErrorCode::MfaFailed);
        counts.push((email, "reset", app.app.passwords_hashed()));
    }
    reset(demo::FRIEND, &code).await.empty(204);
    counts.push((demo::FRIEND, "reset with the right code", app.app.passwords_hashed()));
    for (done, (email, what, count)) in (1..).zip(counts) {
        assert_eq!(count - before, done, "{what} {email}");
    }
    // And the database has as much to remember of each.
    assert_eq!(app.count("SELECT COUNT(*) FROM mailed_codes WHERE purpose = 'reset'").await, 3);
    assert_eq!(
        app.count("SELECT COUNT(*) FROM mailed_codes WHERE purpose = 'verify'").await,
        4,
        "one was registered twice"
    );
}

#[tokio::test]
async fn no_code_and_no_password_is_in_the_database() {
    let app = TestApp::demo().await;
    let user = app.visitor();
    register(&user, EMAIL, PASSWORD).await.empty(202);
    let first = app.last_mail().await;
    verify(&user, EMAIL, &first.code()).await.empty(204);
    user.post("/api/v1/password-resets", json!({ "email": EMAIL })).await.empty(202);
    let second = app.last_mail().await;
    let bytes = app.stored().await;
    for secret in [PASSWORD, &first.code(), &second.code()] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} is in the database");
    }
}

/// Seen red with `str::to_lowercase` as what log-ins are counted by: the Kelvin sign's small letter is a k.
#[tokio::test]
async fn a_registration_of_a_look_alike_gives_nobody_more_guesses() {
    let app = TestApp::demo().await;
    let user = app.visitor();
    let (victim, look_alike) = ("kelvin@example.com", "\u{212A}elvin@example.com");
    register(&user, victim, PASSWORD).await.empty(202);
    verify(&user, victim, &app.last_mail().await.code()).await.empty(204);
    register(&user, look_alike, "a stranger's password").await.empty(202);
    for _ in 0..9 {
        log_in(&user, victim, "some wrong password").await.problem(ErrorCode::InvalidCredentials);
    }
    log_in(&user, look_alike, "a stranger's password").await.problem(ErrorCode::MfaRequired);
    log_in(&user, victim, "some wrong password").await.problem(ErrorCode::InvalidCredentials);
    log_in(&user, victim, PASSWORD).await.problem(ErrorCode::RateLimited);
}
