//! Logging in.

mod outside;
mod refused;

use crate::support::act::{Key, click, click_on, go_back, press, type_into};
use crate::support::check::{self, is_busy};
use crate::support::data;
use crate::support::find::{self, field, is_there, one, says};
use crate::support::{Stage, history, no_content, ok, sent, settle, test};
use serde_json::json;
use tapo_care_wire::{LoginWay, Session};
use web_sys::HtmlInputElement;

const LOGIN: &str = "/tapo_web/login";
const HEADING: &str = "Log in with your TP-Link ID";

/// A guest at the log-in, with a server that knows the account.
async fn stage() -> Stage {
    let stage = Stage::guest().await;
    stage.answer("GET", "/subscriptions", ok(&data::list(vec![data::subscription()])));
    stage.answer("GET", "/redemptions?state=previewed", ok(&data::list(Vec::<()>::new())));
    stage
}

async fn type_credentials() {
    type_into("Email", " Demo@Example.com ").await;
    type_into("Password", "correct horse battery").await;
}

#[test]
async fn has_two_fields_a_button_and_the_ways_on() {
    let stage = stage().await;
    stage.open(LOGIN).await;
    check::view(HEADING).await;
    for (role, name) in [
        ("textbox", "Email"),
        ("textbox", "Password"),
        ("button", "Log in"),
        ("link", "Create a TP-Link ID"),
        ("link", "Forgot your password?"),
        ("button", "Show password"),
    ] {
        one(role, name).await;
    }
    says("This is an independent implementation and never contacts TP-Link’s services").await;
    assert!(!is_there("button", "Log out"));
    assert!(!is_there("link", "History"), "there is no history for nobody");
}

#[test]
async fn tab_goes_from_top_to_bottom() {
    let stage = stage().await;
    stage.open(LOGIN).await;
    check::view(HEADING).await;
    let expected = [
        "Skip to main content",
        "Tapo Care",
        "Help",
        "Language",
        "Email",
        "Password",
        "Show password",
        "Log in",
        "Forgot your password?",
        "Create a TP-Link ID",
    ];
    assert_eq!(find::tab_names(), expected);
}

#[test]
async fn the_fields_suit_password_managers_and_pasting() {
    let stage = stage().await;
    stage.open(LOGIN).await;
    for (name, kind, autocomplete) in [("Email", "email", "username"), ("Password", "password", "current-password")] {
        let field = field("textbox", name).await;
        assert_eq!(field.type_(), kind);
        assert_eq!(field.get_attribute("autocomplete").as_deref(), Some(autocomplete));
        assert!(field.form().is_some(), "password managers look for a form");
        assert!(!field.has_attribute("maxlength"));
    }
}

#[test]
async fn enter_logs_in_and_leads_home() {
    let stage = stage().await;
    stage.answer("POST", "/session", ok(&data::viewer()));
    stage.open(LOGIN).await;
    type_credentials().await;
    press(Key::Enter);
    let heading = check::view("Tapo Care").await;
    check::has_focus(&heading).await;
    find::at("/tapo_web").await;
    let [login] = &sent("POST", "/session")[..] else { panic!("one call: {:?}", sent("POST", "/session")) };
    assert_eq!(login.body, json!({"email": "Demo@Example.com", "password": "correct horse battery"}));
    assert_eq!(login.content_type.as_deref(), Some("application/json"));
    one("button", "Log out").await;
}

/// Seen red with answers that are asked for ahead and not passed on.
#[test]
async fn what_tapo_care_shows_is_asked_for_once_at_each_log_in() {
    let stage = stage().await;
    stage.answer("POST", "/session", ok(&data::viewer()));
    stage.answer("DELETE", "/session", no_content());
    stage.open(LOGIN).await;
    for times in [1, 2] {
        type_credentials().await;
        press(Key::Enter);
        check::view("Tapo Care").await;
        one("region", "Premium, 2 cameras").await;
        for path in ["/subscriptions", "/redemptions?state=previewed"] {
            assert_eq!(sent("GET", path).len(), times, "{path}");
        }
        click_on("button", "Log out").await;
        check::view(HEADING).await;
    }
}

