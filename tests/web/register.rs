//! Creating a TP-Link ID.

use crate::support::act::{Key, choose, click, click_on, press, type_into};
use crate::support::check::{self, descriptions, field_is_fine, field_is_wrong, is_busy};
use crate::support::find::{self, field, one, says};
use crate::support::{Stage, accepted, data, lost, ok, problem, refusal, sent, settle, test};
use serde_json::json;
use tapo_care_wire::{ErrorCode, Field, LoginWay, Problem, Session};
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;

const REGISTER: &str = "/tapo_web/register";
const HEADING: &str = "Create a TP-Link ID";
const PASSWORD: &str = "a horse of another colour";

async fn fill_in() {
    choose("Country or region", "DE").await;
    type_into("Email", " new@example.com ").await;
    type_into("Password", PASSWORD).await;
}

#[test]
async fn has_what_password_managers_and_people_need() {
    let stage = Stage::guest().await;
    stage.open(REGISTER).await;
    check::view(HEADING).await;
    let (email, password) = (field("textbox", "Email").await, field("textbox", "Password").await);
    assert_eq!((email.type_(), email.get_attribute("autocomplete")), ("email".to_owned(), Some("username".to_owned())));
    assert_eq!(password.type_(), "password");
    assert_eq!(password.get_attribute("autocomplete").as_deref(), Some("new-password"));
    assert!(descriptions(&password)[0].starts_with("At least 15 characters"));
    click_on("button", "Show password").await;
    settle().await;
    assert_eq!(password.type_(), "text");
    one("button", "Create TP-Link ID").await;
    one("link", "I already have a TP-Link ID").await;
}

#[test]
async fn countries_are_listed_by_name_and_none_is_chosen_for_the_visitor() {
    let stage = Stage::guest().await;
    stage.open(REGISTER).await;
    let region: HtmlSelectElement = one("combobox", "Country or region").await.unchecked_into();
    assert_eq!(region.value(), "");
    assert_eq!(region.length(), 250, "249 countries, and none");
    let names: Vec<String> =
        (1..region.length()).filter_map(|index| Some(region.item(index)?.text_content().unwrap_or_default())).collect();
    let place = |name: &str| names.iter().position(|found| found == name).unwrap_or_else(|| panic!("no {name}"));
    // By name, not by code: Germany's is DE. And as people sort: Å is an A in English.
    assert!(place("France") < place("Germany") && place("Germany") < place("Zimbabwe"));
    assert!(place("Åland Islands") < place("Belgium"));
}

#[test]
async fn it_registers_and_leads_to_the_code_by_mail() {
    let stage = Stage::guest().await;
    stage.answer("POST", "/accounts", accepted());
    stage.open(REGISTER).await;
    fill_in().await;
    press(Key::Enter);
    let heading = check::view("Enter your verification code").await;
    check::has_focus(&heading).await;
    find::at("/tapo_web/verify").await;
    says("We have sent an email to new@example.com.").await;
    let [sent] = &sent("POST", "/accounts")[..] else { panic!("one call") };
    let locale = sent.body["locale"].as_str().expect("a locale");
    assert!(!locale.is_empty());
    let body = json!({ "email": "new@example.com", "password": PASSWORD, "region": "DE", "locale": locale });
    assert_eq!(sent.body, body);
}

/// Seen red with the check of the password's length taken out.
#[test]
async fn what_is_missing_or_wrong_is_said_at_each_field_and_nothing_is_sent() {
    let stage = Stage::guest().await;
    stage.open(REGISTER).await;
    click_on("button", "Create TP-Link ID").await;
    let words =
        ["Enter your email address", "Choose a password of at least 15 characters", "Choose your country or region"];
    check::problem(&words).await;
    field_is_wrong(&field("textbox", "Email").await, words[0]);
    field_is_wrong(&field("textbox", "Password").await, words[1]);
    field_is_wrong(&field("combobox", "Country or region").await, words[2]);
    fill_in().await;
    type_into("Email", "someone").await;
    type_into("Password", "four").await;
    press(Key::Enter);
    let words = [
        "Enter an email address in the form name@example.com",
        "The password is too short: you have 4 of at least 15 characters",
    ];
    check::problem(&words).await;
    field_is_fine(&field("combobox", "Country or region").await);
    assert_eq!(field("textbox", "Email").await.value(), "someone", "the input is kept");
    assert!(sent("POST", "/accounts").is_empty());
}

