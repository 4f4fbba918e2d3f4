//! Each step is a real address: reload, Back, Forward and coming back another day all lead to where the visitor is.

use crate::act::{back, click, forward, open, reload};
use crate::check;
use crate::find::{alert, button, checkbox, heading, link, textbox};
use crate::harness::{Size, Stage, journey};
use crate::steps::use_promo_code;
use crate::steps::{CODE, HINT, arrive, cameras_are_there, enter, preview, preview_is_there, receipt_is_there, redeem};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reload_back_and_forward_work_before_anything_is_spent() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        open(page, "/tapo_web/redeem").await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        reload(page).await;
        crate::steps::log_in(page).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        reload(page).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;

        open(page, "/tapo_web").await;
        use_promo_code(page).await;
        enter(page, CODE).await;
        let id = preview_is_there(page).await;
        reload(page).await;
        assert_eq!(preview_is_there(page).await, id);
        check::term(page, "Valid for", "12 months").await;
        check::says(page, "new subscription").await;

        // Back is at the code, as it was typed, unless the reload made the page forget it; forward is at the details again.
        back(page).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        back(page).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;
        forward(page).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        forward(page).await;
        assert_eq!(preview_is_there(page).await, id);
        assert_eq!(stage.demo().await.times_redeemed(HINT).await, 0, "nothing was spent");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn back_from_the_details_restores_what_was_typed() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        let id = preview(page, "w2gb jzt48trnm").await;
        back(page).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        check::value(page, textbox("Redemption Code"), "w2gb jzt48trnm").await;
        check::lacks(page, alert()).await;
        forward(page).await;
        assert_eq!(preview_is_there(page).await, id);
        click(page, link("Use a different code")).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        check::focused(page, heading("Redeem Promo Code")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reload_back_and_forward_work_once_the_code_is_redeemed() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        let id = preview(page, CODE).await;
        redeem(page, &id).await;
        reload(page).await;
        cameras_are_there(page, &id).await;
        // Before the choice, the details lead on to the cameras, and Back is no trap.
        open(page, &format!("/tapo_web/redeem/{id}")).await;
        cameras_are_there(page, &id).await;
        reload(page).await;
        cameras_are_there(page, &id).await;
        click(page, checkbox("Garden")).await;
        click(page, button("Save cameras")).await;
        receipt_is_there(page, &id).await;
        reload(page).await;
        receipt_is_there(page, &id).await;
        back(page).await;
        cameras_are_there(page, &id).await;
        check::checked(page, checkbox("Garden"), true).await;
        forward(page).await;
        receipt_is_there(page, &id).await;
        // After the choice, the details lead on to the receipt.
        open(page, &format!("/tapo_web/redeem/{id}")).await;
        receipt_is_there(page, &id).await;
        assert_eq!(stage.proxy.count("POST", "/confirmation"), 1);
    })
    .await;
}

/// Seen red with a page whose guard pushes onto the history instead of replacing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn back_after_redeeming_never_offers_to_redeem_again() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        let id = preview(page, CODE).await;
        redeem(page, &id).await;
        // However many entries the steps left in the history, Back leads out to Tapo Care and never to a live Confirm.
        let mut steps = 0;
        while page.path().await.expect("an address") != "/tapo_web" {
            assert!(steps < 5, "Back is a trap");
            steps += 1;
            back(page).await;
            crate::wait::until(page, "one of the pages before", async || {
                let mut seen = Err("none".to_owned());
                for title in ["Redemption complete", "Redeem Promo Code", "Tapo Care"] {
                    if heading(title).one(page).await?.is_ok() {
                        seen = Ok(());
                    }
                }
                Ok(seen)
            })
            .await;
            check::lacks(page, button("Confirm and redeem")).await;
        }
        // The step before the details is the code, so it takes two or three to get out.
        assert!(steps >= 2, "{steps} steps");
        assert_eq!(stage.demo().await.times_redeemed(HINT).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_own_code_again_leads_to_its_own_receipt() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        let id = preview(page, CODE).await;
        redeem(page, &id).await;
        click(page, checkbox("Front door")).await;
        click(page, button("Save cameras")).await;
        receipt_is_there(page, &id).await;
        let demo = stage.demo().await;
        let receipt = demo.redemption(&id).await;

        open(page, "/tapo_web").await;
        use_promo_code(page).await;
        enter(page, CODE).await;
        receipt_is_there(page, &id).await;
        check::term(page, "Reference", receipt.reference.as_deref().expect("a reference")).await;
        check::lacks(page, alert()).await;
        assert_eq!(demo.times_redeemed(HINT).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unfinished_redemption_is_offered_on_tapo_care_another_day() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        let id = preview(page, CODE).await;
        click(page, button("Log out")).await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;

        // Another day, another device.
        let later = &stage.visitor(Size::Desk).await;
        arrive(later).await;
        click(later, link(&format!("Continue with your code {HINT}"))).await;
        assert_eq!(preview_is_there(later).await, id);
        redeem(later, &id).await;
        open(later, "/tapo_web").await;
        check::shows(later, heading("Tapo Care")).await;
        check::shows(later, crate::find::region("Premium, 2 cameras")).await;
        check::lacks(later, link(&format!("Continue with your code {HINT}"))).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_that_is_not_due_yet_leads_to_the_one_that_is() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        let id = preview(page, CODE).await;
        for step in ["cameras", "receipt"] {
            open(page, &format!("/tapo_web/redeem/{id}/{step}")).await;
            assert_eq!(preview_is_there(page).await, id);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redemption_of_someone_else_is_not_shown() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/redemptions/", "404");
        let theirs = stage.friend().await.open(CODE).await.id;
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        for path in ["", "/cameras", "/receipt"] {
            open(page, &format!("/tapo_web/redeem/{theirs}{path}")).await;
            check::says(page, "could not find this").await;
            check::does_not_say(page, HINT).await;
        }
    })
    .await;
}
