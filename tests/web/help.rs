//! Questions and answers.

use crate::support::act::{Key, click, click_on, press};
use crate::support::check::{self, is_busy};
use crate::support::find::{self, is_there, one, says};
use crate::support::{Stage, accepted, lost, sent, settle, test, until};
use serde_json::json;

const HELP: &str = "/tapo_web/help";

/// The page, open for nobody in particular.
async fn opened() -> Stage {
    let stage = Stage::guest().await;
    stage.open(HELP).await;
    check::view("Help").await;
    stage
}

#[test]
async fn answers_what_people_ask_without_a_log_in() {
    let _stage = opened().await;
    for question in [
        "How do I get a Redemption Code?",
        "Does the plan renew by itself, and do I need a payment card?",
        "What happens if I already have a plan?",
        "Can I use a code twice, or get a refund?",
        "How do I add a camera?",
        "Why is my camera not in the list?",
        "Was this useful?",
    ] {
        one("heading", question).await;
    }
    settle().await;
    assert_eq!(find::address(), HELP, "nobody is sent to the log-in");
}

#[test]
async fn says_to_the_server_whether_it_was_useful() {
    for (button, useful) in [("Yes", true), ("No", false)] {
        let stage = opened().await;
        let (answer, gate) = accepted().held();
        stage.answer("POST", "/feedback", answer);
        let button = one("button", button).await;
        click(&button);
        until("the button to be busy", || button.get_attribute("aria-disabled")).await;
        is_busy(&button);
        click(&button);
        press(Key::Space);
        click_on("button", if useful { "No" } else { "Yes" }).await;
        settle().await;
        gate.open();
        says("Thank you").await;
        assert!(!is_there("button", "Yes") && !is_there("button", "No"));
        let [told] = &sent("POST", "/feedback")[..] else { panic!("one call: {:?}", sent("POST", "/feedback")) };
        assert_eq!(told.body, json!({"page": "help", "useful": useful}));
    }
}

#[test]
async fn what_could_not_be_said_can_be_said_again() {
    let stage = opened().await;
    stage.answer("POST", "/feedback", lost());
    stage.answer("POST", "/feedback", accepted());
    click_on("button", "Yes").await;
    check::problem(&["We could not reach the server."]).await;
    click_on("button", "Yes").await;
    says("Thank you").await;
    check::no_problem().await;
}

#[test]
async fn a_link_to_one_answer_keeps_its_place() {
    let stage = Stage::guest().await;
    stage.open("/tapo_web/help#camera-missing").await;
    check::view("Help").await;
    settle().await;
    assert_eq!(find::address(), "/tapo_web/help#camera-missing");
}

#[test]
async fn tells_support_what_failed_last() {
    let stage = opened().await;
    stage.answer("POST", "/feedback", lost());
    click_on("button", "Yes").await;
    check::problem(&["We could not reach the server."]).await;
    stage.open(HELP).await;
    check::view("Help").await;
    click_on("button", "Copy details for support").await;
    says("Copied.").await;
    let copied = stage.copied().expect("something was copied");
    for line in ["Page: help", "Last problem: no answer", "Problem at: 20"] {
        assert!(copied.contains(line), "{line} in {copied}");
    }
}
