//! Two-step verification: turned on by app and by mail, its recovery codes, turned off.

use crate::support::act::{Key, click, click_on, press, type_into};
use crate::support::check::{self, field_is_wrong, is_busy};
use crate::support::find::{self, all, field, is_there, one, page_text, says, term};
use crate::support::{Stage, created, data, lost, no_content, ok, problem, refusal, requests, sent, settle, test};
use serde_json::json;
use tapo_care_wire::{
    AppSetUp, ErrorCode, Field, Problem, QrCode, RecoveryCodes, TwoStepBegun, TwoStepMethod, TwoStepState,
};

const TWO_STEP: &str = "/tapo_web/account/two-step";
const HEADING: &str = "Two-step verification";
const CONNECT: &str = "Connect your authenticator app";
const KEEP: &str = "Keep your recovery codes";
const CALL: &str = "/account/two-step";
const PASSWORD: &str = "correct horse battery";
const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

async fn opened(state: TwoStepState) -> Stage {
    let stage = Stage::logged_in().await;
    stage.answer("GET", CALL, ok(&data::two_step(state)));
    stage.answer("GET", "/sessions", ok(&data::list(data::sessions())));
    stage.open(TWO_STEP).await;
    check::view(HEADING).await;
    stage
}

fn begun(method: TwoStepMethod) -> TwoStepBegun {
    let app = AppSetUp {
        secret: SECRET.to_owned(),
        uri: format!("otpauth://totp/Tapo%20Care:demo@example.com?secret={SECRET}&issuer=Tapo%20Care"),
        qr: QrCode { size: 21, path: "M0 0h7v1h-7z".to_owned() },
    };
    TwoStepBegun { method, app: (method == TwoStepMethod::App).then_some(app) }
}

fn recovery_codes() -> RecoveryCodes {
    RecoveryCodes { recovery_codes: vec!["7K3MQ-9WXHA".to_owned(), "ABCDE-FGHJK".to_owned()] }
}

fn wrong_code() -> Problem {
    let mut problem = Problem::new(ErrorCode::MfaFailed);
    problem.field = Some(Field::Code);
    problem
}

fn wrong_password() -> Problem {
    let mut problem = Problem::new(ErrorCode::InvalidCredentials);
    problem.field = Some(Field::Password);
    problem
}

/// Up to where the first code is asked for.
async fn begin(stage: &Stage, method: TwoStepMethod) {
    stage.answer("POST", CALL, ok(&begun(method)));
    let name = if method == TwoStepMethod::App { "Authenticator app" } else { "Email" };
    click_on("radio", name).await;
    type_into("Password", PASSWORD).await;
    press(Key::Enter);
    one("button", "Turn on").await;
}

#[test]
async fn it_is_off_until_a_way_is_chosen_and_the_password_is_right() {
    let stage = opened(TwoStepState::Off).await;
    says("Two-step verification is off.").await;
    click_on("button", "Continue").await;
    check::problem(&["Choose how you get your codes", "Enter your password"]).await;
    field_is_wrong(&field("textbox", "Password").await, "Enter your password");
    let group = one("group", "How do you want to get your codes?").await;
    assert_eq!(check::descriptions(&group), ["Choose how you get your codes"]);
    // The summary leads to the first of the choices.
    click_on("link", "Choose how you get your codes").await;
    assert_eq!(find::focused(), one("radio", "Authenticator app").await);
    assert!(sent("POST", CALL).is_empty());

    stage.answer("POST", CALL, refusal(&wrong_password()));
    stage.answer("POST", CALL, lost());
    stage.answer("POST", CALL, ok(&begun(TwoStepMethod::App)));
    click_on("radio", "Authenticator app").await;
    type_into("Password", "wrong horse battery").await;
    press(Key::Enter);
    check::problem(&["The password is wrong."]).await;
    field_is_wrong(&field("textbox", "Password").await, "The password is wrong. Check it and try again.");
    assert_eq!(field("textbox", "Password").await.value(), "wrong horse battery", "the input is kept");
    type_into("Password", PASSWORD).await;
    press(Key::Enter);
    check::problem(&["We could not reach the server."]).await;
    assert!(field("radio", "Authenticator app").await.checked(), "the choice is kept");
    click_on("button", "Continue").await;
    let heading = check::view(CONNECT).await;
    check::has_focus(&heading).await;
    assert_eq!(sent("POST", CALL)[2].body, json!({ "method": "app", "password": PASSWORD }));
}

