//! Entering the code.

use crate::support::act::{Key, click, click_on, enter_fragment, fill, go_back, log_in, press, type_into};
use crate::support::check::{self, descriptions, field_is_fine, field_is_wrong, is_busy};
use crate::support::data::{CODE, preview, unspent, viewer};
use crate::support::find::{self, field, one, page_text, says};
use crate::support::{Stage, created, lost, ok, proxy_answer, refusal, requests, sent, settle, test, until};
use serde_json::json;
use tapo_care_wire::{CodeUsed, ErrorCode, Field, LooksLike, Problem, Timestamp};
use web_sys::HtmlInputElement;

const REDEEM: &str = "/tapo_web/redeem";
const HEADING: &str = "Redeem Promo Code";
const NOT_USED: &str = "Your code has not been used.";

/// The page, open for the owner of the example account.
async fn opened() -> Stage {
    let stage = Stage::logged_in().await;
    stage.open(REDEEM).await;
    check::view(HEADING).await;
    stage
}

async fn code_field() -> HtmlInputElement {
    field("textbox", "Redemption Code").await
}

/// Waits until the field holds this.
async fn field_holds(text: &str) {
    let field = code_field().await;
    until(&format!("“{text}” in the field"), || (field.value() == text).then_some(())).await;
}

#[test]
async fn one_field_takes_the_whole_code() {
    let _stage = opened().await;
    says("Step 1 of 4").await;
    says("Entering a code does not use it.").await;
    let field = code_field().await;
    assert_eq!(field.type_(), "text");
    for (attribute, value) in [
        ("autocapitalize", "characters"),
        ("autocorrect", "off"),
        ("autocomplete", "off"),
        ("spellcheck", "false"),
        ("enterkeyhint", "go"),
        ("dir", "ltr"),
    ] {
        assert_eq!(field.get_attribute(attribute).as_deref(), Some(value), "{attribute}");
    }
    assert!(!field.has_attribute("maxlength"), "what is pasted is never cut off");
    assert_eq!(descriptions(&field).len(), 1, "the hint is read out with the field");
    field_is_fine(&field);
    assert_eq!(find::all("textbox", None).len(), 1, "never split into boxes");
    one("button", "Confirm").await;
}

/// Seen red with `navigate` taken out of the form's handler.
#[test]
async fn enter_sends_the_code_and_leads_to_the_plan_details() {
    let stage = opened().await;
    stage.answer("POST", "/redemptions", created(&preview()));
    type_into("Redemption Code", " w2gb-jzt4 8TRNM\u{200b}").await;
    press(Key::Enter);
    let heading = check::view("Confirm the plan details").await;
    check::has_focus(&heading).await;
    find::at("/tapo_web/redeem/red_1").await;
    let [open] = &sent("POST", "/redemptions")[..] else { panic!("one call: {:?}", requests()) };
    assert_eq!(open.body, json!({ "code": CODE }));
    settle().await;
    assert!(sent("GET", "/redemptions/red_1").is_empty(), "the answer is passed on, not asked for again");
}

#[test]
async fn a_full_code_is_not_sent_by_itself() {
    let _stage = opened().await;
    type_into("Redemption Code", CODE).await;
    settle().await;
    assert!(sent("POST", "/redemptions").is_empty());
}

/// Seen red with the mistake not passed on to the field.
#[test]
async fn mistakes_are_found_before_anything_is_sent() {
    for (typed, words) in [
        ("", "Enter your Redemption Code"),
        (" \u{200b}-\u{2013} ", "Enter your Redemption Code"),
        ("demo@example.com", "This is an email address"),
        ("https://example.com/redeem", "This is a web address"),
        ("www.example.com", "This is a web address"),
        ("3C:52:A1:0B:9F:E4", "This is the MAC address of a device"),
        ("W2GB_ZT48TRNM", "“_” at position 5"),
        ("W2GBJZT48TRNß", "“ß” at position 13"),
        ("W2GBJZT48TRN", "12 of 13 characters"),
        ("3C52A10B9FE4", "This may be the MAC address of a device"),
        ("W2GBJZT48TRNM7", "14 characters"),
    ] {
        let stage = opened().await;
        type_into("Redemption Code", typed).await;
        press(Key::Enter);
        let summary = check::problem(&[words]).await;
        let field = code_field().await;
        let entry = summary.query_selector("a[href='#code']").expect("a selector").expect("a link to the field");
        field_is_wrong(&field, &find::text(&entry));
        assert_eq!(descriptions(&field).len(), 2, "the hint and the mistake");
        assert_eq!(field.value(), typed, "the input is kept");
        click(&wasm_bindgen::JsCast::unchecked_into(entry));
        check::has_focus(&field).await;
        assert_eq!(find::address(), REDEEM, "the link leaves no fragment in the address");
        assert!(sent("POST", "/redemptions").is_empty());
        drop(stage);
    }
}

