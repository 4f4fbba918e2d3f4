//! What each card says, and what is said around them.

use super::{CAMERAS, HEADING, box_of, opened, opened_with, toggle};
use crate::support::act::click;
use crate::support::check::{self, descriptions};
use crate::support::data::{camera, cameras, ineligible, list, receipt, subscription};
use crate::support::find::{document, page_text, says, text};
use crate::support::{Stage, lost, ok, sent, settle, test, until};
use tapo_care_wire::{Camera, IneligibleReason, Redemption};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Waits until a card says something.
async fn card_says(camera: &str, words: &str) {
    let camera = box_of(camera).await;
    until(&format!("“{words}” on the card"), || descriptions(&camera)[0].contains(words).then_some(())).await;
}

#[test]
async fn each_camera_says_its_plan_by_name() {
    let covered = Camera { subscription_id: Some(subscription().id), ..camera("cam_1", "Front door") };
    let plug = ineligible("cam_9", "Plug", IneligibleReason::NotACamera);
    let _stage = opened_with(subscription(), [vec![covered, plug], cameras().split_off(1)].concat()).await;
    card_says("Front door", "Current plan: Premium, 2 cameras").await;
    card_says("Garage", "No plan yet").await;
    card_says("Back yard", "Current plan: Basic, 1 camera").await;
    let plug = descriptions(&*box_of("Plug").await);
    assert!(!plug[0].contains("plan yet"), "no plan can cover it: {plug:?}");
}

#[test]
async fn the_cards_are_there_before_the_plans_names_and_without_them() {
    let stage = Stage::logged_in().await;
    stage.answer("GET", "/redemptions/red_1", ok(&Redemption { subscription: Some(subscription()), ..receipt() }));
    stage.answer("GET", "/cameras", ok(&list(cameras())));
    let (answer, gate) = lost().held();
    stage.answer("GET", "/subscriptions", answer);
    stage.open(CAMERAS).await;
    check::view(HEADING).await;
    card_says("Back yard", "Current plan: another plan").await;
    toggle("Garage").await;
    gate.open();
    settle().await;
    check::no_problem().await;
    says("1 of 2 selected").await;
}

#[test]
async fn names_are_asked_for_only_where_there_is_another_plan() {
    let _stage = opened_with(subscription(), vec![camera("cam_1", "Front door")]).await;
    settle().await;
    assert!(sent("GET", "/subscriptions").is_empty());
}

#[test]
async fn more_cameras_than_places_are_explained_from_the_start() {
    let stage = opened().await;
    says("You have 4 cameras that plans can cover, and this plan covers 2 cameras.").await;
    toggle("Garage").await;
    says("You have 4 cameras").await;
    drop(stage);
    let plug = ineligible("cam_9", "Plug", IneligibleReason::NotACamera);
    let two = vec![camera("cam_1", "Front door"), camera("cam_2", "Garage"), plug];
    let _stage = opened_with(subscription(), two).await;
    says("0 of 2 selected").await;
    assert!(!page_text().contains("You have"), "there is room for both");
}

/// "My camera is missing".
fn missing() -> Element {
    document().query_selector("details.missing").ok().flatten().expect("the checks")
}

#[test]
async fn who_misses_a_camera_finds_four_checks() {
    let _stage = opened().await;
    let details = missing();
    assert!(!details.has_attribute("open"), "only for those who want to know");
    let summary: HtmlElement = details.query_selector("summary").ok().flatten().expect("a summary").unchecked_into();
    assert_eq!(text(&summary), "My camera is missing");
    click(&summary);
    until("the checks", || details.has_attribute("open").then_some(())).await;
    let checks = details.query_selector_all("li").expect("a selector");
    assert_eq!(checks.length(), 4);
    for words in ["Internet", "Firmware", "TP-Link ID", "Germany"] {
        says(words).await;
    }
}
