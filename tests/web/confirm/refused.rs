//! When the code was not spent, the page says so and why.

use super::{ASK, BUTTON, CONFIRM, HEADING, NOT_USED, SPEND, confirmations, opened};
use crate::support::act::{click_on, is_offered, log_in};
use crate::support::check;
use crate::support::data::{self, extension, noon, preview, receipt, unspent};
use crate::support::find::{self, is_there, moment, one, says, term};
use crate::support::{Stage, lost, ok, problem, refusal, sent, test};
use tapo_care_wire::{ErrorCode, Problem};

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
    assert_eq!(term("Valid for").await, "6 months Before: 12 months");
    assert_eq!(term("Plan").await, "Premium, 2 cameras", "what has not changed is not marked");
    assert!(term("Ends").await.contains("Before: "));
    assert!(term("Starts").await.contains("Before: As soon as you confirm"));
    says("Before: This code starts a new subscription.").await;
    let marks = find::document().query_selector_all("main ins, main del").expect("a selector").length();
    assert_eq!(marks, 8, "sentence, months, start and end, each as it is and as it was");
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