#[test]
async fn the_same_mistake_again_takes_the_focus_again() {
    let _stage = opened().await;
    type_into("Redemption Code", "W2GB").await;
    press(Key::Enter);
    check::problem(&["4 of 13"]).await;
    let field = code_field().await;
    field.focus().expect("it can be focused");
    press(Key::Enter);
    check::problem(&["4 of 13"]).await;
}

#[test]
async fn a_mistake_goes_with_the_next_try() {
    let stage = opened().await;
    let (answer, gate) = created(&preview()).held();
    stage.answer("POST", "/redemptions", answer);
    type_into("Redemption Code", "W2GB").await;
    press(Key::Enter);
    check::problem(&["4 of 13"]).await;
    let field = code_field().await;
    fill(&field, CODE);
    field_is_wrong(&field, &descriptions(&field)[1]);
    press(Key::Enter);
    check::no_problem().await;
    field_is_fine(&field);
    gate.open();
    check::view("Confirm the plan details").await;
    check::no_problem().await;
}

/// What the server can say to a code, and what the page has to say then.
fn refusals() -> Vec<(Problem, &'static [&'static str])> {
    let at_the_code = |code| Problem { field: Some(Field::Code), ..unspent(code) };
    let moment = |text: &str| Some(Timestamp::new(text));
    let mut list: Vec<(Problem, &[&str])> = vec![
        (unspent(ErrorCode::MalformedRequest), &["Reload the page"]),
        (at_the_code(ErrorCode::CodeMalformed), &["not a Redemption Code", "13 letters and numbers"]),
        (Problem { kind: Some(LooksLike::Email), ..at_the_code(ErrorCode::LooksLikeOther) }, &["email address"]),
        (Problem { kind: Some(LooksLike::WebAddress), ..at_the_code(ErrorCode::LooksLikeOther) }, &["web address"]),
        (Problem { kind: Some(LooksLike::Mac), ..at_the_code(ErrorCode::LooksLikeOther) }, &["MAC address"]),
        (unspent(ErrorCode::PasswordTooWeak), &["password"]),
        (unspent(ErrorCode::InvalidCredentials), &["email or the password"]),
        (unspent(ErrorCode::MfaRequired), &["verification code"]),
        (unspent(ErrorCode::MfaFailed), &["verification code is wrong"]),
        (
            Problem { regions: Some(vec!["US".to_owned(), "CA".to_owned()]), ..at_the_code(ErrorCode::RegionMismatch) },
            &["region", "United States or Canada"],
        ),
        (
            Problem { redeem_from: moment("2099-03-01T12:00:00Z"), ..at_the_code(ErrorCode::CodeNotYetActive) },
            &["2099", "March"],
        ),
        (unspent(ErrorCode::OriginRefused), &["another site", "refused"]),
        (at_the_code(ErrorCode::CodeNotFound), &["We do not know this code", "2 and Z, 8 and B"]),
        (Problem { code_used: None, ..unspent(ErrorCode::NotFound) }, &["could not find"]),
        (unspent(ErrorCode::CameraHasPlan), &["already has a plan"]),
        (unspent(ErrorCode::TooManyCameras), &["more cameras than the plan covers"]),
        (unspent(ErrorCode::CameraNotEligible), &["One of the cameras"]),
        (unspent(ErrorCode::MethodNotAllowed), &["Reload the page"]),
        (unspent(ErrorCode::TooLarge), &["too long"]),
        (unspent(ErrorCode::UnsupportedMediaType), &["Reload the page"]),
        (unspent(ErrorCode::PreviewChanged), &["plan details have changed"]),
        (unspent(ErrorCode::ChangedMeanwhile), &["changed elsewhere"]),
        (unspent(ErrorCode::IfMatchRequired), &["Reload it"]),
        (Problem { retry_after: Some(40), ..unspent(ErrorCode::RateLimited) }, &["Try again in 40 seconds."]),
        (Problem { retry_after: Some(3000), ..unspent(ErrorCode::Locked) }, &["locked", "Try again in 50 minutes."]),
        (Problem { retry_after: Some(1), ..unspent(ErrorCode::Unavailable) }, &["Try again in 1 second."]),
        (unspent(ErrorCode::Unknown), &["Something went wrong on the server"]),
    ];
    let useless = |code| Problem { code_used: None, ..at_the_code(code) };
    list.extend([
        (useless(ErrorCode::CodeAlreadyRedeemed), &["already been redeemed", "A code works only once."][..]),
        (
            Problem { redeem_until: moment("2025-02-01T12:00:00Z"), ..useless(ErrorCode::CodeExpired) },
            &["last day to redeem", "2025", "February"][..],
        ),
        (useless(ErrorCode::CodeRevoked), &["withdrawn"][..]),
    ]);
    list
}

