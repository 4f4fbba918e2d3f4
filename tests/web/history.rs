//! Every redemption of the account.

mod searching;

use crate::support::act::{click, click_on};
use crate::support::check::{self, is_busy};
use crate::support::data::{self, extension, list, receipt};
use crate::support::find::{self, all, is_there, one, says};
use crate::support::{Stage, lost, ok, sent, settle, test, until};
use tapo_care_wire::{Effect, List, Redemption, RedemptionId, RedemptionState};

const FIRST: &str = "/redemptions?state=redeemed";
/// What the page asks for after the cursor "next/page=2".
const SECOND: &str = "/redemptions?state=redeemed&cursor=next%2Fpage%3D2";
const TABLE: &str = "Every code redeemed with this TP-Link ID, newest first";

/// An older redemption, which extended a subscription.
fn older() -> Redemption {
    let effect = Effect { ..extension().effect };
    let mut redemption = Redemption { effect, state: RedemptionState::Redeemed, ..receipt() };
    redemption.id = RedemptionId::new("red_0");
    redemption.reference = Some("TC-AAAA-BBBB".to_owned());
    redemption.code_hint = "…9K4A".to_owned();
    redemption
}

fn first_page() -> List<Redemption> {
    List { items: vec![receipt()], next_cursor: Some("next/page=2".to_owned()) }
}

async fn opened(first: &List<Redemption>) -> Stage {
    let stage = Stage::logged_in().await;
    stage.answer("GET", FIRST, ok(first));
    stage.open("/tapo_web/history").await;
    check::view("Redemption history").await;
    stage
}

fn rows() -> Vec<String> {
    find::within(&[("table", Some(TABLE)), ("row", None)]).iter().map(|row| find::text(row)).collect()
}

#[test]
async fn is_a_table_of_what_each_code_did() {
    let stage = opened(&list(vec![receipt(), older()])).await;
    one("table", TABLE).await;
    let columns: Vec<String> = all("columnheader", None).iter().map(|cell| find::text(cell)).collect();
    assert_eq!(columns, ["Redeemed on", "Plan", "Valid for", "What it did", "Code", "Receipt"]);
    let rows = rows();
    assert_eq!(rows.len(), 3, "{rows:?}");
    for words in ["2026", "Premium, 2 cameras", "12 months", "New subscription", "…TRNM", "TC-7Q2M-4XKD"] {
        assert!(rows[1].contains(words), "{words}: {}", rows[1]);
    }
    for words in ["Extended a subscription", "…9K4A", "TC-AAAA-BBBB"] {
        assert!(rows[2].contains(words), "{words}: {}", rows[2]);
    }
    assert!(!is_there("button", "Show more"), "there is no more");
    stage.answer("GET", "/redemptions/red_0", ok(&older()));
    click_on("link", "Receipt TC-AAAA-BBBB").await;
    check::view("Receipt").await;
    find::at("/tapo_web/redeem/red_0/receipt").await;
}

#[test]
async fn is_reached_from_the_header() {
    let stage = Stage::logged_in().await;
    stage.answer("GET", FIRST, ok(&list(vec![receipt()])));
    stage.open("/tapo_web/help").await;
    click_on("link", "History").await;
    let heading = check::view("Redemption history").await;
    check::has_focus(&heading).await;
    assert_eq!(one("link", "History").await.get_attribute("aria-current").as_deref(), Some("page"));
}

#[test]
async fn grows_by_a_page_at_a_time() {
    let stage = opened(&first_page()).await;
    let (answer, gate) = ok(&list(vec![older()])).held();
    stage.answer("GET", SECOND, answer);
    let more = one("button", "Show more").await;
    click(&more);
    until("the button to be busy", || more.get_attribute("aria-disabled")).await;
    is_busy(&more);
    click(&more);
    settle().await;
    gate.open();
    until("both rows", || (rows().len() == 3).then_some(())).await;
    assert!(rows()[1].contains("…TRNM") && rows()[2].contains("…9K4A"), "{:?}", rows());
    until("no more to show", || (!is_there("button", "Show more")).then_some(())).await;
    // The button is gone; who used it by keyboard goes on reading where the new rows begin.
    check::has_focus(&one("link", "Receipt TC-AAAA-BBBB").await).await;
    assert_eq!(sent("GET", SECOND).len(), 1);
}

#[test]
async fn keeps_what_it_has_when_more_can_not_be_had() {
    let stage = opened(&first_page()).await;
    stage.answer("GET", SECOND, lost());
    stage.answer("GET", SECOND, ok(&list(vec![older()])));
    click_on("button", "Show more").await;
    check::problem(&["We could not reach the server."]).await;
    assert_eq!(rows().len(), 2);
    click_on("button", "Show more").await;
    until("both rows", || (rows().len() == 3).then_some(())).await;
    check::no_problem().await;
}

#[test]
async fn is_empty_at_first() {
    let _stage = opened(&list(Vec::new())).await;
    one("heading", "No code redeemed yet").await;
    assert!(all("table", None).is_empty());
    click_on("link", "Use Promo Code").await;
    check::view("Redeem Promo Code").await;
}

#[test]
async fn what_can_not_be_loaded_can_be_tried_again() {
    let stage = Stage::logged_in().await;
    stage.answer("GET", FIRST, lost());
    stage.answer("GET", FIRST, ok(&list(Vec::<data::Nothing>::new())));
    stage.open("/tapo_web/history").await;
    check::view("Redemption history").await;
    check::problem(&["We could not reach the server."]).await;
    click_on("button", "Try again").await;
    says("No code redeemed yet").await;
    check::no_problem().await;
}
