//! Networks that lose things, and a server that goes away.

use crate::act::{click, open};
use crate::check;
use crate::find::{button, checkbox, heading, textbox};
use crate::harness::{Fate, Size, Stage, journey};
use crate::steps::{
    CODE, HINT, NO_ANSWER, arrive, cameras_are_there, confirm_unheard, enter, log_in, preview_is_there, reader, redeem,
    use_promo_code,
};

/// Seen red with a page that takes a lost answer for a code that was not used.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_to_the_confirmation_is_asked_for_and_not_guessed() {
    journey(async |stage: &Stage| {
        let (page, id) = &reader(stage, Size::Phone).await;
        // What the page asks then is held too, so that what it says meanwhile can be read.
        let mut unheard = confirm_unheard(stage, page, id, Fate::HoldAnswer).await;
        check::says(page, "We are checking").await;
        check::does_not_say(page, "has not been used").await;
        unheard.ask();
        cameras_are_there(page, id).await;
        let demo = stage.demo().await;
        assert_eq!(demo.times_redeemed(HINT).await, 1);
        assert_eq!(demo.subscription("premium-2").await.redemptions.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_confirmation_that_never_arrived_is_told_as_such_and_can_be_sent_again() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/confirmation", NO_ANSWER);
        let (page, id) = &reader(stage, Size::Desk).await;
        let mut cut = stage.proxy.next("POST", "/confirmation", Fate::CutBeforeServer);
        click(page, button("Confirm and redeem")).await;
        cut.arrived().await;
        check::problem(page, &["Your code has not been used"]).await;
        let demo = stage.demo().await;
        assert_eq!(demo.times_redeemed(HINT).await, 0);
        cut.release();
        redeem(page, id).await;
        assert_eq!(demo.times_redeemed(HINT).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_to_the_entered_code_costs_nothing() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/redemptions", NO_ANSWER);
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        use_promo_code(page).await;
        let mut cut = stage.proxy.next("POST", "/redemptions", Fate::CutAnswer);
        enter(page, CODE).await;
        cut.arrived().await;
        check::problem(page, &["could not reach the server", "Your code has not been used"]).await;
        cut.release();
        click(page, button("Confirm")).await;
        let id = preview_is_there(page).await;
        assert_eq!(stage.demo().await.open(CODE).await.id.as_str(), id, "it is one and the same redemption");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_to_the_choice_of_cameras_is_no_surprise_the_second_time() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/cameras", NO_ANSWER);
        // The choice was saved the first time, so the subscription is another one than the page knows.
        stage.expect_failures("/cameras", "412");
        let (page, id) = &reader(stage, Size::Phone).await;
        redeem(page, id).await;
        click(page, checkbox("Front door")).await;
        let mut cut = stage.proxy.next("PUT", "/cameras", Fate::CutAnswer);
        click(page, button("Save cameras")).await;
        cut.arrived().await;
        check::problem(page, &["could not reach the server"]).await;
        check::checked(page, checkbox("Front door"), true).await;
        cut.release();
        click(page, button("Save cameras")).await;
        check::shows(page, heading("Receipt")).await;
        let covered = stage.demo().await.subscription("premium-2").await.cameras;
        assert_eq!(covered.iter().map(|camera| camera.name.as_str()).collect::<Vec<_>>(), ["Front door"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_question_that_gets_no_answer_can_be_asked_again() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/session", NO_ANSWER);
        let page = &stage.visitor(Size::Phone).await;
        let cut = stage.proxy.next("GET", "/api/v1/session", Fate::CutBeforeServer);
        open(page, "/tapo_web/redeem").await;
        check::problem(page, &["could not reach the server"]).await;
        cut.release();
        click(page, button("Try again")).await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        log_in(page).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_away_when_the_code_is_entered_leaves_the_code_alone() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/redemptions", NO_ANSWER);
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        use_promo_code(page).await;
        stage.stop_server();
        enter(page, CODE).await;
        check::problem(page, &["could not reach the server", "Your code has not been used"]).await;
        check::value(page, textbox("Redemption Code"), CODE).await;
        stage.start_server();
        click(page, button("Confirm")).await;
        let id = preview_is_there(page).await;
        redeem(page, &id).await;
        assert_eq!(stage.demo().await.times_redeemed(HINT).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_dies_at_the_confirmation_is_asked_once_it_is_back() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/redemptions", NO_ANSWER);
        let (page, id) = &reader(stage, Size::Desk).await;
        // The server commits, its answer is lost, and then it dies before it can be asked.
        let mut unheard = confirm_unheard(stage, page, id, Fate::HoldRequest).await;
        stage.stop_server();
        unheard.ask();
        check::says(page, "We are checking").await;
        stage.start_server();
        cameras_are_there(page, id).await;
        assert_eq!(stage.demo().await.times_redeemed(HINT).await, 1);
    })
    .await;
}