#[test]
async fn every_error_of_the_server_is_in_the_list() {
    let listed: Vec<ErrorCode> = refusals().iter().map(|(problem, _)| problem.code).collect();
    for code in ErrorCode::ALL {
        let about_session = matches!(code, ErrorCode::NotLoggedIn | ErrorCode::SessionExpired);
        assert!(about_session || listed.contains(&code), "{code:?} is not tried");
    }
    drop(opened().await);
}

/// Seen red with one of the words in `api/error.rs` changed, and with the field's id left out of `refusal`.
#[test]
async fn every_refusal_is_told_in_words_with_what_became_of_the_code() {
    for (problem, words) in refusals() {
        let stage = opened().await;
        stage.answer("POST", "/redemptions", refusal(&problem));
        type_into("Redemption Code", CODE).await;
        press(Key::Enter);
        let summary = check::problem(words).await;
        let said = find::text(&summary);
        let unspent = problem.code_used == Some(CodeUsed::No);
        assert_eq!(said.contains(NOT_USED), unspent, "{:?} says: {said}", problem.code);
        assert!(!said.contains('_'), "no names of machines: {said}");
        assert!(!said.contains(CODE), "the code itself is not repeated: {said}");
        let field = code_field().await;
        let link = summary.query_selector("a[href='#code']").expect("a selector");
        if problem.field == Some(Field::Code) {
            field_is_wrong(&field, &find::text(&link.expect("a link to the field")));
        } else {
            field_is_fine(&field);
            assert!(link.is_none(), "{:?} is about no field", problem.code);
        }
        assert_eq!(field.value(), CODE, "the input is kept");
        assert_eq!(find::address(), REDEEM);
        assert!(one("button", "Confirm").await.get_attribute("aria-disabled").is_none(), "one can try again");
        drop(stage);
    }
}

/// The server may know better than the page that the code is not spent; here it is the page that knows, since entering a code
/// never spends it.
#[test]
async fn without_an_answer_the_code_is_unspent() {
    for answer in [lost(), proxy_answer(), created(&preview()).cut_off()] {
        let stage = opened().await;
        stage.answer("POST", "/redemptions", answer);
        stage.answer("POST", "/redemptions", ok(&preview()));
        type_into("Redemption Code", CODE).await;
        press(Key::Enter);
        check::problem(&["We could not reach the server.", NOT_USED]).await;
        assert_eq!(code_field().await.value(), CODE);
        click_on("button", "Confirm").await;
        check::view("Confirm the plan details").await;
    }
}

