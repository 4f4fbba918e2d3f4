//! Choosing the cameras.

mod add;
mod cards;
mod live;
mod moving;
mod refused;

use crate::support::act::{Key, click, click_on, press};
use crate::support::check::{self, descriptions, is_busy};
use crate::support::data::{self, camera, cameras, ineligible, list, receipt, subscription};
use crate::support::find::{self, all, field, is_there, one, says};
use crate::support::{Stage, history, ok, requests, sent, settle, test};
use serde_json::json;
use tapo_care_wire::{Camera, IneligibleReason, Redemption, Subscription, SubscriptionState};
use web_sys::HtmlInputElement;

const CAMERAS: &str = "/tapo_web/redeem/red_1/cameras";
const RECEIPT: &str = "/tapo_web/redeem/red_1/receipt";
const HEADING: &str = "Redemption complete";
const SAVE: (&str, &str) = ("PUT", "/subscriptions/sub_1/cameras");
const QUESTION: &str = "Move this camera?";

/// The page, open for a subscription and the account's cameras.
async fn opened_with(subscription: Subscription, cameras: Vec<Camera>) -> Stage {
    let stage = Stage::logged_in().await;
    let redemption = Redemption { subscription: Some(subscription), ..receipt() };
    stage.answer("GET", "/redemptions/red_1", ok(&redemption));
    stage.answer("GET", "/cameras", ok(&list(cameras)));
    stage.answer("GET", "/subscriptions", ok(&list(vec![data::subscription(), data::other_subscription()])));
    stage.open(CAMERAS).await;
    check::view(HEADING).await;
    stage
}

/// The page as it is straight after the redemption: two places, nothing chosen.
async fn opened() -> Stage {
    opened_with(subscription(), cameras()).await
}

async fn box_of(camera: &str) -> HtmlInputElement {
    field("checkbox", camera).await
}

/// Chooses a camera with the Space key, or clears it.
async fn toggle(camera: &str) {
    box_of(camera).await.focus().expect("it can be focused");
    press(Key::Space);
}

async fn is_barred(camera: &str) -> bool {
    box_of(camera).await.get_attribute("aria-disabled").as_deref() == Some("true")
}

#[test]
async fn offers_every_camera_by_its_name() {
    let _stage = opened().await;
    says("Step 3 of 4").await;
    says("0 of 2 selected").await;
    one("group", "Select your cameras").await;
    for name in ["Front door", "Garage", "Nursery", "Back yard"] {
        assert_eq!(
            find::within(&[("group", Some("Select your cameras")), ("checkbox", Some(name))]).len(),
            1,
            "{name}"
        );
        assert!(!box_of(name).await.checked());
        assert!(!is_barred(name).await);
        assert!(descriptions(&*box_of(name).await)[0].contains("C420S2"));
    }
    for button in ["Save cameras", "Skip for now"] {
        one("button", button).await;
    }
    for link in ["Add a camera", "View receipt"] {
        one("link", link).await;
    }
}

#[test]
async fn space_chooses_and_clears() {
    let _stage = opened().await;
    toggle("Garage").await;
    says("1 of 2 selected").await;
    assert!(box_of("Garage").await.checked());
    toggle("Garage").await;
    says("0 of 2 selected").await;
    assert!(!box_of("Garage").await.checked());
    assert!(sent(SAVE.0, SAVE.1).is_empty(), "nothing is saved before one says so");
}

#[test]
async fn tab_reaches_every_camera_those_too_that_can_not_be_chosen() {
    let plug = ineligible("cam_9", "Plug", IneligibleReason::NotACamera);
    let _stage = opened_with(subscription(), vec![camera("cam_1", "Front door"), plug]).await;
    let names = find::tab_names();
    let from_the_list: Vec<&str> = names.iter().skip_while(|name| *name != "Front door").map(String::as_str).collect();
    assert_eq!(
        from_the_list,
        ["Front door", "Plug", "Add a camera", "My camera is missing", "Save cameras", "Skip for now", "View receipt"]
    );
}

/// Seen red without `prevent_default` on a barred box, and with `is_full` off by one.
#[test]
async fn at_the_limit_the_others_say_why_not() {
    let _stage = opened().await;
    toggle("Front door").await;
    toggle("Garage").await;
    says("2 of 2 selected").await;
    for name in ["Nursery", "Back yard"] {
        assert!(is_barred(name).await, "{name}");
        let other = box_of(name).await;
        assert!(descriptions(&other).iter().any(|text| text.contains("2 cameras")), "{:?}", descriptions(&other));
        assert!(!other.disabled(), "it stays focusable");
        toggle(name).await;
        assert!(!other.checked(), "not with the keyboard, not even for a moment");
        check::has_focus(&other).await;
        click(&other);
        assert!(!other.checked(), "nor with the mouse");
        settle().await;
        assert!(!other.checked(), "nor later");
    }
    says("2 of 2 selected").await;
    for name in ["Front door", "Garage"] {
        assert!(!is_barred(name).await, "what is chosen can be cleared");
    }
    toggle("Front door").await;
    says("1 of 2 selected").await;
    assert!(!is_barred("Nursery").await);
    toggle("Nursery").await;
    says("2 of 2 selected").await;
}

