//! When the choice was not saved, or can't be shown.

use super::{CAMERAS, HEADING, SAVE, box_of, opened, toggle};
use crate::support::act::click_on;
use crate::support::check;
use crate::support::data::{camera, cameras, list, receipt, subscription};
use crate::support::find::{self, is_there, page_text, says};
use crate::support::{Stage, lost, ok, problem, refusal, sent, test, until};
use serde_json::json;
use tapo_care_wire::{Camera, CameraId, ErrorCode, Problem, Subscription};

/// The fresh choice is shown, so that saving again undoes nothing unseen.
#[test]
async fn what_changed_meanwhile_is_shown_and_saved_on_top_of() {
    let nursery = Camera { subscription_id: Some(subscription().id), ..camera("cam_3", "Nursery") };
    let fresh = Subscription { cameras: vec![nursery], etag: "s9".to_owned(), ..subscription() };
    let stage = opened().await;
    let changed = Problem { subscription: Some(Box::new(fresh)), ..Problem::new(ErrorCode::ChangedMeanwhile) };
    stage.answer(SAVE.0, SAVE.1, refusal(&changed));
    stage.answer(SAVE.0, SAVE.1, ok(&subscription()));
    toggle("Front door").await;
    toggle("Garage").await;
    click_on("button", "Save cameras").await;
    check::problem(&["changed elsewhere", "Front door and Garage"]).await;
    says("1 of 2 selected").await;
    assert!(box_of("Nursery").await.checked());
    toggle("Garage").await;
    click_on("button", "Save cameras").await;
    check::view("Receipt").await;
    let saved = sent(SAVE.0, SAVE.1);
    assert_eq!(saved[1].if_match.as_deref(), Some("\"s9\""));
    assert_eq!(saved[1].body, json!({"cameraIds": ["cam_3", "cam_2"]}));
}

/// The first answer was lost on its way, so the visitor saves again, and finds nothing strange.
#[test]
async fn a_second_try_of_what_is_saved_already_leads_on() {
    let garage = Camera { subscription_id: Some(subscription().id), ..camera("cam_2", "Garage") };
    let saved = Subscription { cameras: vec![garage], cameras_chosen: true, etag: "s2".to_owned(), ..subscription() };
    let changed = Problem { subscription: Some(Box::new(saved)), ..Problem::new(ErrorCode::ChangedMeanwhile) };
    let stage = opened().await;
    stage.answer(SAVE.0, SAVE.1, lost());
    stage.answer(SAVE.0, SAVE.1, refusal(&changed));
    toggle("Garage").await;
    click_on("button", "Save cameras").await;
    check::problem(&["We could not reach the server."]).await;
    click_on("button", "Save cameras").await;
    check::view("Receipt").await;
    check::no_problem().await;
}

#[test]
async fn what_was_not_saved_is_told_and_the_choice_is_kept() {
    let about = |code| Problem { camera_id: Some(CameraId::new("cam_2")), ..Problem::new(code) };
    for (answer, words) in [
        (refusal(&about(ErrorCode::CameraNotEligible)), "Garage cannot use this plan"),
        (problem(ErrorCode::TooManyCameras), "more cameras than the plan covers"),
        (problem(ErrorCode::Unavailable), "not available"),
        (lost(), "We could not reach the server."),
    ] {
        let stage = opened().await;
        stage.answer(SAVE.0, SAVE.1, answer);
        stage.answer(SAVE.0, SAVE.1, ok(&subscription()));
        toggle("Garage").await;
        click_on("button", "Save cameras").await;
        let summary = check::problem(&[words]).await;
        assert!(!find::text(&summary).contains("Your code has not been used"), "it has been");
        assert!(box_of("Garage").await.checked());
        assert_eq!(find::address(), CAMERAS);
        click_on("button", "Save cameras").await;
        check::view("Receipt").await;
    }
}

#[test]
async fn what_can_not_be_loaded_can_be_tried_again() {
    let stage = Stage::logged_in().await;
    stage.answer("GET", "/redemptions/red_1", ok(&receipt()));
    stage.answer("GET", "/cameras", lost());
    stage.answer("GET", "/cameras", ok(&list(cameras())));
    stage.answer("GET", "/subscriptions", ok(&list(vec![subscription()])));
    stage.open(CAMERAS).await;
    check::view(HEADING).await;
    check::problem(&["We could not reach the server."]).await;
    assert!(!page_text().contains("has not been used"));
    click_on("button", "Try again").await;
    box_of("Garage").await;
    check::no_problem().await;
    until("one problem fewer", || (!is_there("button", "Try again")).then_some(())).await;
}
