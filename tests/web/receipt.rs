//! The receipt.

use crate::support::act::{Key, click_on, press};
use crate::support::check;
use crate::support::data::{CODE, cameras, list, noon, preview, receipt, subscription};
use crate::support::find::{self, moment, one, page_text, says, term};
use crate::support::{Stage, history, ok, settle, test};
use tapo_care_wire::{Redemption, Subscription};

const RECEIPT: &str = "/tapo_web/redeem/red_1/receipt";

/// The page, open for a redemption.
async fn opened(redemption: &Redemption) -> Stage {
    let stage = Stage::logged_in().await;
    stage.answer("GET", "/redemptions/red_1", ok(redemption));
    stage.answer("GET", "/subscriptions/sub_1", ok(&subscription()));
    stage.open(RECEIPT).await;
    stage
}

#[test]
async fn says_what_was_given_by_whom_and_when() {
    let _stage = opened(&receipt()).await;
    check::view("Receipt").await;
    says("Step 4 of 4").await;
    assert_eq!(term("Reference").await, "TC-7Q2M-4XKD");
    assert_eq!(term("Plan").await, "Premium, 2 cameras");
    assert_eq!(moment("Redeemed on").await, "2026-11-24T12:00:00Z");
    assert!(term("Redeemed on").await.contains("2026"));
    assert_eq!(moment("Runs until").await, "2027-11-24T12:00:00Z");
    assert_eq!(term("Valid for").await, "12 months");
    assert_eq!(term("Code").await, "…TRNM");
    assert_eq!(term("TP-Link ID").await, "demo@example.com");
    assert!(!page_text().contains(CODE), "nobody needs the whole code");
}

#[test]
async fn keeps_its_dates_whatever_extends_the_plan_later() {
    let extended = Subscription { ends_at: noon("2031-01-01"), ..subscription() };
    let _stage = opened(&Redemption { subscription: Some(extended), ..receipt() }).await;
    check::view("Receipt").await;
    assert_eq!(moment("Runs until").await, "2027-11-24T12:00:00Z");
    assert!(!page_text().contains("2031"));
}

#[test]
async fn prints() {
    let stage = opened(&receipt()).await;
    one("button", "Print").await.focus().expect("it can be focused");
    press(Key::Space);
    assert_eq!(stage.printed(), 1);
    press(Key::Enter);
    assert_eq!(stage.printed(), 2);
}

#[test]
async fn leads_to_the_subscription_and_the_cameras() {
    let stage = opened(&receipt()).await;
    click_on("link", "View subscription").await;
    check::view("Premium, 2 cameras").await;
    find::at("/tapo_web/subscriptions/sub_1").await;
    stage.answer("GET", "/cameras", ok(&list(cameras())));
    stage.answer("GET", "/subscriptions", ok(&list(vec![subscription()])));
    stage.open(RECEIPT).await;
    click_on("link", "Choose cameras").await;
    check::view("Redemption complete").await;
    find::at("/tapo_web/redeem/red_1/cameras").await;
}

#[test]
async fn before_the_code_is_redeemed_it_leads_to_the_plan_details() {
    let _stage = opened(&preview()).await;
    let entries = find::history_length();
    check::view("Confirm the plan details").await;
    find::at("/tapo_web/redeem/red_1").await;
    settle().await;
    assert_eq!(find::history_length(), entries, "Back does not come here again: {:?}", history());
}
