//! The plan details, and the button that spends the code.

mod refused;
mod unknown;

use crate::support::act::{Key, click, click_on, press, type_into};
use crate::support::check::{self, is_busy};
use crate::support::data::{CODE, cameras, extension, list, preview, receipt, subscription};
use crate::support::find::{self, field, moment, one, says, term};
use crate::support::{Stage, created, history, ok, requests, sent, settle, test};
use serde_json::Value;
use tapo_care_wire::Redemption;

const CONFIRM: &str = "/tapo_web/redeem/red_1";
const CAMERAS: &str = "/tapo_web/redeem/red_1/cameras";
const HEADING: &str = "Confirm the plan details";
const BUTTON: &str = "Confirm and redeem";
const NOT_USED: &str = "Your code has not been used.";
const ASK: (&str, &str) = ("GET", "/redemptions/red_1");
const SPEND: (&str, &str) = ("POST", "/redemptions/red_1/confirmation");

/// A server that has this preview, and the cameras for the next page.
async fn stage(preview: &Redemption) -> Stage {
    let stage = Stage::logged_in().await;
    stage.answer(ASK.0, ASK.1, ok(preview));
    stage.answer("GET", "/cameras", ok(&list(cameras())));
    stage.answer("GET", "/subscriptions", ok(&list(vec![subscription()])));
    stage
}

/// The page, open for a preview.
async fn opened(preview: &Redemption) -> Stage {
    let stage = stage(preview).await;
    stage.open(CONFIRM).await;
    check::view(HEADING).await;
    one("button", BUTTON).await;
    stage
}

fn confirmations() -> usize {
    sent(SPEND.0, SPEND.1).len()
}

#[test]
async fn shows_what_a_new_subscription_will_be() {
    let _stage = opened(&preview()).await;
    says("Step 2 of 4").await;
    says("new subscription").await;
    assert_eq!(term("Plan").await, "Premium, 2 cameras");
    assert_eq!(term("Valid for").await, "12 months");
    assert_eq!(term("Cameras").await, "2 cameras");
    assert!(!term("Starts").await.is_empty());
    assert_eq!(moment("Ends").await, "2027-11-24T12:00:00Z");
    assert!(term("Ends").await.contains("2027"));
    says("…TRNM").await;
    says("30 days of cloud video history").await;
    one("link", "Use a different code").await;
    assert!(!find::page_text().contains("extends"));
}

#[test]
async fn shows_what_an_extension_changes() {
    let _stage = opened(&extension()).await;
    says("This code extends your subscription").await;
    says("The number of cameras stays the same.").await;
    assert_eq!(moment("Starts").await, "2027-05-10T12:00:00Z");
    assert_eq!(moment("Ends").await, "2028-05-10T12:00:00Z");
    let text = find::page_text();
    for (before, after) in [("from", "to"), ("Current end", "New end")] {
        let rest = text.split_once(before).unwrap_or_else(|| panic!("“{before}”: {text}")).1;
        let (between, rest) = rest.split_once(after).unwrap_or_else(|| panic!("“{after}”: {text}"));
        assert!(between.contains("2027"), "the end before: {between}");
        assert!(rest.contains("2028"), "the end afterwards: {rest}");
    }
    assert!(!text.contains("new subscription"));
}

#[test]
async fn the_terms_are_the_codes_own() {
    for flag in [false, true] {
        let mut preview = preview();
        let terms = &mut preview.grant.terms;
        (terms.card_required, terms.auto_renews, terms.refundable) = (flag, flag, flag);
        terms.text = flag.then(|| "Only for new customers.".to_owned());
        let _stage = opened(&preview).await;
        let text = find::page_text();
        assert_eq!(text.contains("No payment card is needed."), !flag);
        assert_eq!(text.contains("A payment card is needed."), flag);
        assert_eq!(text.contains("It does not renew by itself."), !flag);
        assert_eq!(text.contains("It renews by itself"), flag);
        assert_eq!(text.contains("It can be refunded."), flag);
        assert_eq!(text.contains("Only for new customers."), flag);
    }
}

