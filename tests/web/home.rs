//! Tapo Care: what the account has.

use crate::support::act::click_on;
use crate::support::check;
use crate::support::data::{self, ended_subscription, list, other_subscription, preview, subscription};
use crate::support::find::{self, all, is_there, one, page_text, says, within};
use crate::support::{Stage, lost, ok, test};
use tapo_care_wire::{Redemption, Subscription};

/// The page, open for an account with these.
async fn opened(subscriptions: Vec<Subscription>, unfinished: Vec<Redemption>) -> Stage {
    let stage = Stage::logged_in().await;
    stage.answer("GET", "/subscriptions", ok(&list(subscriptions)));
    stage.answer("GET", "/redemptions?state=previewed", ok(&list(unfinished)));
    stage.open("/tapo_web").await;
    check::view("Tapo Care").await;
    one("link", "Use Promo Code").await;
    stage
}

#[test]
async fn has_a_region_for_each_subscription() {
    let everything = vec![subscription(), other_subscription(), ended_subscription()];
    let stage = opened(everything, Vec::new()).await;
    for name in ["Premium, 2 cameras", "Basic, 1 camera", "Basic, 5 cameras, ended"] {
        assert_eq!(all("region", Some(name)).len(), 1, "{name}");
        assert_eq!(within(&[("region", Some(name)), ("link", Some(name))]).len(), 1, "a link to {name}");
    }
    let region = one("region", "Premium, 2 cameras").await;
    assert!(find::text(&region).contains("0 of 2 cameras chosen"), "{}", find::text(&region));
    assert!(find::text(&region).contains("2027"));
    let ended = one("region", "Basic, 5 cameras, ended").await;
    assert!(find::text(&ended).contains("Ended on"), "{}", find::text(&ended));
    assert_eq!(all("link", Some("History")).len(), 1);
    stage.answer("GET", "/subscriptions/sub_2", ok(&other_subscription()));
    click_on("link", "Basic, 1 camera").await;
    let heading = check::view("Basic, 1 camera").await;
    check::has_focus(&heading).await;
    find::at("/tapo_web/subscriptions/sub_2").await;
}

#[test]
async fn use_promo_code_leads_to_the_code() {
    let _stage = opened(vec![subscription()], Vec::new()).await;
    click_on("link", "Use Promo Code").await;
    let heading = check::view("Redeem Promo Code").await;
    check::has_focus(&heading).await;
    find::at("/tapo_web/redeem").await;
}

#[test]
async fn offers_to_finish_what_was_begun() {
    let stage = opened(Vec::new(), vec![preview()]).await;
    stage.answer("GET", "/redemptions/red_1", ok(&preview()));
    says("Premium, 2 cameras").await;
    click_on("link", "Continue with your code …TRNM").await;
    check::view("Confirm the plan details").await;
    find::at("/tapo_web/redeem/red_1").await;
}

#[test]
async fn a_new_account_learns_what_will_stand_here() {
    let _stage = opened(Vec::new(), Vec::new()).await;
    one("heading", "No subscription yet").await;
    assert!(!page_text().contains("Continue with your code"));
}

#[test]
async fn what_can_not_be_loaded_can_be_tried_again() {
    for (first, second) in [(lost(), ok(&list(Vec::<data::Nothing>::new()))), (ok(&list(vec![preview()])), lost())] {
        let stage = Stage::logged_in().await;
        stage.answer("GET", "/redemptions?state=previewed", first);
        stage.answer("GET", "/redemptions?state=previewed", ok(&list(vec![preview()])));
        stage.answer("GET", "/subscriptions", second);
        stage.answer("GET", "/subscriptions", ok(&list(vec![subscription()])));
        stage.open("/tapo_web").await;
        check::view("Tapo Care").await;
        check::problem(&["We could not reach the server."]).await;
        assert!(!is_there("link", "Use Promo Code"));
        click_on("button", "Try again").await;
        one("region", "Premium, 2 cameras").await;
        check::no_problem().await;
    }
}
