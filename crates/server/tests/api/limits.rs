//! Guessing: how many wrong codes and log-ins are answered, to whom, and what holds across restarts and servers.

use crate::support::{Answer, TestApp, User};
use axum::http::Method;
use serde_json::json;
use std::time::Duration;
use tapo_care_server::{LimitPolicy, demo};
use tapo_care_wire::{CodeUsed, ErrorCode, Redemption};
use tokio::task::JoinSet;

/// A code that does not exist.
fn wrong_code(number: usize) -> String {
    format!("WRONG{number:08}")
}

const WRONG_PASSWORD: &str = "incorrect horse battery";

/// Sends wrong codes that are looked up and not found.
async fn guess_codes(user: &User, times: usize) {
    for number in 0..times {
        let problem = user.send_code(&wrong_code(number)).await.problem(ErrorCode::CodeNotFound);
        assert_eq!(problem.code_used, Some(CodeUsed::No));
    }
}

/// Tries wrong passwords that are checked and refused.
async fn guess_passwords(visitor: &User, email: &str, times: usize) {
    for _ in 0..times {
        visitor.try_log_in(email, WRONG_PASSWORD).await.problem(ErrorCode::InvalidCredentials);
    }
}

/// Checks that redeeming is locked, and for how long.
#[track_caller]
fn assert_locked(answer: &Answer, seconds: u32) {
    let problem = answer.problem(ErrorCode::Locked);
    assert_eq!((problem.retry_after, problem.code_used, problem.field), (Some(seconds), Some(CodeUsed::No), None));
    assert_eq!(answer.header("retry-after"), seconds.to_string());
}

/// Checks that logging in is refused, and for how long.
#[track_caller]
fn assert_limited(answer: &Answer, seconds: u32) {
    let problem = answer.problem(ErrorCode::RateLimited);
    assert_eq!((problem.retry_after, problem.code_used), (Some(seconds), None));
    assert_eq!(answer.header("retry-after"), seconds.to_string());
    assert_eq!(answer.header("set-cookie"), "");
}

#[tokio::test]
async fn after_twenty_wrong_codes_even_a_right_one_is_refused_for_an_hour() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview("SAMEPLAN00001").await;
    guess_codes(&user, 1).await;
    app.clock.pass_seconds(600);
    guess_codes(&user, 19).await;
    // Wrong, right, already previewed, refused: nothing tells which is which.
    for code in [&wrong_code(99), demo::CODE, "SAMEPLAN00001", "EXPIRED000000"] {
        assert_locked(&user.send_code(code).await, 3000);
    }
    // What was begun before can be ended, since it needs no looking up.
    user.confirm(&preview).await.json::<Redemption>(200);
    app.clock.pass_seconds(2999);
    assert_locked(&user.send_code(demo::CODE).await, 1);
    // The first of the twenty counts no more: one more may be wrong, and then it is the turn of those after it.
    app.clock.pass_seconds(1);
    guess_codes(&user, 1).await;
    assert_locked(&user.send_code(demo::CODE).await, 600);
    app.clock.pass_seconds(600);
    user.preview(demo::CODE).await;
}

#[tokio::test]
async fn only_codes_that_do_not_exist_count() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    for _ in 0..30 {
        user.send_code("W2GBJZT48TRN").await.problem(ErrorCode::CodeMalformed);
        user.send_code("a@example.com").await.problem(ErrorCode::LooksLikeOther);
        user.send_code("EXPIRED000000").await.problem(ErrorCode::CodeExpired);
        user.send_code("REDEEMED00000").await.problem(ErrorCode::CodeAlreadyRedeemed);
        assert!(user.send_code(demo::CODE).await.status.is_success());
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM attempts").await, 0);
}

#[tokio::test]
async fn one_account_s_lock_is_no_other_account_s() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    guess_codes(&user, 20).await;
    assert_locked(&user.send_code(demo::CODE).await, 3600);
    // From the same address.
    app.friend().await.preview(demo::CODE).await;
    // The lock is the account's, wherever it comes from.
    assert_locked(&user.from("203.0.113.9").send_code(demo::CODE).await, 3600);
}

