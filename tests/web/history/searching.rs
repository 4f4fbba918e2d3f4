//! Finding a redemption among many, and taking all of them along.

use super::{FIRST, SECOND, first_page, older, opened, rows};
use crate::support::act::{choose, click, click_on, fill};
use crate::support::check::{self, is_busy};
use crate::support::data::{CODE, list, noon, receipt};
use crate::support::find::{field, is_there, one, says};
use crate::support::{lost, ok, sent, settle, test, until};
use tapo_care_wire::{List, Redemption, RedemptionId, Tier};

const THIRD: &str = "/redemptions?state=redeemed&cursor=3";

/// Another one, of another plan and year.
fn oldest() -> Redemption {
    let mut redemption = receipt();
    redemption.id = RedemptionId::new("red_9");
    redemption.grant.plan = crate::support::data::plan(Tier::Basic, 1);
    redemption.redeemed_at = Some(noon("2024-02-10"));
    redemption.reference = Some("TC-ZZZZ-YYYY".to_owned());
    redemption.code_hint = "…QQ77".to_owned();
    redemption
}

/// Waits until just these are in the table, by a part of each row.
async fn shows(parts: &[&str]) {
    until(&format!("the rows {parts:?}"), || {
        let rows = rows();
        let found = rows.iter().skip(1);
        (rows.len() == parts.len() + 1 && found.zip(parts).all(|(row, part)| row.contains(part))).then_some(())
    })
    .await;
}

#[test]
async fn finds_by_reference_code_and_plan() {
    let _stage = opened(&list(vec![receipt(), older(), oldest()])).await;
    let search = field("searchbox", "Search").await;
    for (words, found) in
        [("aaaa bbbb", "TC-AAAA-BBBB"), ("…trnm", "TC-7Q2M-4XKD"), ("BASIC", "TC-ZZZZ-YYYY"), ("qq77", "TC-ZZZZ-YYYY")]
    {
        fill(&search, words);
        shows(&[found]).await;
        says("1 redemption of 3 found").await;
    }
    // Who pastes the whole code finds what it was used for, and it stays out of the address.
    fill(&search, CODE);
    shows(&["TC-7Q2M-4XKD"]).await;
    fill(&search, "nothing like it");
    says("0 redemptions of 3 found").await;
    click_on("button", "Show all").await;
    shows(&["TC-7Q2M-4XKD", "TC-AAAA-BBBB", "TC-ZZZZ-YYYY"]).await;
    assert_eq!(search.value(), "");
    assert!(!is_there("button", "Show all"));
}

#[test]
async fn each_choice_narrows_what_is_shown() {
    let _stage = opened(&list(vec![receipt(), older(), oldest()])).await;
    choose("Plan", "premium").await;
    shows(&["TC-7Q2M-4XKD", "TC-AAAA-BBBB"]).await;
    choose("What it did", "extends").await;
    shows(&["TC-AAAA-BBBB"]).await;
    choose("What it did", "").await;
    choose("Plan", "").await;
    choose("Year", "2024").await;
    shows(&["TC-ZZZZ-YYYY"]).await;
    choose("Year", "2026").await;
    shows(&["TC-7Q2M-4XKD", "TC-AAAA-BBBB"]).await;
}

#[test]
async fn looks_through_everything_not_only_what_is_shown() {
    let stage = opened(&first_page()).await;
    let (answer, gate) = ok(&List { items: vec![older()], next_cursor: Some("3".to_owned()) }).held();
    stage.answer("GET", SECOND, answer);
    stage.answer("GET", THIRD, ok(&list(vec![oldest()])));
    fill(&field("searchbox", "Search").await, "zzzz");
    says("Searching the whole history…").await;
    gate.open();
    shows(&["TC-ZZZZ-YYYY"]).await;
    says("1 redemption of 3 found").await;
    choose("Year", "2024").await;
    assert_eq!((sent("GET", SECOND).len(), sent("GET", THIRD).len()), (1, 1));
}

#[test]
async fn what_could_not_be_searched_is_told_and_can_be_tried_again() {
    let stage = opened(&first_page()).await;
    stage.answer("GET", SECOND, lost());
    stage.answer("GET", SECOND, ok(&list(vec![older()])));
    let search = field("searchbox", "Search").await;
    fill(&search, "aaaa");
    check::problem(&["We could not reach the server."]).await;
    fill(&search, "aaaa-b");
    settle().await;
    assert_eq!(sent("GET", SECOND).len(), 1, "nothing is tried behind the visitor's back");
    click_on("button", "Show more").await;
    shows(&["TC-AAAA-BBBB"]).await;
    check::no_problem().await;
}

#[test]
async fn all_of_it_can_be_taken_along_as_a_table() {
    let stage = opened(&first_page()).await;
    let mut evil = older();
    evil.reference = Some("=1+\"1\"".to_owned());
    let (answer, gate) = ok(&list(vec![evil])).held();
    stage.answer("GET", SECOND, answer);
    let download = one("button", "Download CSV").await;
    click(&download);
    until("the button to be busy", || download.get_attribute("aria-disabled")).await;
    is_busy(&download);
    click(&download);
    gate.open();
    let file = stage.saved().await;
    assert!(file.name.starts_with("tapo-care-20") && file.name.ends_with(".csv"), "{}", file.name);
    assert_eq!(file.kind, "text/csv;charset=utf-8");
    let lines: Vec<&str> = file.text.split("\r\n").collect();
    assert_eq!(
        lines,
        [
            "\u{feff}\"Redeemed on\",\"Plan\",\"Cameras\",\"Months\",\"What it did\",\"Runs from\",\"Runs until\",\"Code\",\"Reference\"",
            "\"2026-11-24T12:00:00Z\",\"Premium\",\"2\",\"12\",\"New subscription\",\"2026-11-24T12:00:00Z\",\"2027-11-24T12:00:00Z\",\
             \"…TRNM\",\"TC-7Q2M-4XKD\"",
            "\"2026-11-24T12:00:00Z\",\"Premium\",\"2\",\"12\",\"Extended a subscription\",\"2027-05-10T12:00:00Z\",\
             \"2028-05-10T12:00:00Z\",\"…9K4A\",\"'=1+\"\"1\"\"\"",
            "",
        ]
    );
    assert_eq!((sent("GET", FIRST).len(), sent("GET", SECOND).len()), (1, 1));
    assert!(download.get_attribute("aria-disabled").is_none());
}

#[test]
async fn a_table_that_is_not_whole_is_not_made() {
    let stage = opened(&first_page()).await;
    stage.answer("GET", SECOND, lost());
    stage.answer("GET", SECOND, ok(&list(vec![older()])));
    click_on("button", "Download CSV").await;
    check::problem(&["We could not reach the server."]).await;
    assert!(!stage.has_saved());
    click_on("button", "Download CSV").await;
    let file = stage.saved().await;
    assert!(file.text.contains("TC-AAAA-BBBB"));
    check::no_problem().await;
}
