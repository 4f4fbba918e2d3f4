//! The receipt.

use crate::support::act::{Key, click_on, press};
use crate::support::check;
use crate::support::data::{CODE, SIGNATURE, cameras, list, noon, preview, receipt, subscription};
use crate::support::find::{self, is_there, moment, one, page_text, says, term};
use crate::support::{Stage, encoder, history, ok, settle, test, until};
use tapo_care_wire::{Redemption, Subscription};

const RECEIPT: &str = "/tapo_web/redeem/red_1/receipt";
const PICTURE: &str = "QR code of the link to check this receipt";

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

#[test]
async fn can_be_kept_as_a_file_that_says_the_same() {
    let stage = opened(&receipt()).await;
    one("img", PICTURE).await;
    click_on("button", "Save").await;
    let file = stage.saved().await;
    assert_eq!((file.name.as_str(), file.kind.as_str()), ("tapo-care-TC-7Q2M-4XKD.html", "text/html;charset=utf-8"));
    for term in ["Reference", "Plan", "Redeemed on", "Valid for", "Runs from", "Runs until", "Code", "TP-Link ID"] {
        let row = ["<dt>", term, "</dt><dd dir=\"auto\">", &find::term(term).await, "</dd>"].concat();
        assert!(file.text.contains(&row), "{row} in {}", file.text);
    }
    let check = ["/tapo_web/receipts/verify#TC-7Q2M-4XKD.", SIGNATURE, "\""].concat();
    assert!(file.text.contains(&check), "{}", file.text);
    // Two squares by two, as these tests draw them, within the four light ones that readers need.
    let drawn = "<svg aria-hidden=\"true\" viewBox=\"-4 -4 10 10\"><path d=\"M0 0h1v1h-1zM0 1h2v1h-2z\"/></svg>";
    assert!(file.text.contains(drawn), "{}", file.text);
    assert!(!file.text.contains(CODE), "nobody needs the whole code");
}

#[test]
async fn its_qr_code_leads_to_the_check_of_it() {
    let _stage = opened(&receipt()).await;
    one("img", PICTURE).await;
    let origin = web_sys::window().expect("a window").location().origin().expect("an origin");
    let link = [origin.as_str(), "/tapo_web/receipts/verify#TC-7Q2M-4XKD.", SIGNATURE].concat();
    assert_eq!(encoder::drawn(), Some(link));
}

#[test]
async fn without_its_qr_code_it_is_all_there_and_can_be_kept() {
    let stage = Stage::logged_in().await;
    encoder::lose();
    stage.answer("GET", "/redemptions/red_1", ok(&receipt()));
    stage.open(RECEIPT).await;
    check::view("Receipt").await;
    let place = || find::document().query_selector(".qr").expect("a selector");
    until("no place kept for it", || place().is_none().then_some(())).await;
    says(SIGNATURE).await;
    assert!(!is_there("img", PICTURE));
    click_on("button", "Save").await;
    let file = stage.saved().await;
    assert!(file.text.contains(SIGNATURE) && !file.text.contains("<svg"), "{}", file.text);
    click_on("link", "Check a receipt").await;
    check::view("Check a receipt").await;
}

#[test]
async fn the_end_of_the_plan_goes_into_the_calendar_as_it_is_now() {
    let extended = Subscription { ends_at: noon("2031-01-07"), ..subscription() };
    let stage = opened(&Redemption { subscription: Some(extended), ..receipt() }).await;
    click_on("button", "Add the end to your calendar").await;
    let file = stage.saved().await;
    assert_eq!((file.name.as_str(), file.kind.as_str()), ("tapo-care-20310107.ics", "text/calendar;charset=utf-8"));
    assert!(file.text.contains("\r\nDTSTART;VALUE=DATE:20310107\r\n"), "{}", file.text);
}

#[test]
async fn support_gets_to_know_what_it_needs_and_no_more() {
    let stage = opened(&receipt()).await;
    click_on("button", "Copy details for support").await;
    says("Copied.").await;
    let copied = stage.copied().expect("something was copied");
    for line in ["Page: receipt", "Redemption: red_1", "Reference: TC-7Q2M-4XKD", "Language: en", "Browser: Mozilla/"] {
        assert!(copied.contains(line), "{line} in {copied}");
    }
    for secret in [CODE, "demo@example.com", SIGNATURE] {
        assert!(!copied.contains(secret), "{secret} in {copied}");
    }
    // It is what the visitor was shown.
    click_on("button", "Show the details").await;
    let shown = find::document().query_selector(".get-help__text").expect("a selector").expect("it is there");
    assert_eq!(shown.text_content().expect("a text").trim(), copied.trim());
    let mail = one("link", "Write an email with them").await.get_attribute("href").expect("an address");
    let body = mail.strip_prefix("mailto:?subject=Help%20with%20Tapo%20Care&body=").expect("to nobody yet");
    let body = String::from(js_sys::decode_uri_component(body).expect("it can be read"));
    assert_eq!(body.replace("\r\n", "\n"), copied);
}
