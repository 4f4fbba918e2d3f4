//! Cameras that another plan covers.

use super::{QUESTION, SAVE, box_of, opened, toggle};
use crate::support::act::{Key, click, click_on, press};
use crate::support::check::{self, descriptions};
use crate::support::data::{back_yard, camera, list, subscription};
use crate::support::find::{self, focused, is_there, one, says};
use crate::support::{Stage, lost, ok, refusal, requests, sent, settle, test};
use serde_json::json;
use tapo_care_wire::{Camera, CameraId, ErrorCode, Problem};

/// Chooses the camera of the other plan and saves, up to the question.
async fn asked_whether_to_move(stage: &Stage) {
    stage.answer(SAVE.0, SAVE.1, ok(&subscription()));
    assert!(descriptions(&*box_of("Back yard").await)[0].contains("another plan"));
    toggle("Front door").await;
    toggle("Back yard").await;
    click_on("button", "Save cameras").await;
    one("dialog", QUESTION).await;
}

/// Seen red with the question left out.
#[test]
async fn a_camera_of_another_plan_is_moved_when_the_visitor_says_so() {
    let stage = opened().await;
    asked_whether_to_move(&stage).await;
    let dialog = one("dialog", QUESTION).await;
    let text = find::text(&dialog);
    assert!(text.contains("Back yard") && text.contains("Basic, 1 camera"), "{text}");
    assert!(!text.contains("Front door"), "it has no other plan: {text}");
    // What it loses there, and what it gets here.
    for words in ["runs on until", "covers 0 of 1 camera", "gives 7 days", "this plan gives 30 days"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(dialog.contains(Some(&focused())), "the focus is in the dialog");
    assert!(!is_there("button", "Save cameras"), "there is nothing else to press");
    settle().await;
    assert!(sent(SAVE.0, SAVE.1).is_empty(), "nothing is sent before the answer");
    click_on("button", "Move").await;
    check::view("Receipt").await;
    let [saved] = &sent(SAVE.0, SAVE.1)[..] else { panic!("one call: {:?}", requests()) };
    assert_eq!(saved.body, json!({"cameraIds": ["cam_1", "cam_4"], "move": true}));
    assert_eq!(saved.if_match.as_deref(), Some("\"s1\""));
}

#[test]
async fn nothing_is_moved_when_the_visitor_cancels() {
    for with_escape in [false, true] {
        let stage = opened().await;
        asked_whether_to_move(&stage).await;
        if with_escape {
            press(Key::Escape);
        } else {
            click_on("button", "Cancel").await;
        }
        let save = one("button", "Save cameras").await;
        assert!(!is_there("dialog", QUESTION));
        check::has_focus(&save).await;
        settle().await;
        assert!(sent(SAVE.0, SAVE.1).is_empty());
        says("2 of 2 selected").await;
        assert!(box_of("Back yard").await.checked(), "the choice is kept");
        // Asked again, it asks again.
        click(&save);
        one("dialog", QUESTION).await;
        click_on("button", "Move").await;
        check::view("Receipt").await;
    }
}

/// The browser sends "close" in a turn of its own, which may come after the question was asked again.
#[test]
async fn a_late_word_of_the_last_time_does_not_close_the_question() {
    let stage = opened().await;
    asked_whether_to_move(&stage).await;
    let dialog = one("dialog", QUESTION).await;
    dialog.dispatch_event(&web_sys::Event::new("close").expect("an event")).expect("the event is sent");
    settle().await;
    assert!(is_there("dialog", QUESTION));
    click_on("button", "Cancel").await;
    one("button", "Save cameras").await;
}

#[test]
async fn the_question_is_asked_even_when_the_plans_names_can_not_be_had() {
    let stage = opened().await;
    stage.answer_now("GET", "/subscriptions", lost());
    asked_whether_to_move(&stage).await;
    click_on("button", "Cancel").await;
}

#[test]
async fn a_camera_that_got_another_plan_meanwhile_is_asked_about() {
    let stage = opened().await;
    let taken = Problem { camera_id: Some(CameraId::new("cam_1")), ..Problem::new(ErrorCode::CameraHasPlan) };
    stage.answer(SAVE.0, SAVE.1, refusal(&taken));
    stage.answer(SAVE.0, SAVE.1, ok(&subscription()));
    let moved = Camera { id: CameraId::new("cam_1"), name: "Front door".to_owned(), ..back_yard() };
    stage.answer_now("GET", "/cameras", ok(&list(vec![moved, camera("cam_2", "Garage")])));
    toggle("Front door").await;
    click_on("button", "Save cameras").await;
    check::problem(&["Front door already has a plan"]).await;
    assert!(box_of("Front door").await.checked(), "the choice is kept");
    click_on("button", "Save cameras").await;
    one("dialog", QUESTION).await;
    click_on("button", "Move").await;
    check::view("Receipt").await;
    assert_eq!(sent(SAVE.0, SAVE.1)[1].body, json!({"cameraIds": ["cam_1"], "move": true}));
}