/// Seen red without the look at `busy` in the form's handler.
#[test]
async fn while_the_code_is_looked_up_a_second_time_sends_nothing() {
    let stage = opened().await;
    let (answer, gate) = created(&preview()).held();
    stage.answer("POST", "/redemptions", answer);
    type_into("Redemption Code", CODE).await;
    press(Key::Enter);
    says("Looking up your code…").await;
    let button = one("button", "Confirm").await;
    is_busy(&button);
    assert_eq!(code_field().await.value(), CODE);
    press(Key::Enter);
    click(&button);
    settle().await;
    gate.open();
    check::view("Confirm the plan details").await;
    assert_eq!(sent("POST", "/redemptions").len(), 1);
}

#[test]
async fn who_goes_elsewhere_meanwhile_is_not_called_back() {
    let stage = opened().await;
    let (answer, gate) = created(&preview()).held();
    stage.answer("POST", "/redemptions", answer);
    type_into("Redemption Code", CODE).await;
    press(Key::Enter);
    says("Looking up your code…").await;
    click_on("link", "Help").await;
    check::view("Help").await;
    gate.open();
    settle().await;
    assert_eq!(find::address(), "/tapo_web/help");
}

/// Seen red with the fragment left where it is by `take_fragment`.
#[test]
async fn a_code_behind_the_hash_fills_the_field_and_leaves_the_address() {
    for (fragment, text) in [(CODE, CODE), ("W2GB%2DJZT4%208TRNM", "W2GB-JZT4 8TRNM"), ("50%off", "50%off")] {
        let stage = Stage::logged_in().await;
        stage.open(&[REDEEM, "#", fragment].concat()).await;
        let entries = find::history_length();
        check::view(HEADING).await;
        field_holds(text).await;
        assert_eq!(find::address(), REDEEM);
        assert_eq!(find::history_length(), entries, "in place of the address, not besides it");
        settle().await;
        assert!(sent("POST", "/redemptions").is_empty(), "it is not sent by itself");
    }
}

#[test]
async fn a_code_typed_behind_the_hash_later_fills_the_field_too() {
    let _stage = opened().await;
    enter_fragment(CODE);
    field_holds(CODE).await;
    find::at(REDEEM).await;
}

#[test]
async fn a_code_behind_the_hash_survives_the_log_in() {
    let stage = Stage::guest().await;
    stage.answer("POST", "/session", ok(&viewer()));
    stage.open(&[REDEEM, "#", CODE].concat()).await;
    check::view("Log in with your TP-Link ID").await;
    find::at("/tapo_web/login?return_to=/tapo_web/redeem").await;
    log_in().await;
    check::view(HEADING).await;
    field_holds(CODE).await;
}

/// Seen red with the draft not put into the field.
#[test]
async fn what_was_typed_is_there_again_after_back() {
    let _stage = opened().await;
    type_into("Redemption Code", "W2GB JZT4").await;
    click_on("link", "Help").await;
    check::view("Help").await;
    go_back();
    check::view(HEADING).await;
    field_holds("W2GB JZT4").await;
}

#[test]
async fn a_reload_forgets_it_since_it_is_stored_nowhere() {
    let stage = opened().await;
    type_into("Redemption Code", CODE).await;
    stage.open(REDEEM).await;
    field_holds("").await;
}

/// Seen red with `heed` not ending the session.
#[test]
async fn a_session_that_is_over_leads_to_the_log_in_and_back_with_the_code() {
    for code in [ErrorCode::SessionExpired, ErrorCode::NotLoggedIn] {
        let stage = opened().await;
        stage.answer("POST", "/redemptions", refusal(&unspent(code)));
        stage.answer("POST", "/redemptions", created(&preview()));
        stage.answer("POST", "/session", ok(&viewer()));
        type_into("Redemption Code", CODE).await;
        press(Key::Enter);
        check::view("Log in with your TP-Link ID").await;
        find::at("/tapo_web/login?return_to=/tapo_web/redeem").await;
        says("You were logged out.").await;
        assert!(!page_text().contains("History"));
        log_in().await;
        check::view(HEADING).await;
        field_holds(CODE).await;
        click_on("button", "Confirm").await;
        check::view("Confirm the plan details").await;
    }
}
