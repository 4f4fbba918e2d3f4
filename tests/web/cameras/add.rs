//! The guide to a new camera.

use super::{CAMERAS, HEADING, box_of, is_barred, opened, opened_with, toggle};
use crate::support::act::{click_on, go_back};
use crate::support::check::{self, descriptions, is_busy};
use crate::support::clock;
use crate::support::data::{self, camera, cameras, ineligible, list, preview, receipt, subscription};
use crate::support::find::{self, document, is_there, one, page_text, says};
use crate::support::streams::{Stream, open_streams, streams};
use crate::support::{Stage, created, ok, problem, sent, settle, test, until};
use serde_json::json;
use tapo_care_wire::{
    Camera, ErrorCode, IneligibleReason, LoginWay, Redemption, Session, Subscription, SubscriptionState,
};

const ADD: &str = "/tapo_web/redeem/red_1/cameras/add";
const APPEAR: &str = "Make a demo camera appear";

/// The kinds: name, address, heading of the steps.
const KINDS: [(&str, &str, &str); 4] = [
    ("Plug-in camera", "/tapo_web/redeem/red_1/cameras/add/plug-in", "Add a plug-in camera"),
    ("Battery camera", "/tapo_web/redeem/red_1/cameras/add/battery", "Add a battery camera"),
    ("Video doorbell", "/tapo_web/redeem/red_1/cameras/add/doorbell", "Add a video doorbell"),
    ("Cameras with a hub", "/tapo_web/redeem/red_1/cameras/add/hub-kit", "Add cameras with a hub"),
];

async fn stream() -> Stream {
    until("a stream", || open_streams().pop()).await
}

/// From the choice to the steps for a doorbell.
async fn to_the_steps() {
    click_on("link", "Add a camera").await;
    check::view("Add a camera").await;
    click_on("link", "Video doorbell").await;
    check::view("Add a video doorbell").await;
}

/// A camera is set up: it is in the list, and those who listen hear of it.
async fn appears(stage: &Stage, new: &Camera) {
    stage.answer_now("GET", "/cameras", ok(&list([cameras(), vec![new.clone()]].concat())));
    stream().await.send("camera", new);
}

fn are_checks_open() -> bool {
    document().query_selector("details.missing").ok().flatten().expect("the checks").has_attribute("open")
}

#[test]
async fn each_kind_has_steps_and_an_address_of_its_own() {
    let stage = opened().await;
    click_on("link", "Add a camera").await;
    check::view("Add a camera").await;
    find::at(ADD).await;
    for (name, address, heading) in KINDS {
        click_on("link", name).await;
        let heading = check::view(heading).await;
        check::has_focus(&heading).await;
        find::at(address).await;
        assert_eq!(document().query_selector_all("ol.how > li").expect("a selector").length(), 5);
        says("demo@example.com").await;
        go_back();
        check::view("Add a camera").await;
    }
    // A reload, or a link from a friend, leads to the same steps.
    for (_, address, heading) in KINDS {
        stage.open(address).await;
        check::view(heading).await;
        click_on("link", "Another kind of camera").await;
        find::at(ADD).await;
    }
}

#[test]
async fn the_new_camera_is_found_without_a_reload_and_chosen_at_once() {
    let stage = opened().await;
    toggle("Garage").await;
    to_the_steps().await;
    says("We are looking for your new camera…").await;
    appears(&stage, &camera("cam_9", "Back door")).await;
    says("Found: Back door").await;
    click_on("button", "Choose Back door").await;
    check::view(HEADING).await;
    find::at(CAMERAS).await;
    says("2 of 2 selected").await;
    let added = box_of("Back door").await;
    assert!(added.checked() && descriptions(&added)[0].contains("New"), "{:?}", descriptions(&added));
    assert!(box_of("Garage").await.checked(), "what was chosen before stays");
    assert!(!descriptions(&*box_of("Garage").await)[0].contains("New"));
    // Back to the guide, and to the choice again: nothing is lost.
    go_back();
    check::view("Add a video doorbell").await;
    click_on("link", "Back to your cameras").await;
    check::view(HEADING).await;
    says("2 of 2 selected").await;
}

#[test]
async fn it_is_not_chosen_unless_the_visitor_says_so() {
    for with_link in [true, false] {
        let stage = opened().await;
        toggle("Garage").await;
        to_the_steps().await;
        appears(&stage, &camera("cam_9", "Back door")).await;
        says("Found: Back door").await;
        if with_link {
            click_on("link", "Back to your cameras").await;
        } else {
            go_back();
            check::view("Add a camera").await;
            says("Found: Back door").await;
            go_back();
        }
        check::view(HEADING).await;
        says("1 of 2 selected").await;
        let added = box_of("Back door").await;
        assert!(!added.checked() && descriptions(&added)[0].contains("New"), "{:?}", descriptions(&added));
    }
}

