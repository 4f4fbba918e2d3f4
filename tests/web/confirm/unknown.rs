//! When nobody knows whether the code was spent, the page finds out.

use super::{ASK, BUTTON, CAMERAS, CONFIRM, NOT_USED, SPEND, confirmations, opened, stage};
use crate::support::act::{click_on, is_offered, log_in};
use crate::support::check;
use crate::support::data::{self, preview, receipt};
use crate::support::find::{self, is_there, says};
use crate::support::{clock, lost, ok, problem, proxy_answer, refusal, sent, settle, test, until};
use tapo_care_wire::{CodeUsed, ErrorCode, Problem};

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
        until("the focus to be on what is said instead of the button", || {
            let focused = web_sys::window()?.document()?.active_element()?;
            focused.text_content()?.contains("We are checking").then_some(focused.tag_name()).filter(|tag| tag == "DIV")
        })
        .await;
        assert!(!is_there("link", "Use a different code"));
        check::no_problem().await;
        assert!(!find::page_text().contains("has not been used"), "nobody knows yet");
        gate.open();
        check::view("Redemption complete").await;
        find::at(CAMERAS).await;
        assert_eq!(confirmations(), 1);
    }
}

/// Seen red with the first such answer believed in `Confirmation::found`.
#[test]
async fn not_redeemed_is_believed_when_nothing_can_be_under_way_any_more_and_then_one_can_confirm_again() {
    let stage = opened(&preview()).await;
    stage.answer(SPEND.0, SPEND.1, lost());
    stage.answer(SPEND.0, SPEND.1, ok(&receipt()));
    click_on("button", BUTTON).await;
    says("We are checking").await;
    for seconds in [1.0, 2.0, 4.0, 8.0] {
        assert!(!find::page_text().contains("has not been used"), "the confirmation may be under way still");
        clock::pass_when_due(seconds).await;
    }
    check::problem(&["did not reach the server", NOT_USED]).await;
    assert_eq!(sent(ASK.0, ASK.1).len(), 6, "once to show it, and for 15 seconds to be sure");
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