#[test]
async fn it_is_turned_on_by_app() {
    let stage = opened(TwoStepState::Off).await;
    stage.answer("PUT", CALL, refusal(&wrong_code()));
    let (answer, gate) = ok(&recovery_codes()).held();
    stage.answer("PUT", CALL, answer);
    begin(&stage, TwoStepMethod::App).await;
    check::view(CONNECT).await;
    let picture = one("img", "QR code for your authenticator app. The key below says the same.").await;
    assert_eq!(picture.get_attribute("viewBox").as_deref(), Some("-4 -4 29 29"), "with four light modules around");
    let path = picture.query_selector("path").expect("a selector").expect("the dark modules");
    assert_eq!(path.get_attribute("d").as_deref(), Some("M0 0h7v1h-7z"));
    says("JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP").await;
    click_on("button", "Copy the key").await;
    says("Copied.").await;
    assert_eq!(stage.copied().as_deref(), Some(SECRET));

    click_on("button", "Turn on").await;
    check::problem(&["Enter the verification code from your authenticator app"]).await;
    type_into("Verification code", "7K3MQ-9WXHA").await;
    press(Key::Enter);
    check::problem(&["The verification code has 6 digits."]).await;
    assert!(sent("PUT", CALL).is_empty(), "there are no recovery codes yet");
    type_into("Verification code", "000000").await;
    press(Key::Enter);
    check::problem(&["Enter the one that your app shows now."]).await;
    type_into("Verification code", "123456").await;
    press(Key::Enter);
    says("Checking your code…").await;
    let button = one("button", "Turn on").await;
    is_busy(&button);
    click(&button);
    settle().await;
    assert!(!page_text().contains("7K3MQ-9WXHA"));
    gate.open();
    let heading = check::view(KEEP).await;
    check::has_focus(&heading).await;
    assert_eq!(sent("PUT", CALL).len(), 2);
    assert_eq!(sent("PUT", CALL)[1].body, json!({ "code": "123456" }));

    says("Two-step verification is on.").await;
    says("7K3MQ-9WXHA").await;
    says("ABCDE-FGHJK").await;
    click_on("button", "Copy").await;
    says("Copied.").await;
    assert_eq!(stage.copied().as_deref(), Some("7K3MQ-9WXHA\nABCDE-FGHJK"));
    click_on("button", "Print").await;
    assert_eq!(stage.printed(), 1);
    stage.answer_now("GET", CALL, ok(&data::two_step(TwoStepState::App)));
    click_on("link", "I have kept them").await;
    check::view("Account").await;
    find::at("/tapo_web/account").await;
    says("a code from your authenticator app").await;
    assert!(!page_text().contains("7K3MQ-9WXHA"), "they are shown once");
}

#[test]
async fn it_is_turned_on_by_mail() {
    let stage = opened(TwoStepState::Off).await;
    stage.answer("PUT", CALL, ok(&recovery_codes()));
    begin(&stage, TwoStepMethod::Email).await;
    check::view("Look into your email").await;
    says("We have sent a code to demo@example.com.").await;
    assert!(all("img", None).is_empty());
    type_into("Verification code", "1234 5678").await;
    press(Key::Enter);
    check::view(KEEP).await;
    assert_eq!(sent("POST", CALL)[0].body["method"], "email");
}

#[test]
async fn going_back_keeps_what_was_typed_and_begins_anew() {
    let stage = opened(TwoStepState::Off).await;
    begin(&stage, TwoStepMethod::Email).await;
    click_on("button", "Back, or send a new code").await;
    check::view(HEADING).await;
    assert_eq!(field("textbox", "Password").await.value(), PASSWORD);
    assert!(field("radio", "Email").await.checked());
    click_on("button", "Continue").await;
    check::view("Look into your email").await;
    assert_eq!(sent("POST", CALL).len(), 2, "another mail");
}

#[test]
async fn a_reload_in_the_middle_leads_to_the_beginning_and_says_that_nothing_was_switched_on() {
    let stage = opened(TwoStepState::Off).await;
    begin(&stage, TwoStepMethod::App).await;
    stage.open(TWO_STEP).await;
    check::view(HEADING).await;
    says("Two-step verification is off.").await;
    says("nothing was switched on").await;
    assert!(!page_text().contains("JBSW"));
    assert_eq!(field("textbox", "Password").await.value(), "");
}

#[test]
async fn new_recovery_codes_take_the_place_of_the_old_ones() {
    const RENEWAL: &str = "/account/two-step/recovery-codes";
    let stage = opened(TwoStepState::App).await;
    stage.answer("POST", RENEWAL, refusal(&wrong_password()));
    stage.answer("POST", RENEWAL, created(&recovery_codes()));
    assert_eq!(term("Codes come from").await, "Authenticator app");
    assert_eq!(term("Recovery codes").await, "8 left");
    click_on("button", "Make new recovery codes").await;
    check::problem(&["Enter your password"]).await;
    type_into("Password", PASSWORD).await;
    click_on("button", "Make new recovery codes").await;
    check::problem(&["The password is wrong."]).await;
    click_on("button", "Make new recovery codes").await;
    check::view(KEEP).await;
    says("the ones before don’t work any more").await;
    says("7K3MQ-9WXHA").await;
    assert_eq!(sent("POST", RENEWAL)[1].body, json!({ "password": PASSWORD }));
}

#[test]
async fn it_is_turned_off_with_the_password() {
    const REMOVAL: &str = "/account/two-step/removal";
    let stage = opened(TwoStepState::Email).await;
    assert_eq!(term("Codes come from").await, "Email");
    let (answer, gate) = no_content().held();
    stage.answer("POST", REMOVAL, problem(ErrorCode::Unavailable));
    stage.answer("POST", REMOVAL, answer);
    click_on("button", "Turn off").await;
    check::problem(&["Enter your password"]).await;
    assert!(sent("POST", REMOVAL).is_empty());
    type_into("Password", PASSWORD).await;
    click_on("button", "Turn off").await;
    check::problem(&["The service is not available"]).await;
    let button = one("button", "Turn off").await;
    click(&button);
    says("Turning off two-step verification…").await;
    is_busy(&button);
    click_on("button", "Make new recovery codes").await;
    settle().await;
    assert!(requests().iter().all(|asked| !asked.path.ends_with("recovery-codes")), "one thing at a time");
    gate.open();
    says("Two-step verification was turned off.").await;
    assert!(!is_there("button", "Turn off"));
    assert_eq!(field("textbox", "Password").await.value(), "", "it is of no more use");
    assert_eq!(sent("POST", REMOVAL)[1].body, json!({ "password": PASSWORD }));
}
