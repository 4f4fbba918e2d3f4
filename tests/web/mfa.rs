//! The second step of the log-in.

use crate::support::act::{self, Key, click, click_on, press, type_into};
use crate::support::check::{self, descriptions, field_is_wrong, is_busy};
use crate::support::find::{self, field, is_there, one, page_text, says};
use crate::support::{
    Stage, accepted, clock, data, lost, no_content, ok, problem, refusal, requests, sent, settle, test,
};
use serde_json::json;
use tapo_care_wire::{ErrorCode, Field, LoginWay, Problem, Session, TwoStepMethod};

const MFA: &str = "/tapo_web/mfa";
const HEADING: &str = "Enter your verification code";
const LOGIN: &str = "Log in with your TP-Link ID";
const STEP: &str = "/session/mfa";
const MAIL: &str = "/session/mfa/mail";

/// A guest whose password was right.
async fn due(method: TwoStepMethod) -> Stage {
    let stage = Stage::empty().await;
    stage.answer("GET", "/session", ok(&data::second_step_due(method)));
    stage.answer("GET", "/subscriptions", ok(&data::list(vec![data::subscription()])));
    stage.answer("GET", "/redemptions?state=previewed", ok(&data::list(Vec::<()>::new())));
    stage
}

/// The same, in front of the form.
async fn opened(method: TwoStepMethod) -> Stage {
    let stage = due(method).await;
    stage.open(MFA).await;
    check::view(HEADING).await;
    stage
}

fn wrong_code() -> Problem {
    let mut problem = Problem::new(ErrorCode::MfaFailed);
    problem.field = Some(Field::Code);
    problem
}

#[test]
async fn the_code_to_redeem_and_the_way_back_survive_both_steps() {
    let stage = Stage::guest().await;
    stage.answer("POST", "/session", problem(ErrorCode::MfaRequired));
    stage.answer("POST", STEP, ok(&data::viewer()));
    stage.open(&["/tapo_web/redeem#", data::CODE].concat()).await;
    check::view(LOGIN).await;
    stage.answer_now("GET", "/session", ok(&data::second_step_due(TwoStepMethod::App)));
    act::log_in().await;
    let heading = check::view(HEADING).await;
    check::has_focus(&heading).await;
    find::at("/tapo_web/mfa?return_to=/tapo_web/redeem").await;
    type_into("Verification code", " 123 456 ").await;
    press(Key::Enter);
    check::view("Redeem Promo Code").await;
    find::at("/tapo_web/redeem").await;
    assert_eq!(field("textbox", "Redemption Code").await.value(), data::CODE);
    let [sent] = &sent("POST", STEP)[..] else { panic!("one call: {:?}", requests()) };
    assert_eq!(sent.body, json!({ "code": "123 456" }));
}

#[test]
async fn who_can_not_be_asked_which_step_is_due_stays_at_the_log_in() {
    let stage = Stage::guest().await;
    stage.answer("POST", "/session", problem(ErrorCode::MfaRequired));
    stage.open("/tapo_web/login").await;
    check::view(LOGIN).await;
    stage.answer_now("GET", "/session", lost());
    act::log_in().await;
    check::problem(&["We could not reach the server."]).await;
    stage.answer_now(
        "GET",
        "/session",
        ok(&Session { viewer: None, challenge: None, login: LoginWay::Password, demo: false }),
    );
    click_on("button", "Log in").await;
    check::problem(&["Enter your verification code to go on."]).await;
    stage.answer_now("GET", "/session", ok(&data::second_step_due(TwoStepMethod::App)));
    click_on("button", "Log in").await;
    check::view(HEADING).await;
}

#[test]
async fn a_reload_keeps_the_step_and_without_one_there_is_the_log_in() {
    let stage = due(TwoStepMethod::App).await;
    stage.open("/tapo_web/mfa?return_to=/tapo_web/history").await;
    check::view(HEADING).await;
    drop(stage);
    let stage = Stage::guest().await;
    stage.open("/tapo_web/mfa?return_to=/tapo_web/history").await;
    check::view(LOGIN).await;
    find::at("/tapo_web/login?return_to=/tapo_web/history").await;
}