/// Seen red without the look at `busy` in the form's handler.
#[test]
async fn while_it_logs_in_a_second_time_sends_nothing() {
    let stage = stage().await;
    let (answer, gate) = ok(&data::viewer()).held();
    stage.answer("POST", "/session", answer);
    stage.open(LOGIN).await;
    type_credentials().await;
    press(Key::Enter);
    says("Logging in…").await;
    let button = one("button", "Log in").await;
    is_busy(&button);
    press(Key::Enter);
    click(&button);
    settle().await;
    gate.open();
    check::view("Tapo Care").await;
    assert_eq!(sent("POST", "/session").len(), 1);
}

#[test]
async fn the_password_can_be_shown() {
    let stage = stage().await;
    stage.open(LOGIN).await;
    type_into("Password", "correct horse battery").await;
    let (password, toggle) = (field("textbox", "Password").await, one("button", "Show password").await);
    assert_eq!(password.type_(), "password");
    toggle.focus().expect("it can be focused");
    press(Key::Space);
    settle().await;
    assert_eq!(password.type_(), "text");
    assert_eq!(password.value(), "correct horse battery");
    click(&one("button", "Hide password").await);
    settle().await;
    assert_eq!(password.type_(), "password");
    assert!(sent("POST", "/session").is_empty(), "showing the password sends nothing");
}

#[test]
async fn leads_back_to_where_the_visitor_wanted_to_go_and_nowhere_else() {
    for (query, address, heading) in [
        ("?return_to=/tapo_web/history", "/tapo_web/history", "Redemption history"),
        ("?return_to=%2Ftapo_web%2Fredeem", "/tapo_web/redeem", "Redeem Promo Code"),
        ("?return_to=https://example.com/", "/tapo_web", "Tapo Care"),
        ("?return_to=//example.com/tapo_web", "/tapo_web", "Tapo Care"),
        ("?return_to=/tapo_web/login", "/tapo_web", "Tapo Care"),
    ] {
        let stage = stage().await;
        stage.answer("POST", "/session", ok(&data::viewer()));
        stage.answer("GET", "/redemptions?state=redeemed", ok(&data::list(vec![data::receipt()])));
        stage.open(&[LOGIN, query].concat()).await;
        type_credentials().await;
        press(Key::Enter);
        check::view(heading).await;
        find::at(address).await;
    }
}

#[test]
async fn somebody_logged_in_has_nothing_to_do_here() {
    let stage = stage().await;
    stage.answer_now(
        "GET",
        "/session",
        ok(&Session { viewer: Some(data::viewer()), challenge: None, login: LoginWay::Password, demo: false }),
    );
    stage.open(LOGIN).await;
    let entries = find::history_length();
    check::view("Tapo Care").await;
    find::at("/tapo_web").await;
    settle().await;
    assert_eq!(find::history_length(), entries, "Back does not come here again: {:?}", history());
}

#[test]
async fn who_goes_elsewhere_meanwhile_is_not_called_back() {
    let stage = stage().await;
    let (answer, gate) = ok(&data::viewer()).held();
    stage.answer("POST", "/session", answer);
    stage.open(LOGIN).await;
    type_credentials().await;
    press(Key::Enter);
    says("Logging in…").await;
    click_on("link", "Help").await;
    check::view("Help").await;
    gate.open();
    one("button", "Log out").await;
    settle().await;
    assert_eq!(find::address(), "/tapo_web/help");
}

#[test]
async fn creating_an_account_and_a_new_password_are_a_link_away_and_back() {
    for (link, address, back) in [
        ("Create a TP-Link ID", "/tapo_web/register", "I already have a TP-Link ID"),
        ("Forgot your password?", "/tapo_web/forgot", "Back to log in"),
    ] {
        let stage = stage().await;
        stage.open(LOGIN).await;
        click_on("link", link).await;
        let heading = check::view(link).await;
        check::has_focus(&heading).await;
        find::at(address).await;
        click_on("link", back).await;
        check::view(HEADING).await;
    }
}

/// A password that was typed is gone with its view: it is not kept for whoever comes back.
#[test]
async fn the_password_is_not_kept_for_later() {
    let stage = stage().await;
    stage.open(LOGIN).await;
    type_credentials().await;
    click_on("link", "Help").await;
    check::view("Help").await;
    go_back();
    check::view(HEADING).await;
    let password: HtmlInputElement = field("textbox", "Password").await;
    assert_eq!(password.value(), "");
}
