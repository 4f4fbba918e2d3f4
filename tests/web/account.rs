//! The account: who it is, how it is protected, where it is logged in.

use crate::support::act::{Key, click, click_on, press};
use crate::support::check::{self, is_busy};
use crate::support::find::{self, all, focused, is_there, one, page_text, says, term, within};
use crate::support::{Stage, data, lost, no_content, ok, problem, sent, settle, test};
use tapo_care_wire::{ErrorCode, TwoStepState};

const ACCOUNT: &str = "/tapo_web/account";
const LOGIN: &str = "Log in with your TP-Link ID";
const QUESTION: &str = "Log out everywhere?";

async fn stage(two_step: TwoStepState) -> Stage {
    let stage = Stage::logged_in().await;
    stage.answer("GET", "/account/two-step", ok(&data::two_step(two_step)));
    stage.answer("GET", "/sessions", ok(&data::list(data::sessions())));
    stage
}

async fn opened() -> Stage {
    let stage = stage(TwoStepState::Off).await;
    stage.open(ACCOUNT).await;
    check::view("Account").await;
    stage
}

/// The buttons that end another session, by their names.
fn ways_out() -> Vec<String> {
    let buttons = within(&[("region", Some("Where you are logged in")), ("button", None)]);
    buttons.iter().filter_map(|button| button.get_attribute("aria-label")).collect()
}

#[test]
async fn it_says_whose_it_is() {
    let _stage = opened().await;
    assert_eq!(term("Email").await, "demo@example.com");
    assert_eq!(term("Country or region").await, "Germany");
}

#[test]
async fn it_says_whether_two_step_verification_is_on_and_leads_to_it() {
    for (state, words, link) in [
        (TwoStepState::Off, "Off", "Turn on two-step verification"),
        (TwoStepState::App, "a code from your authenticator app", "Change two-step verification"),
        (TwoStepState::Email, "a code that we send to your email address", "Change two-step verification"),
    ] {
        let stage = stage(state).await;
        stage.open(ACCOUNT).await;
        check::view("Account").await;
        let section = one("region", "Two-step verification").await;
        assert!(find::text(&section).contains(words), "{}", find::text(&section));
        click_on("link", link).await;
        check::view("Two-step verification").await;
        find::at("/tapo_web/account/two-step").await;
    }
}

#[test]
async fn each_session_says_where_and_when_and_this_one_stands_first() {
    let _stage = opened().await;
    let list = one("region", "Where you are logged in").await;
    let text = find::text(&list);
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("no “{words}” in {text}"));
    assert!(place("Chrome on Windows") < place("This device"));
    assert!(place("This device") < place("Safari on iPhone"));
    assert!(text.contains("Last used on") && text.contains("Logged in on") && text.contains("2026"));
    let names = ways_out();
    assert_eq!(names.len(), 2, "none for this device: {names:?}");
    assert!(names[0].starts_with("Log out Safari on iPhone, logged in on "), "{names:?}");
    assert!(names[1].starts_with("Log out Firefox on Linux, logged in on "), "{names:?}");
    assert_eq!(all("button", Some("Log out")).len(), 1, "the header's");
}

#[test]
async fn another_session_is_ended_and_leaves_the_list() {
    for answer in [no_content(), problem(ErrorCode::NotFound)] {
        let stage = opened().await;
        let (answer, gate) = answer.held();
        stage.answer("DELETE", "/sessions/ses_2", answer);
        let button = one("button", &ways_out()[0]).await;
        click(&button);
        settle().await;
        is_busy(&button);
        click(&button);
        gate.open();
        says("Safari on iPhone was logged out.").await;
        assert_eq!(find::text(&focused()), "Safari on iPhone was logged out.");
        assert_eq!(ways_out().len(), 1);
        assert!(ways_out()[0].contains("Firefox"), "the other one stays");
        assert_eq!(sent("DELETE", "/sessions/ses_2").len(), 1);
        check::no_problem().await;
    }
}

#[test]
async fn a_session_that_could_not_be_ended_stays_in_the_list() {
    let stage = opened().await;
    stage.answer("DELETE", "/sessions/ses_3", lost());
    stage.answer("DELETE", "/sessions/ses_3", no_content());
    let name = &ways_out()[1];
    click_on("button", name).await;
    check::problem(&["We could not reach the server."]).await;
    click_on("button", name).await;
    says("Firefox on Linux was logged out.").await;
    check::no_problem().await;
}

#[test]
async fn logging_out_everywhere_is_asked_first() {
    let stage = opened().await;
    for with_escape in [true, false] {
        click_on("button", "Log out everywhere").await;
        let dialog = one("dialog", QUESTION).await;
        assert!(find::text(&dialog).contains("on this device too"));
        assert!(dialog.contains(Some(&focused())), "the focus is in the dialog");
        if with_escape {
            press(Key::Escape);
        } else {
            click_on("button", "Cancel").await;
        }
        settle().await;
        assert!(!is_there("dialog", QUESTION));
    }
    assert!(sent("DELETE", "/sessions").is_empty());
    stage.answer("DELETE", "/sessions", no_content());
    click_on("button", "Log out everywhere").await;
    one("dialog", QUESTION).await;
    click_on("button", "Log out everywhere").await;
    check::view(LOGIN).await;
    find::at("/tapo_web/login").await;
    assert!(!page_text().contains("You were logged out"), "the visitor wanted it");
    assert_eq!(sent("DELETE", "/sessions").len(), 1);
}

#[test]
async fn who_could_not_be_logged_out_everywhere_is_told() {
    let stage = opened().await;
    stage.answer("DELETE", "/sessions", lost());
    stage.answer("DELETE", "/sessions", problem(ErrorCode::SessionExpired));
    for (words, is_over) in [("We could not reach the server.", false), ("", true)] {
        click_on("button", "Log out everywhere").await;
        one("dialog", QUESTION).await;
        click_on("button", "Log out everywhere").await;
        if is_over {
            check::view(LOGIN).await;
        } else {
            check::problem(&[words]).await;
        }
    }
}

#[test]
async fn what_can_not_be_loaded_is_told_and_tried_again() {
    let stage = Stage::logged_in().await;
    stage.answer("GET", "/account/two-step", ok(&data::two_step(TwoStepState::Off)));
    stage.answer("GET", "/sessions", lost());
    stage.answer("GET", "/sessions", ok(&data::list(data::sessions())));
    stage.open(ACCOUNT).await;
    check::problem(&["We could not reach the server."]).await;
    click_on("button", "Try again").await;
    one("region", "Where you are logged in").await;
}
