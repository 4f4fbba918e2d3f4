//! The plan details, and the button that spends the code.

use crate::support::act::{Key, click, click_on, is_offered, log_in, press, type_into};
use crate::support::check::{self, is_busy};
use crate::support::data::{self, CODE, cameras, extension, list, noon, preview, receipt, subscription, unspent};
use crate::support::find::{self, field, is_there, moment, one, says, term};
use crate::support::{
    Stage, clock, created, history, lost, ok, problem, proxy_answer, refusal, requests, sent, settle, test, until,
};
use serde_json::Value;
use tapo_care_wire::{CodeUsed, ErrorCode, Problem, Redemption};

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
    for (before, after) in [("from", "to"), ("Ends now", "Will end")] {
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
async fn reading_spends_nothing() {
    let _stage = opened(&preview()).await;
    settle().await;
    assert_eq!(confirmations(), 0);
}

/// Seen red with the state not looked at before sending.
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

/// Seen red with a lost answer taken for a failure in `Confirmation::failed`.
#[test]
async fn after_a_lost_answer_the_truth_is_asked_for() {
    let without_saying = |code_used| Problem { code_used, ..Problem::new(ErrorCode::Unavailable) };
    for answer in [
        lost(),
        proxy_answer(),
        ok(&receipt()).cut_off(),
        ok(&preview()),
        refusal(&without_saying(Some(CodeUsed::Unknown))),
        refusal(&without_saying(Some(CodeUsed::Yes))),
        refusal(&without_saying(None)),
    ] {
        let stage = stage(&preview()).await;
        let (truth, gate) = ok(&receipt()).held();
        stage.answer(ASK.0, ASK.1, truth);
        stage.answer(SPEND.0, SPEND.1, answer);
        stage.open(CONFIRM).await;
        click_on("button", BUTTON).await;
        says("We are checking").await;
        assert!(!is_there("button", BUTTON), "there is nothing to press while nobody knows");
        assert!(!is_there("link", "Use a different code"));
        check::no_problem().await;
        assert!(!find::page_text().contains("has not been used"), "nobody knows yet");
        gate.open();
        check::view("Redemption complete").await;
        find::at(CAMERAS).await;
        assert_eq!(confirmations(), 1);
    }
}

/// Seen red with one such answer believed in `Confirmation::found`.
#[test]
async fn two_answers_say_that_it_never_arrived_and_then_one_can_confirm_again() {
    let stage = opened(&preview()).await;
    stage.answer(SPEND.0, SPEND.1, lost());
    stage.answer(SPEND.0, SPEND.1, ok(&receipt()));
    click_on("button", BUTTON).await;
    says("We are checking").await;
    clock::pass_when_due(1.0).await;
    check::problem(&["did not reach the server", NOT_USED]).await;
    assert_eq!(sent(ASK.0, ASK.1).len(), 3, "once to show it, twice to be sure");
    assert!(is_offered("button", BUTTON));
    assert!(is_offered("link", "Use a different code"));
    click_on("button", BUTTON).await;
    check::view("Redemption complete").await;
    check::no_problem().await;
    assert_eq!(confirmations(), 2);
}

#[test]
async fn while_nobody_answers_it_asks_again_and_again() {
    let stage = stage(&preview()).await;
    for _ in 0..5 {
        stage.answer(ASK.0, ASK.1, lost());
    }
    stage.answer(ASK.0, ASK.1, ok(&receipt()));
    stage.answer(SPEND.0, SPEND.1, lost());
    stage.open(CONFIRM).await;
    click_on("button", BUTTON).await;
    for seconds in [1.0, 2.0, 4.0, 8.0, 8.0] {
        clock::pass_when_due(seconds).await;
    }
    check::view("Redemption complete").await;
}

#[test]
async fn an_answer_that_takes_too_long_counts_as_lost() {
    let stage = stage(&preview()).await;
    let (answer, _gate) = ok(&receipt()).held();
    stage.answer(SPEND.0, SPEND.1, answer);
    stage.answer(ASK.0, ASK.1, ok(&receipt()));
    stage.open(CONFIRM).await;
    click_on("button", BUTTON).await;
    until("the confirmation", || (confirmations() == 1).then_some(())).await;
    clock::pass(19.0);
    settle().await;
    says("Redeeming your code…").await;
    clock::pass_when_due(1.0).await;
    check::view("Redemption complete").await;
}

#[test]
async fn what_changed_meanwhile_is_shown_and_confirmed_as_it_is_now() {
    let mut fresh = extension();
    fresh.grant.months = 6;
    fresh.etag = "r9".to_owned();
    let changed = Problem { redemption: Some(Box::new(fresh)), ..unspent(ErrorCode::PreviewChanged) };
    let stage = opened(&preview()).await;
    stage.answer(SPEND.0, SPEND.1, refusal(&changed));
    stage.answer(SPEND.0, SPEND.1, ok(&receipt()));
    click_on("button", BUTTON).await;
    check::problem(&["changed", NOT_USED]).await;
    assert_eq!(term("Valid for").await, "6 months");
    assert_eq!(moment("Ends").await, "2028-05-10T12:00:00Z");
    says("This code extends your subscription").await;
    click_on("button", BUTTON).await;
    check::view("Redemption complete").await;
    let tags: Vec<_> = sent(SPEND.0, SPEND.1).into_iter().filter_map(|asked| asked.if_match).collect();
    assert_eq!(tags, ["\"r1\"", "\"r9\""]);
}

#[test]
async fn a_code_of_no_use_any_more_can_not_be_confirmed_again() {
    let expired = Problem { redeem_until: Some(noon("2025-02-01")), ..Problem::new(ErrorCode::CodeExpired) };
    for (answer, words) in [
        (Problem::new(ErrorCode::CodeAlreadyRedeemed), "already been redeemed"),
        (expired, "last day to redeem"),
        (Problem::new(ErrorCode::CodeRevoked), "withdrawn"),
        (Problem::new(ErrorCode::NotFound), "could not find"),
    ] {
        let stage = opened(&preview()).await;
        stage.answer(SPEND.0, SPEND.1, refusal(&answer));
        click_on("button", BUTTON).await;
        let summary = check::problem(&[words]).await;
        assert!(!find::text(&summary).contains(NOT_USED), "it is of no use, whatever became of it");
        assert!(!is_there("button", BUTTON));
        assert!(is_offered("link", "Use a different code"));
        assert_eq!(confirmations(), 1);
    }
}

#[test]
async fn after_a_refusal_that_spent_nothing_one_can_try_again() {
    for code in [
        ErrorCode::RegionMismatch,
        ErrorCode::CodeNotYetActive,
        ErrorCode::OriginRefused,
        ErrorCode::IfMatchRequired,
        ErrorCode::RateLimited,
        ErrorCode::Locked,
        ErrorCode::Unavailable,
        ErrorCode::Unknown,
    ] {
        let stage = opened(&preview()).await;
        stage.answer(SPEND.0, SPEND.1, refusal(&unspent(code)));
        stage.answer(SPEND.0, SPEND.1, ok(&receipt()));
        click_on("button", BUTTON).await;
        check::problem(&[NOT_USED]).await;
        assert_eq!(term("Plan").await, "Premium, 2 cameras", "what was read is still there");
        click_on("button", BUTTON).await;
        check::view("Redemption complete").await;
    }
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
async fn a_session_that_is_over_leads_to_the_log_in_and_back_to_the_details() {
    let stage = opened(&preview()).await;
    stage.answer(SPEND.0, SPEND.1, refusal(&unspent(ErrorCode::SessionExpired)));
    stage.answer(SPEND.0, SPEND.1, ok(&receipt()));
    stage.answer("POST", "/session", ok(&data::viewer()));
    click_on("button", BUTTON).await;
    check::view("Log in with your TP-Link ID").await;
    find::at("/tapo_web/login?return_to=/tapo_web/redeem/red_1").await;
    says("You were logged out.").await;
    log_in().await;
    check::view(HEADING).await;
    find::at(CONFIRM).await;
    click_on("button", BUTTON).await;
    check::view("Redemption complete").await;
}

#[test]
async fn a_session_that_ends_while_the_truth_is_asked_for_leads_back_to_the_truth() {
    let stage = stage(&preview()).await;
    stage.answer(ASK.0, ASK.1, problem(ErrorCode::SessionExpired));
    stage.answer(ASK.0, ASK.1, ok(&receipt()));
    stage.answer(SPEND.0, SPEND.1, lost());
    stage.answer("POST", "/session", ok(&data::viewer()));
    stage.open(CONFIRM).await;
    click_on("button", BUTTON).await;
    check::view("Log in with your TP-Link ID").await;
    log_in().await;
    check::view("Redemption complete").await;
    assert_eq!(confirmations(), 1);
}

#[test]
async fn what_can_not_be_loaded_can_be_tried_again_where_that_helps() {
    for (answer, words, helps) in [
        (lost(), "We could not reach the server.", true),
        (problem(ErrorCode::Unavailable), "not available", true),
        (problem(ErrorCode::NotFound), "could not find", false),
        (problem(ErrorCode::CodeRevoked), "withdrawn", false),
    ] {
        let stage = Stage::logged_in().await;
        stage.answer(ASK.0, ASK.1, answer);
        stage.answer(ASK.0, ASK.1, ok(&preview()));
        stage.open(CONFIRM).await;
        check::view(HEADING).await;
        check::problem(&[words]).await;
        one("link", "Back to Tapo Care").await;
        assert_eq!(is_offered("button", "Try again"), helps, "{words}");
        assert!(!is_there("button", BUTTON));
        if helps {
            click_on("button", "Try again").await;
            one("button", BUTTON).await;
            check::no_problem().await;
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
