//! Sessions that end in the middle.

use crate::act::{click, fill, open};
use crate::check;
use crate::find::{button, checkbox, heading, link, textbox};
use crate::harness::{Fate, Needed, Person, Size, Stage, is_skipped, journey};
use crate::steps::{
    CODE, HINT, arrive, cameras_are_there, confirm_unheard, log_in, log_in_as, preview_is_there, reader, redeem,
    use_promo_code,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_ends_while_the_code_is_typed_costs_only_the_log_in() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/redemptions", "401");
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        use_promo_code(page).await;
        fill(page, textbox("Redemption Code"), CODE).await;
        stage.session_of(page).await.log_out().await;
        click(page, button("Confirm")).await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        log_in(page).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        check::value(page, textbox("Redemption Code"), CODE).await;
        click(page, button("Confirm")).await;
        preview_is_there(page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_ends_before_the_second_confirm_spends_nothing_and_leads_back() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/confirmation", "401");
        // The cameras are asked for together with it.
        stage.expect_failures("/api/v1/cameras", "401");
        let (page, id) = &reader(stage, Size::Desk).await;
        // The cookie is gone, as when the browser was told to forget the site.
        page.driver.delete_all_cookies().await.expect("deletes the cookies");
        click(page, button("Confirm and redeem")).await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        let demo = stage.demo().await;
        assert_eq!(demo.times_redeemed(HINT).await, 0);
        log_in(page).await;
        assert_eq!(preview_is_there(page).await, *id);
        assert_eq!(demo.times_redeemed(HINT).await, 0, "logging in does not confirm");
        redeem(page, id).await;
        assert_eq!(demo.times_redeemed(HINT).await, 1);
    })
    .await;
}

/// Seen red with a page whose log-in said that the code had not been used.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_ends_while_the_truth_is_asked_for_claims_nothing_about_the_code() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/redemptions/", "401");
        let (page, id) = &reader(stage, Size::Phone).await;
        // The code is redeemed, the answer is lost, and the session is over before the page can ask.
        let mut unheard = confirm_unheard(stage, page, id, Fate::HoldRequest).await;
        stage.session_of(page).await.log_out().await;
        unheard.ask();
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        check::does_not_say(page, "has not been used").await;
        log_in(page).await;
        cameras_are_there(page, id).await;
        assert_eq!(stage.demo().await.times_redeemed(HINT).await, 1);
    })
    .await;
}

/// Seen red with a page that believes "not logged in" whichever session the question was asked in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_answer_from_the_session_before_does_not_end_the_new_one() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/redemptions", "401");
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        use_promo_code(page).await;
        stage.session_of(page).await.log_out().await;
        // "Not logged in" is on its way, slowly; the visitor hears it sooner elsewhere, and logs in.
        let mut held = stage.proxy.next("POST", "/api/v1/redemptions", Fate::HoldAnswer);
        fill(page, textbox("Redemption Code"), CODE).await;
        click(page, button("Confirm")).await;
        held.arrived().await;
        click(page, link("History")).await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        log_in(page).await;
        check::on_page(page, "/tapo_web/history", "Redemption history").await;
        held.release();
        // The next answer comes after that one, so that one has been given by then.
        click(page, link("Help")).await;
        click(page, button("Yes")).await;
        check::says(page, "Thank you").await;
        check::shows(page, button("Log out")).await;
        click(page, link("History")).await;
        check::on_page(page, "/tapo_web/history", "Redemption history").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn someone_else_who_logs_in_in_another_tab_is_given_nothing_by_the_first() {
    if is_skipped("someone_else_who_logs_in_in_another_tab_is_given_nothing_by_the_first", Needed::Front) {
        return;
    }
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/redemptions/", "404");
        let (first, _) = &reader(stage, Size::Desk).await;
        let second = &first.another_tab().await;
        open(second, "/tapo_web").await;
        click(second, button("Log out")).await;
        log_in_as(second, Person::Friend).await;
        check::on_page(second, "/tapo_web", "Tapo Care").await;

        // The first tab notices when it is looked at again: what it shows is the friend's by now, who has no such redemption.
        first.show().await;
        check::problem(first, &["could not find this"]).await;
        check::does_not_say(first, "Confirm and redeem").await;
        assert_eq!(stage.demo().await.times_redeemed(HINT).await, 0);
        assert_eq!(stage.friend().await.times_redeemed(HINT).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_ends_before_the_cameras_are_saved_leads_back_to_them() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/cameras", "401");
        let (page, id) = &reader(stage, Size::Phone).await;
        redeem(page, id).await;
        click(page, checkbox("Front door")).await;
        stage.session_of(page).await.log_out().await;
        click(page, button("Save cameras")).await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        // It was used, by the second Confirm.
        check::does_not_say(page, "has not been used").await;
        log_in(page).await;
        cameras_are_there(page, id).await;
        assert!(!stage.demo().await.subscription("premium-2").await.cameras_chosen);
    })
    .await;
}
