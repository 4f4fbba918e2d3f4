//! One subscription.

use crate::support::act::{click_on, is_offered};
use crate::support::check;
use crate::support::data::{self, CODE, camera, cameras, ended_subscription, list, receipt, subscription};
use crate::support::find::{self, is_there, moment, one, says, term};
use crate::support::network::REQUEST_ID;
use crate::support::{Stage, lost, ok, problem, test};
use tapo_care_wire::{Camera, ErrorCode, Subscription};

/// The page, open for a subscription.
async fn opened(subscription: &Subscription) -> Stage {
    let stage = Stage::logged_in().await;
    let path = ["/subscriptions/", subscription.id.as_str()].concat();
    stage.answer("GET", &path, ok(subscription));
    stage.open(&["/tapo_web", &path].concat()).await;
    stage
}

#[test]
async fn shows_dates_cameras_and_codes() {
    let offline = Camera { online: false, ..camera("cam_1", "Front door") };
    let _stage = opened(&Subscription { cameras: vec![offline], ..subscription() }).await;
    check::view("Premium, 2 cameras").await;
    assert_eq!(moment("Started on").await, "2026-11-24T12:00:00Z");
    assert_eq!(moment("Runs until").await, "2027-11-24T12:00:00Z");
    assert_eq!(term("Cameras").await, "1 of 2 cameras");
    for words in ["Front door", "C420S2", "Offline", "…TRNM", "12 months", "30 days of cloud video history"] {
        says(words).await;
    }
}

#[test]
async fn leads_to_the_cameras_and_to_the_receipt_of_each_code() {
    let stage = opened(&subscription()).await;
    stage.answer("GET", "/redemptions/red_1", ok(&receipt()));
    stage.answer("GET", "/cameras", ok(&list(cameras())));
    stage.answer("GET", "/subscriptions", ok(&list(vec![subscription()])));
    says("No cameras chosen yet.").await;
    click_on("link", "Choose cameras").await;
    check::view("Redemption complete").await;
    stage.open("/tapo_web/subscriptions/sub_1").await;
    click_on("link", "Receipt for the code …TRNM").await;
    check::view("Receipt").await;
    find::at("/tapo_web/redeem/red_1/receipt").await;
}

#[test]
async fn an_ended_one_says_so_and_offers_no_choice() {
    let _stage = opened(&ended_subscription()).await;
    check::view("Basic, 5 cameras, ended").await;
    assert_eq!(moment("Ended on").await, "2025-06-15T12:00:00Z");
    assert!(!is_there("definition", "Runs until"));
    assert!(!is_there("link", "Choose cameras"));
}

#[test]
async fn what_can_not_be_had_is_told() {
    for (answer, words, helps) in
        [(lost(), "We could not reach the server.", true), (problem(ErrorCode::NotFound), "could not find", false)]
    {
        let stage = Stage::logged_in().await;
        stage.answer("GET", "/subscriptions/sub_1", answer);
        stage.answer("GET", "/subscriptions/sub_1", ok(&subscription()));
        stage.answer("GET", "/subscriptions", ok(&list(vec![subscription()])));
        stage.answer("GET", "/redemptions?state=previewed", ok(&list(Vec::<data::Nothing>::new())));
        stage.open("/tapo_web/subscriptions/sub_1").await;
        check::view("Subscription").await;
        check::problem(&[words]).await;
        assert_eq!(is_offered("button", "Try again"), helps);
        if helps {
            click_on("button", "Try again").await;
            one("heading", "Premium, 2 cameras").await;
        } else {
            click_on("link", "Back to Tapo Care").await;
            check::view("Tapo Care").await;
        }
        check::no_problem().await;
    }
}

#[test]
async fn its_end_goes_into_the_calendar() {
    let stage = opened(&subscription()).await;
    click_on("button", "Add the end to your calendar").await;
    let file = stage.saved().await;
    assert_eq!((file.name.as_str(), file.kind.as_str()), ("tapo-care-20271124.ics", "text/calendar;charset=utf-8"));
    let lines: Vec<String> = file.text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect();
    for line in [
        "BEGIN:VCALENDAR",
        "UID:sub_1@tapo-care.invalid",
        "DTSTART;VALUE=DATE:20271124",
        "SUMMARY:Tapo Care ends: Premium\\, 2 cameras",
        "TRIGGER:-P14D",
    ] {
        assert!(lines.iter().any(|found| found == line), "{line} in {lines:#?}");
    }
    assert!(lines.iter().any(|line| line.starts_with("URL:http") && line.ends_with("/tapo_web/subscriptions/sub_1")));
    assert!(lines.iter().any(|line| line.starts_with("DTSTAMP:20") && line.ends_with('Z') && line.len() == 24));
}

#[test]
async fn what_has_ended_needs_no_reminder() {
    let _stage = opened(&ended_subscription()).await;
    check::view("Basic, 5 cameras, ended").await;
    assert!(!is_there("button", "Add the end to your calendar"));
}

#[test]
async fn who_can_not_see_it_can_tell_support_why() {
    let stage = Stage::logged_in().await;
    stage.answer("GET", "/subscriptions/W2GBJZT48TRNM", problem(ErrorCode::NotFound));
    stage.open("/tapo_web/subscriptions/W2GBJZT48TRNM").await;
    check::problem(&["could not find"]).await;
    click_on("button", "Copy details for support").await;
    says("Copied.").await;
    let copied = stage.copied().expect("something was copied");
    for line in ["Page: subscription", "Last problem: not_found", "Status: 404", &["Request: ", REQUEST_ID].concat()] {
        assert!(copied.contains(line), "{line} in {copied}");
    }
    assert!(!copied.contains(CODE), "a code in the address is not told: {copied}");
    assert!(!copied.contains("demo@example.com"));
}
