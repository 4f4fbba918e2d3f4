//! What is read before the code is spent: whose account it is, its plans and its cameras.

use super::{CONFIRM, HEADING, confirmations, opened, stage};
use crate::support::act::{click, click_on, hide_tab, show_tab};
use crate::support::check;
use crate::support::data::{
    back_yard, camera, ended_subscription, extension, ineligible, list, noon, other_subscription, plan, preview,
    subscription, unspent,
};
use crate::support::find::{self, is_there, moment, one, says, term};
use crate::support::{lost, no_content, ok, refusal, sent, settle, test};
use tapo_care_wire::{
    Camera, ErrorCode, IneligibleReason, Problem, Redemption, RedemptionState, Subscription, SubscriptionId, Tier,
};

#[test]
async fn says_whose_account_it_is_and_lets_others_leave() {
    let stage = opened(&preview()).await;
    says("redeemed for the TP-Link ID demo@example.com").await;
    stage.answer("DELETE", "/session", no_content());
    click_on("button", "Not you?").await;
    check::view("Log in with your TP-Link ID").await;
    find::at("/tapo_web/login").await;
    assert_eq!(confirmations(), 0);
}

/// Seen red without the look at `busy` in `parts/log_out.rs` and in the button.
#[test]
async fn who_is_somebody_else_and_clicks_twice_is_logged_out_once() {
    let stage = opened(&preview()).await;
    let (answer, gate) = no_content().held();
    stage.answer("DELETE", "/session", answer);
    let button = one("button", "Not you?").await;
    click(&button);
    click(&button);
    settle().await;
    check::is_busy(&button);
    gate.open();
    check::view("Log in with your TP-Link ID").await;
    assert_eq!(sent("DELETE", "/session").len(), 1);
}

#[test]
async fn who_can_not_be_logged_out_is_told() {
    let stage = opened(&preview()).await;
    stage.answer("DELETE", "/session", lost());
    click_on("button", "Not you?").await;
    says("We do not know whether you were logged out").await;
    check::view(HEADING).await;
}

#[test]
async fn a_code_works_once() {
    let _stage = opened(&preview()).await;
    says("A code works once").await;
}

/// What stands at a camera.
async fn at_camera(name: &str) -> String {
    crate::support::until(&format!("the camera “{name}”"), || {
        find::all("listitem", None).iter().map(|item| find::text(item)).find(|text| text.starts_with(name))
    })
    .await
}

#[test]
async fn an_extension_says_which_cameras_are_covered_and_which_can_be_added() {
    let stage = stage(&extension()).await;
    let covered = Camera { subscription_id: Some(SubscriptionId::new("sub_1")), ..camera("cam_1", "Front door") };
    let mine = Subscription { cameras: vec![covered.clone()], ..subscription() };
    stage.answer_now("GET", "/subscriptions", ok(&list(vec![mine, other_subscription()])));
    let plug = ineligible("cam_9", "Plug", IneligibleReason::NotACamera);
    stage.answer_now("GET", "/cameras", ok(&list(vec![covered, camera("cam_2", "Garage"), back_yard(), plug])));
    stage.open(CONFIRM).await;
    assert_eq!(at_camera("Front door").await, "Front door Covered now");
    assert_eq!(at_camera("Garage").await, "Garage Can be added");
    assert_eq!(at_camera("Back yard").await, "Back yard Can be moved here from Basic, 1 camera");
    assert_eq!(at_camera("Plug").await, "Plug Not a camera, so no plan can cover it.");
    says("up to 2 cameras. It covers 1 now, so you can add 1 more.").await;
    says("A code for another tier or number of cameras would start a subscription of its own").await;
}

#[test]
async fn another_plan_is_said_to_stand_beside() {
    let stage = stage(&preview()).await;
    let ended = Subscription { plan: plan(Tier::Premium, 2), ends_at: noon("2025-06-15"), ..ended_subscription() };
    stage.answer_now("GET", "/subscriptions", ok(&list(vec![other_subscription(), ended])));
    stage.open(CONFIRM).await;
    says("Your plan Basic, 1 camera runs until ").await;
    says("Premium, 2 cameras is a different plan and stands beside it.").await;
    says("Your earlier plan Premium, 2 cameras ended on ").await;
    assert!(!find::page_text().contains("Later codes"));
}

#[test]
async fn what_can_not_be_had_beside_the_preview_keeps_nobody_from_reading_it() {
    let stage = stage(&preview()).await;
    stage.answer_now("GET", "/subscriptions", lost());
    stage.open(CONFIRM).await;
    one("button", super::BUTTON).await;
    settle().await;
    assert!(!is_there("heading", "Your cameras"));
    check::no_problem().await;
}

/// Another tab redeemed a code of the same plan meanwhile, and chose a camera. Seen red with plans and cameras that are looked up once.
#[test]
async fn what_changed_at_the_confirmation_is_shown_with_the_plans_and_cameras_of_now() {
    let stage = stage(&preview()).await;
    stage.answer_now("GET", "/subscriptions", ok(&list(vec![other_subscription()])));
    stage.open(CONFIRM).await;
    assert_eq!(at_camera("Front door").await, "Front door Can be added");
    says("Premium, 2 cameras is a different plan and stands beside it.").await;

    let covered = Camera { subscription_id: Some(SubscriptionId::new("sub_1")), ..camera("cam_1", "Front door") };
    let mine = Subscription { cameras: vec![covered.clone()], ..subscription() };
    stage.answer_now("GET", "/subscriptions", ok(&list(vec![mine, other_subscription()])));
    stage.answer_now("GET", "/cameras", ok(&list(vec![covered, camera("cam_2", "Garage"), back_yard()])));
    let fresh = Redemption { etag: "r9".to_owned(), ..extension() };
    let changed = Problem { redemption: Some(Box::new(fresh)), ..unspent(ErrorCode::PreviewChanged) };
    stage.answer(super::SPEND.0, super::SPEND.1, refusal(&changed));
    click_on("button", super::BUTTON).await;
    check::problem(&["changed meanwhile", super::NOT_USED]).await;
    assert_eq!(at_camera("Front door").await, "Front door Covered now");
    says("It covers 1 now, so you can add 1 more.").await;
    assert!(!find::page_text().contains("stands beside it"), "it extends that plan now");
    assert_eq!(confirmations(), 1);
}

#[test]
async fn what_another_code_changed_meanwhile_is_shown_when_the_visitor_comes_back() {
    let stage = opened(&extension()).await;
    let mut fresh = extension();
    fresh.effect.previous_ends_at = Some(noon("2027-06-10"));
    (fresh.effect.starts_at, fresh.effect.ends_at) = (noon("2027-06-10"), noon("2028-06-10"));
    fresh.etag = "r9".to_owned();
    stage.answer_now(super::ASK.0, super::ASK.1, ok(&fresh));
    hide_tab();
    show_tab();
    check::problem(&["changed meanwhile", super::NOT_USED]).await;
    for (name, now, month) in [("Starts", "2027-06-10T12:00:00Z", "June"), ("Ends", "2028-06-10T12:00:00Z", "June")] {
        assert_eq!(moment(name).await, now);
        let text = term(name).await;
        let (is, was) = text.split_once("Before: ").expect("what it was");
        assert!(is.contains(month) && was.contains("May"), "{text}");
    }
    assert_eq!(sent("POST", "/redemptions/red_1/confirmation").len(), 0);
    assert_eq!(fresh.state, RedemptionState::Previewed);
}