#[tokio::test]
async fn of_ten_thousand_wrong_codes_twenty_are_looked_up() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let before = app.app.code_lookups();
    let mut not_found = 0;
    // At once, as far as that goes: those that come together must not slip by together.
    for thousand in 0..10 {
        let mut calls = JoinSet::new();
        for number in 0..1000 {
            let user = user.clone();
            calls.spawn(async move { user.send_code(&wrong_code(1000 * thousand + number)).await });
        }
        while let Some(answer) = calls.join_next().await {
            let answer = answer.expect("is answered");
            match answer.status.as_u16() {
                404 => not_found += 1,
                _ => assert_locked(&answer, 3600),
            }
        }
    }
    assert_eq!((not_found, app.app.code_lookups() - before), (20, 20));
    assert_eq!(app.count("SELECT COUNT(*) FROM attempts WHERE kind = 'codes_of_account'").await, 20);
}

#[tokio::test]
async fn who_is_refused_waits_for_no_writer_and_so_keeps_none_waiting() {
    let busy = TestApp::with(|settings| {
        settings.demo = true;
        settings.patience = Duration::from_millis(200);
    });
    let app = busy.await;
    let user = app.demo_user().await;
    guess_codes(&user, 20).await;
    guess_passwords(&user, demo::FRIEND, 10).await;
    let mut other = app.database().await;
    other.lock().await;
    assert_locked(&user.send_code(demo::CODE).await, 3600);
    assert_limited(&user.try_log_in(demo::FRIEND, WRONG_PASSWORD).await, 900);
    // Who can't be counted is not answered either.
    user.try_log_in(demo::EMAIL, WRONG_PASSWORD).await.problem(ErrorCode::Unavailable);
}

#[tokio::test]
async fn an_address_with_many_accounts_is_limited_too() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.limits = LimitPolicy { wrong_codes: 3, wrong_codes_per_address: 5, ..LimitPolicy::default() };
    })
    .await;
    let (user, friend) = (app.demo_user().await, app.friend().await);
    guess_codes(&user, 3).await;
    guess_codes(&friend, 2).await;
    assert_locked(&friend.send_code(demo::CODE).await, 3600);
    // From elsewhere the friend is free.
    friend.from("203.0.113.9").preview(demo::CODE).await;
}

#[tokio::test]
async fn many_wrong_codes_overall_make_each_address_narrow_and_lock_out_nobody_else() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.limits = LimitPolicy { wrong_codes: 3, wrong_codes_overall: 4, ..LimitPolicy::default() };
    })
    .await;
    let (user, friend) = (app.demo_user().await, app.friend().await);
    guess_codes(&user, 2).await;
    guess_codes(&friend, 1).await;
    user.preview(demo::CODE).await;
    guess_codes(&friend, 1).await;
    // Four overall, all from one address, which gets no more than three now.
    assert_locked(&user.send_code(demo::CODE).await, 3600);
    let elsewhere = user.from("198.51.100.1");
    guess_codes(&elsewhere, 1).await;
    assert_eq!(friend.from("198.51.100.1").send_code(demo::CODE).await.status, 201);
}

#[tokio::test]
async fn limits_hold_across_a_restart_and_for_two_servers_together() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let second = app.second_instance().await;
    for number in 0..10 {
        user.send_code(&wrong_code(number)).await.problem(ErrorCode::CodeNotFound);
        user.through(&second).send_code(&wrong_code(number)).await.problem(ErrorCode::CodeNotFound);
    }
    assert_locked(&user.send_code(demo::CODE).await, 3600);
    assert_locked(&user.through(&second).send_code(demo::CODE).await, 3600);
    guess_passwords(&app.visitor().through(&second), demo::FRIEND, 10).await;
    let app = app.restart().await;
    let user = user.through(&app.router);
    assert_locked(&user.send_code(demo::CODE).await, 3600);
    assert_limited(&app.visitor().try_log_in(demo::FRIEND, demo::PASSWORD).await, 900);
}

#[tokio::test]
async fn after_ten_wrong_log_ins_even_the_right_password_is_refused_for_a_quarter_of_an_hour() {
    let app = TestApp::demo().await;
    let visitor = app.visitor();
    guess_passwords(&visitor, demo::EMAIL, 10).await;
    assert_limited(&visitor.try_log_in(demo::EMAIL, demo::PASSWORD).await, 900);
    // Other ways to write the same address are the same address.
    assert_limited(&visitor.try_log_in(" DEMO@example.com ", demo::PASSWORD).await, 900);
    // Refused tries don't make it longer.
    app.clock.pass_seconds(899);
    assert_limited(&visitor.try_log_in(demo::EMAIL, demo::PASSWORD).await, 1);
    app.clock.pass_seconds(1);
    assert_eq!(visitor.try_log_in(demo::EMAIL, demo::PASSWORD).await.status, 200);
}