#[test]
async fn what_the_server_refuses_is_told_and_the_form_works_again() {
    let mut weak = Problem::new(ErrorCode::PasswordTooWeak);
    weak.field = Some(Field::Password);
    let mut no_address = Problem::new(ErrorCode::MalformedRequest);
    no_address.field = Some(Field::Email);
    let mut limited = Problem::new(ErrorCode::RateLimited);
    limited.retry_after = Some(900);
    for (answer, words, at) in [
        (refusal(&weak), "it must have 15 to 128 characters", Some("Password")),
        (refusal(&no_address), "Enter an email address in the form", Some("Email")),
        (refusal(&limited), "Try again in 15 minutes.", None),
        (problem(ErrorCode::Unavailable), "The service is not available at the moment.", None),
        (lost(), "We could not reach the server.", None),
    ] {
        let stage = Stage::guest().await;
        stage.answer("POST", "/accounts", answer);
        stage.answer("POST", "/accounts", accepted());
        stage.open(REGISTER).await;
        fill_in().await;
        press(Key::Enter);
        check::problem(&[words]).await;
        if let Some(name) = at {
            assert_eq!(field("textbox", name).await.get_attribute("aria-invalid").as_deref(), Some("true"));
        }
        assert_eq!(field("textbox", "Password").await.value(), PASSWORD, "the input is kept");
        click_on("button", "Create TP-Link ID").await;
        check::view("Enter your verification code").await;
        check::no_problem().await;
    }
}

#[test]
async fn a_second_time_sends_nothing_and_who_goes_elsewhere_is_not_called_back() {
    let stage = Stage::guest().await;
    let (answer, gate) = accepted().held();
    stage.answer("POST", "/accounts", answer);
    stage.open(REGISTER).await;
    fill_in().await;
    press(Key::Enter);
    says("Creating your TP-Link ID…").await;
    let button = one("button", "Create TP-Link ID").await;
    is_busy(&button);
    click(&button);
    settle().await;
    assert_eq!(sent("POST", "/accounts").len(), 1);
    click_on("link", "Help").await;
    check::view("Help").await;
    gate.open();
    settle().await;
    assert_eq!(find::address(), "/tapo_web/help");
}

#[test]
async fn where_the_visitor_wanted_to_go_is_kept_all_the_way() {
    const WANTED: &str = "?return_to=/tapo_web/history";
    let stage = Stage::guest().await;
    stage.answer("POST", "/accounts", accepted());
    stage.answer("POST", "/accounts/verification", crate::support::no_content());
    stage.answer("POST", "/session", ok(&data::viewer()));
    stage.answer("GET", "/redemptions?state=redeemed", ok(&data::list(vec![data::receipt()])));
    stage.open(&["/tapo_web/login", WANTED].concat()).await;
    click_on("link", HEADING).await;
    check::view(HEADING).await;
    find::at(&[REGISTER, WANTED].concat()).await;
    fill_in().await;
    press(Key::Enter);
    check::view("Enter your verification code").await;
    find::at(&["/tapo_web/verify", WANTED].concat()).await;
    type_into("Verification code", "12345678").await;
    press(Key::Enter);
    check::view("Log in with your TP-Link ID").await;
    find::at(&["/tapo_web/login", WANTED].concat()).await;
    assert_eq!(field("textbox", "Email").await.value(), "new@example.com", "it need not be typed again");
    type_into("Password", PASSWORD).await;
    press(Key::Enter);
    check::view("Redemption history").await;
}

#[test]
async fn somebody_logged_in_has_nothing_to_register() {
    let stage = Stage::empty().await;
    stage.answer(
        "GET",
        "/session",
        ok(&Session { viewer: Some(data::viewer()), challenge: None, login: LoginWay::Password, demo: false }),
    );
    stage.answer("GET", "/subscriptions", ok(&data::list(vec![data::subscription()])));
    stage.answer("GET", "/redemptions?state=previewed", ok(&data::list(Vec::<()>::new())));
    stage.open(REGISTER).await;
    check::view("Tapo Care").await;
    find::at("/tapo_web").await;
}