/// Seen red without the call of `if_match`.
#[test]
async fn spends_what_was_read_and_leads_to_the_cameras() {
    let stage = opened(&preview()).await;
    stage.answer(SPEND.0, SPEND.1, ok(&receipt()));
    one("button", BUTTON).await.focus().expect("it can be focused");
    press(Key::Enter);
    let heading = check::view("Redemption complete").await;
    check::has_focus(&heading).await;
    find::at(CAMERAS).await;
    let [spent] = &sent(SPEND.0, SPEND.1)[..] else { panic!("one call: {:?}", requests()) };
    assert_eq!(spent.if_match.as_deref(), Some("\"r1\""));
    assert_eq!((&spent.body, &spent.content_type), (&Value::Null, &None));
    assert_eq!(sent(ASK.0, ASK.1).len(), 1, "the answer is passed on, not asked for again");
    check::no_problem().await;
}

#[test]
async fn tab_reaches_both_ways_on() {
    let _stage = opened(&preview()).await;
    let names = find::tab_names();
    assert!(names.ends_with(&[BUTTON.to_owned(), "Use a different code".to_owned()]), "{names:?}");
}

#[test]
async fn reading_spends_nothing() {
    let _stage = opened(&preview()).await;
    settle().await;
    assert_eq!(confirmations(), 0);
}

/// Seen red with both guards taken out: the button's own look at `busy`, and the look at the state before sending.
#[test]
async fn while_it_redeems_a_second_click_sends_nothing() {
    let stage = opened(&preview()).await;
    let (answer, gate) = ok(&receipt()).held();
    stage.answer(SPEND.0, SPEND.1, answer);
    let button = one("button", BUTTON).await;
    click(&button);
    click(&button);
    says("Redeeming your code…").await;
    is_busy(&button);
    check::has_focus(&button).await;
    press(Key::Enter);
    press(Key::Space);
    settle().await;
    gate.open();
    check::view("Redemption complete").await;
    assert_eq!(confirmations(), 1);
}

#[test]
async fn the_code_is_forgotten_once_it_is_spent() {
    let stage = stage(&preview()).await;
    stage.answer("POST", "/redemptions", created(&preview()));
    stage.answer(SPEND.0, SPEND.1, ok(&receipt()));
    stage.answer("GET", "/subscriptions", ok(&list(vec![subscription()])));
    stage.answer("GET", "/redemptions?state=previewed", ok(&list(Vec::<Redemption>::new())));
    stage.open("/tapo_web/redeem").await;
    type_into("Redemption Code", CODE).await;
    press(Key::Enter);
    click_on("button", BUTTON).await;
    check::view("Redemption complete").await;
    click_on("link", "Tapo Care").await;
    click_on("link", "Use Promo Code").await;
    assert_eq!(field("textbox", "Redemption Code").await.value(), "");
}

#[test]
async fn a_different_code_starts_with_an_empty_field() {
    let stage = stage(&preview()).await;
    stage.answer("POST", "/redemptions", created(&preview()));
    stage.open("/tapo_web/redeem").await;
    type_into("Redemption Code", CODE).await;
    press(Key::Enter);
    click_on("link", "Use a different code").await;
    check::view("Redeem Promo Code").await;
    assert_eq!(field("textbox", "Redemption Code").await.value(), "");
    assert_eq!(confirmations(), 0);
}

#[test]
async fn once_redeemed_it_leads_on_in_place_of_this_page() {
    for (chosen, address, heading) in
        [(false, CAMERAS, "Redemption complete"), (true, "/tapo_web/redeem/red_1/receipt", "Receipt")]
    {
        let mut subscription = subscription();
        subscription.cameras_chosen = chosen;
        let alone = Redemption { subscription: None, ..receipt() };
        let with_it = Redemption { subscription: Some(subscription.clone()), ..receipt() };
        for redemption in [alone, with_it] {
            let stage = stage(&redemption).await;
            stage.answer("GET", "/subscriptions/sub_1", ok(&subscription));
            stage.open(CONFIRM).await;
            let entries = find::history_length();
            check::view(heading).await;
            find::at(address).await;
            settle().await;
            assert_eq!(find::history_length(), entries, "Back does not come here again: {:?}", history());
            assert_eq!(confirmations(), 0);
        }
    }
}

#[test]
async fn who_goes_elsewhere_meanwhile_is_not_called_back() {
    let stage = opened(&preview()).await;
    let (answer, gate) = ok(&receipt()).held();
    stage.answer(SPEND.0, SPEND.1, answer);
    click_on("button", BUTTON).await;
    says("Redeeming your code…").await;
    click_on("link", "Help").await;
    check::view("Help").await;
    gate.open();
    settle().await;
    assert_eq!(find::address(), "/tapo_web/help");
    assert_eq!(sent(ASK.0, ASK.1).len(), 1);
}