#[test]
async fn whatever_needs_the_log_in_leads_to_the_step_that_is_due() {
    let stage = due(TwoStepMethod::App).await;
    stage.open("/tapo_web/history").await;
    check::view(HEADING).await;
    find::at("/tapo_web/mfa?return_to=/tapo_web/history").await;
    click_on("link", "Back to log in").await;
    check::view(LOGIN).await;
    find::at("/tapo_web/login?return_to=/tapo_web/history").await;
}

#[test]
async fn it_says_where_the_code_comes_from_and_suits_it() {
    for (method, lead, hint) in [
        (TwoStepMethod::App, "Open your authenticator app", "6 digits"),
        (TwoStepMethod::Email, "We have sent a code to your email address.", "8 digits"),
    ] {
        let _stage = opened(method).await;
        says(lead).await;
        let code = field("textbox", "Verification code").await;
        assert_eq!(code.get_attribute("autocomplete").as_deref(), Some("one-time-code"));
        assert_eq!(code.get_attribute("inputmode").as_deref(), Some("numeric"));
        assert!(!code.has_attribute("maxlength"));
        assert!(descriptions(&code)[0].starts_with(hint));
        assert_eq!(is_there("button", "Send a new code"), method == TwoStepMethod::Email);
        says("Each recovery code that you kept lets you log in once").await;
    }
}

/// Letters can't be typed on a keyboard of digits.
#[test]
async fn a_recovery_code_gets_a_keyboard_with_letters() {
    let stage = opened(TwoStepMethod::App).await;
    stage.answer("POST", STEP, refusal(&wrong_code()));
    stage.answer("POST", STEP, ok(&data::viewer()));
    click_on("button", "Verify").await;
    check::problem(&["Enter the verification code from your authenticator app"]).await;
    click_on("button", "Use a recovery code instead").await;
    one("button", "Use the code from the app instead").await;
    // What was said of the other code is not said of this one.
    check::no_problem().await;
    let code = field("textbox", "Verification code").await;
    check::has_focus(&code).await;
    assert_eq!(code.get_attribute("inputmode"), None);
    assert!(descriptions(&code)[0].starts_with("10 letters and digits"));
    type_into("Verification code", "7k3mq-9wxha").await;
    press(Key::Enter);
    check::problem(&["This recovery code is wrong or was used before."]).await;
    type_into("Verification code", "7k3mq-9wxhb").await;
    press(Key::Enter);
    check::view("Tapo Care").await;
}

#[test]
async fn what_is_no_code_is_not_sent() {
    for (method, typed, words) in [
        (TwoStepMethod::App, "", "Enter the verification code from your authenticator app"),
        (TwoStepMethod::App, "12345678", "The verification code has 6 digits, and a recovery code has 10 letters"),
        (TwoStepMethod::Email, " ", "Enter the verification code from the email"),
        (TwoStepMethod::Email, "123456", "The verification code has 8 digits, and a recovery code has 10 letters"),
    ] {
        let _stage = opened(method).await;
        type_into("Verification code", typed).await;
        press(Key::Enter);
        let summary = check::problem(&[words]).await;
        let code = field("textbox", "Verification code").await;
        let text = find::text(&summary).replace("There is a problem ", "");
        field_is_wrong(&code, &text);
        assert_eq!(code.value(), typed, "the input is kept");
        assert!(sent("POST", STEP).is_empty());
    }
}

#[test]
async fn a_wrong_code_is_told_and_another_can_be_entered() {
    let mut limited = Problem::new(ErrorCode::RateLimited);
    limited.retry_after = Some(30);
    for (method, typed, answer, words) in [
        (TwoStepMethod::App, "123456", refusal(&wrong_code()), "Enter the one that your app shows now."),
        (TwoStepMethod::Email, "12345678", refusal(&wrong_code()), "Compare it with the email"),
        (TwoStepMethod::App, "123456", refusal(&limited), "Try again in 30 seconds."),
        (TwoStepMethod::App, "123456", problem(ErrorCode::Unavailable), "The service is not available"),
        (TwoStepMethod::App, "123456", lost(), "We could not reach the server."),
    ] {
        let stage = opened(method).await;
        stage.answer("POST", STEP, answer);
        stage.answer("POST", STEP, ok(&data::viewer()));
        type_into("Verification code", typed).await;
        press(Key::Enter);
        check::problem(&[words]).await;
        assert_eq!(field("textbox", "Verification code").await.value(), typed, "the input is kept");
        click_on("button", "Verify").await;
        check::view("Tapo Care").await;
    }
}