#[tokio::test]
async fn an_address_that_has_no_account_is_limited_just_the_same() {
    let app = TestApp::demo().await;
    guess_passwords(&app.visitor(), "nobody@example.com", 10).await;
    assert_limited(&app.visitor().try_log_in("nobody@example.com", WRONG_PASSWORD).await, 900);
}

#[tokio::test]
async fn who_is_locked_out_by_somebody_else_logs_in_from_elsewhere() {
    let app = TestApp::demo().await;
    let attacker = app.visitor().from("203.0.113.66");
    guess_passwords(&attacker, demo::EMAIL, 10).await;
    assert_limited(&attacker.try_log_in(demo::EMAIL, demo::PASSWORD).await, 900);
    assert_eq!(app.visitor().from("198.51.100.1").try_log_in(demo::EMAIL, demo::PASSWORD).await.status, 200);
    // Nor are other accounts locked at the attacker's address, which may be an office's.
    assert_eq!(attacker.try_log_in(demo::FRIEND, demo::PASSWORD).await.status, 200);
    // All addresses of an IPv6 network are whoever has the network.
    guess_passwords(&app.visitor().from("2001:db8:1:2::1"), demo::EMAIL, 10).await;
    assert_limited(&app.visitor().from("2001:db8:1:2:ffff::9").try_log_in(demo::EMAIL, demo::PASSWORD).await, 900);
    assert_eq!(app.visitor().from("2001:db8:1:3::1").try_log_in(demo::EMAIL, demo::PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_right_log_in_forgets_the_wrong_ones_before_it() {
    let app = TestApp::demo().await;
    let visitor = app.visitor();
    for _ in 0..3 {
        guess_passwords(&visitor, demo::EMAIL, 9).await;
        assert_eq!(visitor.try_log_in(demo::EMAIL, demo::PASSWORD).await.status, 200);
    }
    // An own account is no way to go on guessing at others.
    guess_passwords(&visitor, demo::FRIEND, 9).await;
    assert_eq!(visitor.try_log_in(demo::EMAIL, demo::PASSWORD).await.status, 200);
    guess_passwords(&visitor, demo::FRIEND, 1).await;
    assert_limited(&visitor.try_log_in(demo::FRIEND, demo::PASSWORD).await, 900);
}

#[tokio::test]
async fn of_many_log_ins_at_once_no_more_are_answered_than_one_after_the_other() {
    let app = TestApp::demo().await;
    let mut calls = JoinSet::new();
    for _ in 0..30 {
        let visitor = app.visitor();
        calls.spawn(async move { visitor.try_log_in(demo::EMAIL, WRONG_PASSWORD).await.status.as_u16() });
    }
    let mut statuses = calls.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![401; 10], vec![429; 20]].concat());
}

#[tokio::test]
async fn trying_a_little_with_each_of_many_accounts_is_limited_by_address() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.limits = LimitPolicy { wrong_logins: 4, wrong_logins_per_address: 12, ..LimitPolicy::default() };
    })
    .await;
    let attacker = app.visitor().from("203.0.113.66");
    for number in 0..11 {
        guess_passwords(&attacker, &format!("{number}@example.com"), 1).await;
    }
    // An account of the attacker's own does not make the address a good one.
    assert_eq!(attacker.try_log_in(demo::FRIEND, demo::PASSWORD).await.status, 200);
    guess_passwords(&attacker, "11@example.com", 1).await;
    assert_limited(&attacker.try_log_in(demo::EMAIL, demo::PASSWORD).await, 900);
    assert_eq!(app.visitor().try_log_in(demo::EMAIL, demo::PASSWORD).await.status, 200);
}

#[tokio::test]
async fn trying_from_many_addresses_makes_each_of_them_narrow_and_locks_out_nobody_else() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.limits = LimitPolicy { wrong_logins: 2, wrong_logins_overall: 12, ..LimitPolicy::default() };
    })
    .await;
    // Three wrong ones from an address, each with another account: not too many by themselves.
    for address in 1..=4 {
        for number in 0..3 {
            let visitor = app.visitor().from(&format!("203.0.113.{address}"));
            guess_passwords(&visitor, &format!("{address}-{number}@example.com"), 1).await;
        }
    }
    // Now there are too many overall, and two from an address are as many as it gets.
    assert_limited(&app.visitor().from("203.0.113.1").try_log_in(demo::EMAIL, demo::PASSWORD).await, 900);
    let honest = app.visitor().from("198.51.100.1");
    guess_passwords(&honest, demo::EMAIL, 1).await;
    assert_eq!(honest.try_log_in(demo::EMAIL, demo::PASSWORD).await.status, 200);
    app.clock.pass_seconds(900);
    assert_eq!(app.visitor().from("203.0.113.1").try_log_in(demo::EMAIL, demo::PASSWORD).await.status, 200);
}

