//! Without a network nothing is sent, now or later, and the page says so.

use super::{ASK, BUTTON, CAMERAS, SPEND, confirmations, opened, stage};
use crate::support::act::{click, click_on, go_offline, go_online, is_offered};
use crate::support::check;
use crate::support::data::{preview, receipt};
use crate::support::find::{self, one, says};
use crate::support::{lost, ok, sent, settle, test, until};

#[test]
async fn nothing_is_sent_and_nothing_is_sent_later() {
    let stage = opened(&preview()).await;
    stage.answer(SPEND.0, SPEND.1, ok(&receipt()));
    go_offline();
    says("You are offline.").await;
    let button = one("button", BUTTON).await;
    until("the button to say that it rests", || button.get_attribute("aria-disabled")).await;
    assert!(!button.has_attribute("disabled"), "it has to keep the focus");
    assert!(
        check::descriptions(&button).iter().any(|why| why.contains("can’t be redeemed now. It has not been used."))
    );
    click(&button);
    settle().await;
    assert_eq!(confirmations(), 0);
    go_online();
    until("the button to work", || is_offered("button", BUTTON).then_some(())).await;
    settle().await;
    assert_eq!(confirmations(), 0, "what was clicked meanwhile is not done behind the visitor's back");
    assert!(!find::page_text().contains("You are offline."));
    click_on("button", BUTTON).await;
    check::view("Redemption complete").await;
}

#[test]
async fn the_truth_is_asked_for_at_once_when_the_network_is_back() {
    let stage = stage(&preview()).await;
    for _ in 0..3 {
        stage.answer(ASK.0, ASK.1, lost());
    }
    stage.answer(SPEND.0, SPEND.1, lost());
    stage.open(super::CONFIRM).await;
    click_on("button", BUTTON).await;
    until("two questions", || (sent(ASK.0, ASK.1).len() == 2).then_some(())).await;
    go_offline();
    says("As soon as you are online again, this page asks").await;
    stage.answer_now(ASK.0, ASK.1, ok(&receipt()));
    go_online();
    check::view("Redemption complete").await;
    find::at(CAMERAS).await;
}

#[test]
async fn what_could_not_be_loaded_offline_is_loaded_when_the_network_is_back() {
    let stage = crate::support::Stage::logged_in().await;
    stage.answer(ASK.0, ASK.1, lost());
    stage.answer(ASK.0, ASK.1, ok(&preview()));
    stage.open(super::CONFIRM).await;
    check::problem(&["We could not reach the server."]).await;
    go_offline();
    says("You are offline.").await;
    go_online();
    one("button", BUTTON).await;
    check::no_problem().await;
}
