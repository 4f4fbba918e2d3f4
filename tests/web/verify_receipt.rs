//! Check a receipt.

use crate::support::act::{Key, click, click_on, enter_fragment, press, type_into};
use crate::support::check::{self, field_is_wrong, is_busy};
use crate::support::data::{SIGNATURE, noon, plan, receipt};
use crate::support::find::{self, field, is_there, moment, one, page_text, says, term};
use crate::support::{Stage, history, lost, ok, refusal, sent, settle, test};
use tapo_care_wire::{ErrorCode, GenuineReceipt, Problem, ReceiptCheck, Tier};

const VERIFY: &str = "/tapo_web/receipts/verify";
const HEADING: &str = "Check a receipt";
const CALL: &str = "/receipts/verify?reference=TC-7Q2M-4XKD&signature=";

/// The call for the example receipt.
fn call() -> String {
    [CALL, SIGNATURE].concat()
}

/// What the server says of the example receipt.
fn genuine() -> ReceiptCheck {
    let receipt = GenuineReceipt {
        reference: "TC-7Q2M-4XKD".to_owned(),
        plan: plan(Tier::Premium, 2),
        months: 12,
        redeemed_at: noon("2026-11-24"),
        starts_at: noon("2026-11-24"),
        ends_at: noon("2027-11-24"),
        code_hint: "…TRNM".to_owned(),
    };
    ReceiptCheck { genuine: true, receipt: Some(receipt) }
}

#[test]
async fn says_what_a_genuine_receipt_must_say_to_anybody() {
    let stage = Stage::guest().await;
    let (answer, gate) = ok(&genuine()).held();
    stage.answer("GET", &call(), answer);
    stage.open(VERIFY).await;
    check::view(HEADING).await;
    // As people copy it: in small letters, and broken into lines.
    type_into("Reference", " tc-7q2m-4xkd").await;
    type_into("Signature", &[&SIGNATURE[..40], " ", &SIGNATURE[40..]].concat()).await;
    let button = one("button", "Check").await;
    click(&button);
    says("Checking the receipt…").await;
    is_busy(&button);
    press(Key::Enter);
    gate.open();
    let heading = one("heading", "This receipt is genuine").await;
    check::has_focus(&heading).await;
    assert_eq!(term("Reference").await, "TC-7Q2M-4XKD");
    assert_eq!(term("Plan").await, "Premium, 2 cameras");
    assert_eq!(term("Valid for").await, "12 months");
    assert_eq!(moment("Redeemed on").await, "2026-11-24T12:00:00Z");
    assert_eq!(moment("Runs until").await, "2027-11-24T12:00:00Z");
    assert_eq!(term("Code").await, "…TRNM");
    assert_eq!(sent("GET", &call()).len(), 1, "one call, however often it was asked for");
    settle().await;
    assert_eq!(find::address(), VERIFY, "nobody is sent to the log-in");
}

#[test]
async fn says_what_is_not_genuine_and_nothing_more() {
    let stage = Stage::guest().await;
    stage.answer("GET", &call(), ok(&genuine()));
    stage.answer("GET", &call(), ok(&ReceiptCheck { genuine: false, receipt: None }));
    stage.open(VERIFY).await;
    type_into("Reference", "TC-7Q2M-4XKD").await;
    type_into("Signature", SIGNATURE).await;
    click_on("button", "Check").await;
    one("heading", "This receipt is genuine").await;
    click_on("button", "Check").await;
    check::problem(&["No genuine receipt has this reference and this signature."]).await;
    assert!(!is_there("heading", "This receipt is genuine"), "what was true of the last one is gone");
}

#[test]
async fn what_cannot_be_one_is_not_sent() {
    let stage = Stage::guest().await;
    stage.open(VERIFY).await;
    one("textbox", "Reference").await.focus().expect("it can be focused");
    press(Key::Enter);
    check::problem(&["Enter the reference of the receipt", "Enter the signature of the receipt"]).await;
    type_into("Reference", "TC/7").await;
    type_into("Signature", &SIGNATURE[1..]).await;
    press(Key::Enter);
    let of_reference = "This is not a reference. It has letters, numbers and hyphens, such as TC-7K3MQ-9WXHA";
    let of_signature = "This is not a whole signature. It has 86 letters, numbers, hyphens and underscores";
    check::problem(&[of_reference, of_signature]).await;
    field_is_wrong(&field("textbox", "Reference").await, of_reference);
    field_is_wrong(&field("textbox", "Signature").await, of_signature);
}

#[test]
async fn a_link_fills_both_in_and_leaves_nothing_in_the_address() {
    let stage = Stage::guest().await;
    stage.answer("GET", &call(), ok(&genuine()));
    stage.open(&[VERIFY, "#TC-7Q2M-4XKD.", SIGNATURE].concat()).await;
    check::view(HEADING).await;
    assert_eq!(field("textbox", "Reference").await.value(), "TC-7Q2M-4XKD");
    assert_eq!(field("textbox", "Signature").await.value(), SIGNATURE);
    assert_eq!(find::address(), VERIFY);
    // Nothing is asked before somebody wants to know.
    settle().await;
    assert!(sent("GET", &call()).is_empty());
    click_on("button", "Check").await;
    one("heading", "This receipt is genuine").await;
    enter_fragment("TC-OTHER-ONE11.short");
    find::at(VERIFY).await;
    assert_eq!(field("textbox", "Reference").await.value(), "TC-OTHER-ONE11");
    assert_eq!(field("textbox", "Signature").await.value(), "short");
}

#[test]
async fn the_receipt_shows_its_signature_and_leads_here() {
    let stage = Stage::logged_in().await;
    stage.answer("GET", "/redemptions/red_1", ok(&receipt()));
    stage.answer("GET", &call(), ok(&genuine()));
    stage.open("/tapo_web/redeem/red_1/receipt").await;
    one("region", "Signature").await;
    assert!(page_text().contains(SIGNATURE));
    click_on("link", HEADING).await;
    let heading = check::view(HEADING).await;
    check::has_focus(&heading).await;
    find::at(VERIFY).await;
    assert_eq!(field("textbox", "Reference").await.value(), "TC-7Q2M-4XKD");
    assert_eq!(field("textbox", "Signature").await.value(), SIGNATURE);
    assert!(!history().join("\n").contains(SIGNATURE), "the history keeps none of it");
    click_on("button", "Check").await;
    one("heading", "This receipt is genuine").await;
}

#[test]
async fn a_server_that_does_not_answer_or_had_enough_is_said() {
    let stage = Stage::guest().await;
    stage.answer("GET", &call(), lost());
    stage.answer("GET", &call(), refusal(&Problem { retry_after: Some(90), ..Problem::new(ErrorCode::RateLimited) }));
    stage.open(VERIFY).await;
    type_into("Reference", "TC-7Q2M-4XKD").await;
    type_into("Signature", SIGNATURE).await;
    press(Key::Enter);
    check::problem(&["We could not reach the server."]).await;
    click_on("button", "Check").await;
    check::problem(&["There were too many tries."]).await;
    says("Try again in 1 minute 30 seconds.").await;
}
