//! Tapo Care: what the account has.

use crate::support::act::click_on;
use crate::support::check;
use crate::support::data::{self, camera, ended_subscription, list, noon, other_subscription, preview, subscription};
use crate::support::find::{self, all, is_there, one, page_text, says, within};
use crate::support::{Stage, lost, ok, test};
use tapo_care_wire::{Redemption, RedemptionEntry, RedemptionId, Subscription, Timestamp};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

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

/// Whoever comes with a code does not wait for what the account has, nor is the link made anew under a finger.
#[test]
async fn the_way_to_the_code_is_there_before_what_the_account_has() {
    let stage = Stage::logged_in().await;
    let (answer, gate) = ok(&list(vec![subscription()])).held();
    stage.answer("GET", "/subscriptions", answer);
    stage.answer("GET", "/redemptions?state=previewed", ok(&list(Vec::<Redemption>::new())));
    stage.open("/tapo_web").await;
    let heading = one("heading", "Tapo Care").await;
    let link = one("link", "Use Promo Code").await;
    says("Loading").await;
    assert!(!is_there("region", "Premium, 2 cameras"));
    gate.open();
    one("region", "Premium, 2 cameras").await;
    assert!(!page_text().contains("Loading"));
    assert!(one("heading", "Tapo Care").await.is_same_node(Some(&heading)));
    assert!(one("link", "Use Promo Code").await.is_same_node(Some(&link)));
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

/// A moment so many days from now.
fn days_from_now(days: f64) -> Timestamp {
    let date = js_sys::Date::new(&(js_sys::Date::now() + days * 86_400_000.0).into());
    Timestamp::new(String::from(date.to_iso_string()))
}

fn redeemed(hint: &str, months: u32) -> RedemptionEntry {
    RedemptionEntry {
        id: RedemptionId::new(["red_", hint].concat()),
        redeemed_at: noon("2026-03-01"),
        months,
        code_hint: hint.to_owned(),
    }
}

/// What the drawing says of an element: its place or length in thousandths.
fn drawn(element: &HtmlElement, name: &str) -> u32 {
    element.style().get_property_value(name).expect("a style").parse().expect("a whole number")
}

fn within_region(name: &str, selector: &str) -> Vec<HtmlElement> {
    let region = all("region", Some(name)).pop().expect("the region is there");
    let found = region.query_selector_all(selector).expect("a selector");
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

#[test]
async fn a_timeline_shows_what_each_subscription_says_in_words() {
    let long = Subscription {
        starts_at: days_from_now(-100.0),
        ends_at: days_from_now(299.9),
        cameras: vec![camera("cam_1", "Front door"), camera("cam_2", "Garage")],
        redemptions: vec![redeemed("…TRNM", 12), redeemed("…K4QX", 1)],
        ..subscription()
    };
    let short = Subscription { starts_at: days_from_now(0.0), ends_at: days_from_now(10.9), ..other_subscription() };
    let _stage = opened(vec![long, short, ended_subscription()], Vec::new()).await;
    let says = |name: &str| find::text(&all("region", Some(name)).pop().expect("the region is there"));
    for words in [
        "10 months left",
        "2 of 2 cameras chosen: Front door, Garage",
        "30 days of cloud video history",
        "From your codes …TRNM (12 months), …K4QX (1 month)",
    ] {
        assert!(says("Premium, 2 cameras").contains(words), "{words}: {}", says("Premium, 2 cameras"));
    }
    assert!(says("Basic, 1 camera").contains("11 days left"), "{}", says("Basic, 1 camera"));
    assert!(!says("Basic, 5 cameras, ended").contains("left"), "what has ended has nothing left");

    // The same on one scale.
    let bar = |name: &str| within_region(name, ".timeline__bar").pop().expect("a bar");
    let (long, short, ended) = (bar("Premium, 2 cameras"), bar("Basic, 1 camera"), bar("Basic, 5 cameras, ended"));
    let end = |bar: &HtmlElement| drawn(bar, "--at") + drawn(bar, "--length");
    assert!(drawn(&ended, "--at") < drawn(&long, "--at") && end(&ended) < drawn(&long, "--at"));
    assert!(drawn(&long, "--at") < drawn(&short, "--at") && end(&short) < end(&long));
    let now = within_region("Basic, 1 camera", ".timeline__line--now").pop().expect("today is drawn");
    assert!(drawn(&now, "--at").abs_diff(drawn(&short, "--at")) <= 1, "what begins today begins there");
    let parts: Vec<u32> =
        within_region("Premium, 2 cameras", ".timeline__part").iter().map(|part| drawn(part, "--part")).collect();
    assert_eq!(parts, [923, 77], "twelve months and one");
    // Who listens hears the words alone.
    for track in within_region("Premium, 2 cameras", ".timeline__track") {
        assert_eq!(track.get_attribute("aria-hidden").as_deref(), Some("true"));
    }
}