#[test]
async fn when_its_time_is_over_the_log_in_says_so() {
    let stage = due(TwoStepMethod::App).await;
    stage.answer("POST", STEP, problem(ErrorCode::NotLoggedIn));
    stage.open("/tapo_web/mfa?return_to=/tapo_web/redeem").await;
    check::view(HEADING).await;
    stage.answer_now(
        "GET",
        "/session",
        ok(&Session { viewer: None, challenge: None, login: LoginWay::Password, demo: false }),
    );
    type_into("Verification code", "123456").await;
    press(Key::Enter);
    check::view(LOGIN).await;
    says("The time to enter your verification code is over").await;
    find::at("/tapo_web/login?return_to=/tapo_web/redeem").await;
}

/// The answer of the first try was lost, or another tab was quicker.
#[test]
async fn who_is_logged_in_by_now_is_not_asked_again() {
    let stage = opened(TwoStepMethod::App).await;
    stage.answer("POST", STEP, problem(ErrorCode::NotLoggedIn));
    stage.answer_now(
        "GET",
        "/session",
        ok(&Session { viewer: Some(data::viewer()), challenge: None, login: LoginWay::Password, demo: false }),
    );
    type_into("Verification code", "123456").await;
    press(Key::Enter);
    check::view("Tapo Care").await;
    assert!(!page_text().contains("is over"));
}

#[test]
async fn another_code_is_mailed_and_a_limit_is_counted_down() {
    let mut limited = Problem::new(ErrorCode::RateLimited);
    limited.retry_after = Some(40);
    let stage = opened(TwoStepMethod::Email).await;
    let (answer, gate) = accepted().held();
    stage.answer("POST", MAIL, answer);
    stage.answer("POST", MAIL, refusal(&limited));
    type_into("Verification code", "12345678").await;
    let button = one("button", "Send a new code").await;
    click(&button);
    says("Sending a new code…").await;
    is_busy(&button);
    click(&button);
    gate.open();
    says("We have sent a new code.").await;
    assert_eq!(sent("POST", MAIL).len(), 1);
    assert_eq!(field("textbox", "Verification code").await.value(), "12345678", "the input is kept");
    click(&button);
    check::problem(&["There were too many tries.", "Try again in 40 seconds."]).await;
    assert!(!page_text().contains("We have sent a new code."));
    clock::pass(39.0);
    says("Try again in 1 second.").await;
}

#[test]
async fn who_was_sent_no_code_is_told() {
    let mut unsent = Problem::new(ErrorCode::MfaRequired);
    unsent.retry_after = Some(600);
    let stage = Stage::guest().await;
    stage.answer("POST", "/session", refusal(&unsent));
    stage.open("/tapo_web/login").await;
    check::view(LOGIN).await;
    stage.answer_now("GET", "/session", ok(&data::second_step_due(TwoStepMethod::Email)));
    act::log_in().await;
    check::view(HEADING).await;
    says("We could not send you a code just now.").await;
    assert!(!page_text().contains("We have sent"));
}

#[test]
async fn while_it_is_checked_a_second_time_sends_nothing() {
    let stage = opened(TwoStepMethod::App).await;
    let (answer, gate) = ok(&data::viewer()).held();
    stage.answer("POST", STEP, answer);
    type_into("Verification code", "123456").await;
    press(Key::Enter);
    says("Checking your code…").await;
    let button = one("button", "Verify").await;
    is_busy(&button);
    click(&button);
    settle().await;
    gate.open();
    check::view("Tapo Care").await;
    assert_eq!(sent("POST", STEP).len(), 1);
}

/// The step may be taken while the visitor looks at something else: it counts all the same.
#[test]
async fn who_reads_the_help_meanwhile_is_logged_in_there() {
    let stage = opened(TwoStepMethod::App).await;
    let (answer, gate) = ok(&data::viewer()).held();
    stage.answer("POST", STEP, answer);
    stage.answer("DELETE", "/session", no_content());
    type_into("Verification code", "123456").await;
    press(Key::Enter);
    says("Checking your code…").await;
    click_on("link", "Help").await;
    check::view("Help").await;
    gate.open();
    one("button", "Log out").await;
    assert_eq!(find::address(), "/tapo_web/help");
}
