//! Entering the code.

mod gift;
mod keeping;
mod locked;
mod refusals;
mod scanning;

use crate::support::act::{Key, click, click_on, fill, press, type_into};
use crate::support::check::{self, descriptions, field_is_fine, field_is_wrong, is_busy};
use crate::support::data::{CODE, preview};
use crate::support::find::{self, field, one, says};
use crate::support::{Stage, created, requests, sent, settle, test};
use serde_json::json;
use wasm_bindgen::JsCast;
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

#[test]
async fn tab_goes_from_the_field_to_the_button() {
    let _stage = opened().await;
    let names = find::tab_names();
    let from_the_field: Vec<&str> =
        names.iter().skip_while(|name| *name != "Redemption Code").map(String::as_str).collect();
    assert_eq!(from_the_field[..3], ["Redemption Code", "Confirm", "Redeem several codes"]);
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
        click(&entry.unchecked_into());
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
