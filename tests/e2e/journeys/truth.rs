//! Whatever happens to the tab or the network, the page comes back to the truth about the code by itself.

use crate::act::{click, open};
use crate::check;
use crate::find::{button, link};
use crate::harness::{Fate, Page, Size, Stage, journey};
use crate::steps::{HINT, cameras_are_there, confirm_unheard, reader, receipt_is_there, redeem};

/// Takes the network away from the tab, or gives it back.
async fn network(page: &Page, is_there: bool) {
    page.browser().network(is_there).await.expect("changes the network");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tab_that_is_closed_before_the_answer_comes_loses_nothing() {
    journey(async |stage: &Stage| {
        let (first, id) = &reader(stage, Size::Phone).await;
        // The code is redeemed, the answer is lost, and the tab is closed before it can ask.
        let mut unheard = confirm_unheard(stage, first, id, Fate::HoldRequest).await;
        let second = &first.another_tab().await;
        first.show().await;
        first.driver.close_window().await.expect("closes the tab");
        second.show().await;
        unheard.ask();
        open(second, "/tapo_web").await;
        check::says(second, "Your code …TRNM has been used. Here is your receipt.").await;
        check::does_not_say(second, "has not been used").await;
        click(second, link("View the receipt of …TRNM")).await;
        receipt_is_there(second, id).await;
        assert_eq!(stage.demo().await.times_redeemed(HINT).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_clicked_offline_is_not_sent_later() {
    journey(async |stage: &Stage| {
        let (page, id) = &reader(stage, Size::Desk).await;
        network(page, false).await;
        check::says(page, "You are offline.").await;
        check::attribute(page, button("Confirm and redeem"), "aria-disabled", "true").await;
        click(page, button("Confirm and redeem")).await;
        network(page, true).await;
        check::attribute(page, button("Confirm and redeem"), "aria-disabled", "").await;
        check::does_not_say(page, "You are offline.").await;
        assert_eq!(stage.proxy.count("POST", "/confirmation"), 0);
        redeem(page, id).await;
        assert_eq!(stage.demo().await.times_redeemed(HINT).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_that_goes_at_the_confirmation_and_comes_back_leads_on_to_the_cameras() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/redemptions/", "ERR_INTERNET_DISCONNECTED");
        let (page, id) = &reader(stage, Size::Phone).await;
        let mut unheard = confirm_unheard(stage, page, id, Fate::HoldRequest).await;
        network(page, false).await;
        check::says(page, "As soon as you are online again").await;
        check::does_not_say(page, "has not been used").await;
        network(page, true).await;
        unheard.ask();
        cameras_are_there(page, id).await;
        assert_eq!(stage.demo().await.times_redeemed(HINT).await, 1);
    })
    .await;
}