#[tokio::test]
async fn forwarded_addresses_are_believed_from_trusted_proxies_only() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.trusted_proxies = vec!["10.0.0.0/8".to_owned()];
    })
    .await;
    // A new made-up address for each try is of no use,
    for number in 0..10 {
        let liar = app.visitor().from("203.0.113.66").forwarded(&format!("198.51.100.{number}"));
        guess_passwords(&liar, demo::EMAIL, 1).await;
    }
    let liar = app.visitor().from("203.0.113.66").forwarded("198.51.100.99");
    assert_limited(&liar.try_log_in(demo::EMAIL, demo::PASSWORD).await, 900);
    // nor to lock somebody else out;
    let victim = app.visitor().from("198.51.100.1");
    assert_eq!(victim.try_log_in(demo::EMAIL, demo::PASSWORD).await.status, 200);
    // nor through the proxy, which adds whom it speaks with.
    for number in 0..10 {
        let liar = app.visitor().from("10.0.0.2").forwarded(&format!("198.51.100.{number}, 203.0.113.67"));
        guess_passwords(&liar, demo::EMAIL, 1).await;
    }
    let liar = app.visitor().from("10.0.0.2").forwarded("203.0.113.67");
    assert_limited(&liar.try_log_in(demo::EMAIL, demo::PASSWORD).await, 900);
    let victim = app.visitor().from("10.0.0.2").forwarded("198.51.100.1");
    assert_eq!(victim.try_log_in(demo::EMAIL, demo::PASSWORD).await.status, 200);
}

#[tokio::test]
async fn what_counts_is_kept_without_saying_whose_it_is_and_only_as_long_as_it_counts() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await.from("203.0.113.66");
    guess_codes(&user, 2).await;
    guess_passwords(&user, "someone@example.com", 2).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM attempts").await, 2 * 3 + 2 * 3);
    let hidden = "SELECT COUNT(*) FROM attempts WHERE LENGTH(key_hash) = 64 AND LENGTH(id) = 20
                  AND kind || key_hash || id NOT LIKE '%example%' AND kind || key_hash || id NOT LIKE '%203.0.113%'";
    assert_eq!(app.count(hidden).await, 12);
    // After an hour, the next one who is counted clears the others away.
    app.clock.pass_seconds(3600);
    guess_passwords(&user, "other@example.com", 1).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM attempts").await, 3);
}

/// Seen red without a limit: each of these was hashed, written, and had the only writer to itself.
#[tokio::test]
async fn what_anybody_may_send_is_limited_by_address_before_any_work() {
    let app = TestApp::with(|settings| {
        settings.patience = Duration::from_millis(500);
        settings.limits =
            LimitPolicy { mailed_code_tries_per_address: 4, feedback_per_address: 2, ..LimitPolicy::default() };
    })
    .await;
    let visitor = app.visitor();
    let reset = async |user: &User| {
        let body = json!({ "email": "a@example.com", "code": "00000000", "password": "a horse of another colour" });
        user.call(Method::PUT, "/api/v1/password-resets").json(body).send().await
    };
    let verify = async |user: &User| {
        user.post("/api/v1/accounts/verification", json!({ "email": "a@example.com", "code": "00000000" })).await
    };
    let feedback = async |user: &User| user.post("/api/v1/feedback", json!({ "page": "help", "useful": true })).await;
    for _ in 0..2 {
        reset(&visitor).await.problem(ErrorCode::MfaFailed);
        verify(&visitor).await.problem(ErrorCode::MfaFailed);
        feedback(&visitor).await.empty(202);
    }
    let hashed = app.app.passwords_hashed();
    {
        let mut other = app.database().await;
        other.lock().await;
        // Whoever is refused waits for no writer.
        for answer in [reset(&visitor).await, verify(&visitor).await, feedback(&visitor).await] {
            assert_limited(&answer, 3600);
        }
        other.unlock().await;
    }
    assert_eq!(app.app.passwords_hashed(), hashed);
    assert_eq!(app.count("SELECT COUNT(*) FROM feedback").await, 2);
    // Nobody else is limited by it.
    let elsewhere = visitor.from("198.51.100.1");
    reset(&elsewhere).await.problem(ErrorCode::MfaFailed);
    feedback(&elsewhere).await.empty(202);
}