#[test]
async fn without_a_free_place_it_says_what_to_do() {
    let stage = opened().await;
    toggle("Garage").await;
    toggle("Nursery").await;
    to_the_steps().await;
    appears(&stage, &camera("cam_9", "Back door")).await;
    says("Your plan has room for 2 cameras. To choose another, clear one first.").await;
    assert!(!is_there("button", "Choose Back door"));
    click_on("link", "Back to your cameras").await;
    says("2 of 2 selected").await;
    assert!(is_barred("Back door").await);
}

#[test]
async fn what_no_plan_can_cover_is_found_too_and_says_why_not() {
    let stage = opened().await;
    to_the_steps().await;
    appears(&stage, &ineligible("cam_9", "Cabin", IneligibleReason::Region)).await;
    says("Found: Cabin").await;
    says("another region").await;
    assert!(!is_there("button", "Choose Cabin"));
}

#[test]
async fn what_is_there_already_is_not_taken_for_new() {
    let stage = opened().await;
    stage.open(KINDS[0].1).await;
    says("In your list already: Front door").await;
    says("We are looking for your new camera…").await;
    // It changes, and is still the old one.
    stream().await.send("camera", &Camera { online: false, ..camera("cam_1", "Front door") });
    settle().await;
    assert!(!page_text().contains("Found"));
}

#[test]
async fn after_a_while_it_says_what_to_check_and_goes_on_looking() {
    let stage = opened().await;
    to_the_steps().await;
    assert!(!are_checks_open());
    clock::pass_when_due(180.0).await;
    says("Your camera has not appeared yet. We keep looking.").await;
    until("the checks", || are_checks_open().then_some(())).await;
    says("Germany").await;
    check::no_problem().await;
    appears(&stage, &camera("cam_9", "Back door")).await;
    says("Found: Back door").await;
    assert!(!page_text().contains("not appeared yet"));
}

#[test]
async fn nobody_listens_once_it_is_left() {
    let _stage = opened().await;
    to_the_steps().await;
    stream().await;
    click_on("link", "Help").await;
    check::view("Help").await;
    settle().await;
    assert!(open_streams().is_empty());
    assert!(streams().len() >= 3, "each of the three views listened");
}

/// A server that says that it is a demonstration.
async fn opened_in_a_demo() -> Stage {
    let stage = opened().await;
    let session = Session { viewer: Some(data::viewer()), challenge: None, login: LoginWay::Password, demo: true };
    stage.answer_now("GET", "/session", ok(&session));
    stage.open(KINDS[2].1).await;
    check::view(KINDS[2].2).await;
    stage
}

#[test]
async fn in_a_demo_and_nowhere_else_a_camera_can_be_made_to_appear() {
    let stage = opened_in_a_demo().await;
    let doorbell = Camera { model: "D230S1".to_owned(), ..camera("cam_9", "Doorbell") };
    let (answer, gate) = created(&doorbell).held();
    stage.answer("POST", "/demo/cameras", answer);
    let button = one("button", APPEAR).await;
    click_on("button", APPEAR).await;
    settle().await;
    is_busy(&button);
    click_on("button", APPEAR).await;
    gate.open();
    until("the call", || (sent("POST", "/demo/cameras").len() == 1).then_some(())).await;
    settle().await;
    assert_eq!(sent("POST", "/demo/cameras")[0].body, json!({"kind": "doorbell"}));
    appears(&stage, &doorbell).await;
    click_on("button", "Choose Doorbell").await;
    says("1 of 2 selected").await;
    drop(stage);

    let stage = opened().await;
    stage.open(KINDS[2].1).await;
    check::view(KINDS[2].2).await;
    assert!(!is_there("button", APPEAR));
}

#[test]
async fn when_there_were_enough_of_them_it_says_so() {
    let stage = opened_in_a_demo().await;
    stage.answer("POST", "/demo/cameras", problem(ErrorCode::RateLimited));
    click_on("button", APPEAR).await;
    check::problem(&[]).await;
    says("We are looking for your new camera…").await;
    assert!(is_there("button", APPEAR));
}

#[test]
async fn where_nothing_can_be_chosen_it_leads_on() {
    let ended = Subscription { state: SubscriptionState::Ended, ..subscription() };
    let stage = opened_with(ended, cameras()).await;
    assert!(!is_there("link", "Add a camera"));
    stage.open(ADD).await;
    check::view(HEADING).await;
    find::at(CAMERAS).await;
    stage.answer_now("GET", "/redemptions/red_1", ok(&preview()));
    stage.open(ADD).await;
    check::view("Confirm the plan details").await;
}

#[test]
async fn another_choice_that_was_saved_meanwhile_is_shown_and_not_overwritten() {
    let stage = opened().await;
    toggle("Garage").await;
    to_the_steps().await;
    let nursery = Camera { subscription_id: Some(subscription().id), ..camera("cam_3", "Nursery") };
    let saved = Subscription { cameras: vec![nursery], etag: "s9".to_owned(), ..subscription() };
    stage.answer_now("GET", "/redemptions/red_1", ok(&Redemption { subscription: Some(saved), ..receipt() }));
    click_on("link", "Back to your cameras").await;
    check::view(HEADING).await;
    says("1 of 2 selected").await;
    assert!(box_of("Nursery").await.checked() && !box_of("Garage").await.checked());
}