#[test]
async fn what_no_plan_can_cover_says_why_not() {
    let reasons = [
        (IneligibleReason::Region, "another region"),
        (IneligibleReason::UnsupportedModel, "no cloud video"),
        (IneligibleReason::NotACamera, "Not a camera"),
    ];
    for (reason, words) in reasons {
        let _stage =
            opened_with(subscription(), vec![ineligible("cam_9", "Plug", reason), camera("cam_1", "Front door")]).await;
        let plug = box_of("Plug").await;
        assert!(is_barred("Plug").await);
        assert!(descriptions(&plug)[0].contains(words), "{:?}", descriptions(&plug));
        toggle("Plug").await;
        assert!(!plug.checked(), "not with the keyboard, not even for a moment");
        check::has_focus(&plug).await;
        click(&plug);
        assert!(!plug.checked(), "nor with the mouse");
        settle().await;
        assert!(!plug.checked(), "nor later");
        says("0 of 2 selected").await;
        assert!(!is_barred("Front door").await);
    }
}

#[test]
async fn saves_the_choice_and_leads_to_the_receipt() {
    let stage = opened().await;
    stage.answer(SAVE.0, SAVE.1, ok(&subscription()));
    toggle("Nursery").await;
    toggle("Front door").await;
    click_on("button", "Save cameras").await;
    let heading = check::view("Receipt").await;
    check::has_focus(&heading).await;
    find::at(RECEIPT).await;
    let [saved] = &sent(SAVE.0, SAVE.1)[..] else { panic!("one call: {:?}", requests()) };
    assert_eq!(saved.body, json!({"cameraIds": ["cam_3", "cam_1"]}), "no word of moving");
    assert_eq!(saved.if_match.as_deref(), Some("\"s1\""));
    assert_eq!(sent("GET", "/redemptions/red_1").len(), 1, "the receipt is passed on, not asked for again");
}

#[test]
async fn an_empty_choice_is_a_choice_too() {
    let stage = opened().await;
    stage.answer(SAVE.0, SAVE.1, ok(&subscription()));
    click_on("button", "Save cameras").await;
    check::view("Receipt").await;
    assert_eq!(sent(SAVE.0, SAVE.1)[0].body, json!({"cameraIds": []}));
}

#[test]
async fn skipping_stores_nothing() {
    let _stage = opened().await;
    toggle("Nursery").await;
    click_on("button", "Skip for now").await;
    check::view("Receipt").await;
    find::at(RECEIPT).await;
    settle().await;
    assert!(requests().iter().all(|asked| asked.method == "GET"), "{:?}", requests());
}

#[test]
async fn starts_with_what_the_plan_covers() {
    let covered = Camera { subscription_id: Some(subscription().id), ..camera("cam_2", "Garage") };
    let cameras = vec![camera("cam_1", "Front door"), covered.clone()];
    let chosen = Subscription { cameras: vec![covered], cameras_chosen: true, ..subscription() };
    let stage = opened_with(chosen, cameras).await;
    stage.answer(SAVE.0, SAVE.1, ok(&subscription()));
    says("1 of 2 selected").await;
    assert!(box_of("Garage").await.checked());
    toggle("Garage").await;
    toggle("Front door").await;
    click_on("button", "Save cameras").await;
    check::view("Receipt").await;
    assert_eq!(sent(SAVE.0, SAVE.1)[0].body, json!({"cameraIds": ["cam_1"]}), "cameras can be exchanged");
}

#[test]
async fn while_it_saves_a_second_click_sends_nothing() {
    let stage = opened().await;
    let (answer, gate) = ok(&subscription()).held();
    stage.answer(SAVE.0, SAVE.1, answer);
    toggle("Garage").await;
    let save = one("button", "Save cameras").await;
    click(&save);
    says("Saving your cameras…").await;
    is_busy(&save);
    click(&save);
    press(Key::Space);
    settle().await;
    gate.open();
    check::view("Receipt").await;
    assert_eq!(sent(SAVE.0, SAVE.1).len(), 1);
}

#[test]
async fn who_goes_elsewhere_meanwhile_is_not_called_back() {
    let stage = opened().await;
    let (answer, gate) = ok(&subscription()).held();
    stage.answer(SAVE.0, SAVE.1, answer);
    click_on("button", "Save cameras").await;
    says("Saving your cameras…").await;
    click_on("link", "Help").await;
    check::view("Help").await;
    gate.open();
    settle().await;
    assert_eq!(find::address(), "/tapo_web/help");
}

#[test]
async fn an_account_without_cameras_learns_how_to_add_one() {
    let stage = opened_with(subscription(), Vec::new()).await;
    says("No camera is bound to your TP-Link ID yet.").await;
    assert!(all("checkbox", None).is_empty());
    click_on("link", "Add a camera").await;
    check::view("Add a camera").await;
    find::at("/tapo_web/redeem/red_1/cameras/add").await;
    drop(stage);
}

#[test]
async fn an_ended_plan_has_nothing_to_choose() {
    let ended = Subscription { state: SubscriptionState::Ended, ..subscription() };
    let _stage = opened_with(ended, cameras()).await;
    says("has ended").await;
    assert!(all("checkbox", None).is_empty());
    assert!(!is_there("button", "Save cameras"));
    assert!(!is_there("button", "Skip for now"));
    click_on("link", "View receipt").await;
    check::view("Receipt").await;
}

#[test]
async fn before_the_code_is_redeemed_it_leads_to_the_plan_details() {
    let stage = Stage::logged_in().await;
    stage.answer("GET", "/redemptions/red_1", ok(&data::preview()));
    stage.answer("GET", "/cameras", ok(&list(cameras())));
    stage.open(CAMERAS).await;
    let entries = find::history_length();
    check::view("Confirm the plan details").await;
    find::at("/tapo_web/redeem/red_1").await;
    settle().await;
    assert_eq!(find::history_length(), entries, "Back does not come here again: {:?}", history());
}
