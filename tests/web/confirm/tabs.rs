//! After a reload and in other tabs the page knows that an outcome is open, and finds it out.

use super::{ASK, BUTTON, CAMERAS, CONFIRM, NOT_USED, SPEND, confirmations, opened, stage};
use crate::support::act::{another_tab_keeps, click_on, is_offered};
use crate::support::check;
use crate::support::data::{preview, receipt};
use crate::support::find::{self, is_there, says};
use crate::support::{clock, kept, lost, ok, sent, test, until};

/// What is kept while the outcome of the example's confirmation is open.
const KEPT: &str = "redemption/acc_1/red_1";

/// The browser's clock, with so many seconds added.
fn in_seconds(seconds: u64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole, and long after 1970")]
    let now = js_sys::Date::now() as u64;
    (now + seconds * 1000).to_string()
}

#[test]
async fn what_is_kept_while_the_outcome_is_open_is_the_id_and_never_the_code() {
    let stage = opened(&preview()).await;
    let (answer, gate) = ok(&receipt()).held();
    stage.answer(SPEND.0, SPEND.1, answer);
    assert!(kept().is_empty(), "reading keeps nothing");
    click_on("button", BUTTON).await;
    until("the confirmation", || (confirmations() == 1).then_some(())).await;
    assert_eq!(kept().into_iter().map(|(name, _)| name).collect::<Vec<_>>(), [KEPT]);
    gate.open();
    check::view("Redemption complete").await;
    assert!(kept().is_empty(), "the outcome is known");
}

#[test]
async fn after_a_reload_it_goes_on_asking_and_believes_no_sooner() {
    let stage = stage(&preview()).await;
    // Sent just now, and nobody will ever hear of the answer.
    another_tab_keeps(KEPT, Some(&in_seconds(35)));
    stage.open(CONFIRM).await;
    says("We are checking").await;
    assert!(!is_there("button", BUTTON), "there is nothing to press while nobody knows");
    for seconds in [1.0, 2.0, 4.0, 8.0, 8.0, 8.0, 4.0] {
        assert!(!find::page_text().contains("has not been used"), "the confirmation may be under way still");
        clock::pass_when_due(seconds).await;
    }
    check::problem(&["did not reach the server", NOT_USED]).await;
    assert!(is_offered("button", BUTTON));
    assert!(kept().is_empty(), "the outcome is known");
    assert_eq!(confirmations(), 0, "nothing is sent again by itself");
}

#[test]
async fn a_reload_without_a_server_still_says_that_it_is_being_found_out() {
    let stage = opened(&preview()).await;
    stage.answer(SPEND.0, SPEND.1, lost());
    stage.answer_now(ASK.0, ASK.1, lost());
    click_on("button", BUTTON).await;
    says("We are checking").await;
    stage.open(CONFIRM).await;
    says("We are checking").await;
    until("the question after the reload", || (sent(ASK.0, ASK.1).len() == 2).then_some(())).await;
    check::no_problem().await;
    stage.answer_now(ASK.0, ASK.1, ok(&receipt()));
    clock::pass_when_due(1.0).await;
    check::view("Redemption complete").await;
    find::at(CAMERAS).await;
    assert!(kept().is_empty());
}

#[test]
async fn what_another_tab_sends_is_found_out_here_too() {
    let stage = opened(&preview()).await;
    another_tab_keeps(KEPT, Some(&in_seconds(35)));
    says("We are checking").await;
    assert!(!is_there("button", BUTTON));
    // The other tab has its answer.
    stage.answer_now(ASK.0, ASK.1, ok(&receipt()));
    another_tab_keeps(KEPT, None);
    check::view("Redemption complete").await;
    assert_eq!(confirmations(), 0);
}

#[test]
async fn what_another_tab_knows_to_be_unspent_is_believed_at_once() {
    let _stage = opened(&preview()).await;
    another_tab_keeps(KEPT, Some(&in_seconds(35)));
    until("the first question", || (sent(ASK.0, ASK.1).len() == 2).then_some(())).await;
    another_tab_keeps(KEPT, None);
    check::problem(&[NOT_USED]).await;
    assert!(is_offered("button", BUTTON));
}

#[test]
async fn what_another_account_has_sent_is_no_matter_of_this_one() {
    let stage = stage(&preview()).await;
    another_tab_keeps("redemption/acc_2/red_1", Some(&in_seconds(35)));
    stage.open(CONFIRM).await;
    crate::support::find::one("button", BUTTON).await;
    assert!(!find::page_text().contains("We are checking"));
}
