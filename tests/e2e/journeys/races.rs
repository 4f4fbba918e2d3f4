//! More than one at a time: clicks, tabs and people.

use crate::act::{click, double_click, fill, reload};
use crate::check;
use crate::find::{button, heading, link, textbox};
use crate::harness::{Browser, Fate, Size, Stage, journey};
use crate::steps::{
    CODE, HINT, SAME_PLAN, arrive, cameras_are_there, preview, preview_is_there, redeem, use_promo_code,
};

/// Seen red with a page whose button and handler take a second click.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_click_redeems_once() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        let id = preview(page, CODE).await;
        // The answer is held, so that both clicks fall into the time before it.
        let mut held = stage.proxy.next("POST", "/confirmation", Fate::HoldAnswer);
        double_click(page, button("Confirm and redeem")).await;
        held.arrived().await;
        // The button keeps its name and its place while the request is in flight, and one more click is ignored too.
        check::attribute(page, button("Confirm and redeem"), "aria-disabled", "true").await;
        click(page, button("Confirm and redeem")).await;
        held.release();
        cameras_are_there(page, &id).await;
        assert_eq!(stage.proxy.count("POST", "/confirmation"), 1);
        assert_eq!(stage.demo().await.times_redeemed(HINT).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn someone_who_goes_elsewhere_while_a_code_is_looked_up_is_not_called_back() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        use_promo_code(page).await;
        let mut held = stage.proxy.next("POST", "/api/v1/redemptions", Fate::HoldAnswer);
        fill(page, textbox("Redemption Code"), CODE).await;
        double_click(page, button("Confirm")).await;
        held.arrived().await;
        check::attribute(page, button("Confirm"), "aria-disabled", "true").await;
        click(page, link("Help")).await;
        check::on_page(page, "/tapo_web/help", "Help").await;
        held.release();
        // The next answer comes after that one, so that one has been given by then.
        click(page, button("Yes")).await;
        check::says(page, "Thank you").await;
        check::on_page(page, "/tapo_web/help", "Help").await;
        assert_eq!(stage.proxy.count("POST", "/api/v1/redemptions"), 1, "a double click sends once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_tab_confirms_the_other_can_not_confirm_again_and_both_see_it() {
    journey(async |stage: &Stage| {
        let first = &stage.visitor(Size::Desk).await;
        arrive(first).await;
        let id = preview(first, CODE).await;
        let second = &first.another_tab().await;
        crate::act::open(second, &format!("/tapo_web/redeem/{id}")).await;
        assert_eq!(preview_is_there(second).await, id);

        // The request is under way, and the first tab knows of it.
        let mut of_second = stage.proxy.next("POST", "/confirmation", Fate::HoldRequest);
        click(second, button("Confirm and redeem")).await;
        of_second.arrived().await;
        first.show().await;
        check::says(first, "We are checking").await;
        check::lacks(first, button("Confirm and redeem")).await;
        of_second.release();

        cameras_are_there(first, &id).await;
        second.show().await;
        cameras_are_there(second, &id).await;
        assert_eq!(stage.proxy.count("POST", "/confirmation"), 1);
        let demo = stage.demo().await;
        assert_eq!(demo.times_redeemed(HINT).await, 1);
        let subscription = demo.subscription("premium-2").await;
        assert_eq!(subscription.redemptions.len(), 1);
        assert_eq!(subscription.ends_at, demo.redemption(&id).await.effect.ends_at, "the time was given once");
    })
    .await;
}

/// Seen red with a server that lets a second account redeem the code.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_a_friend_redeems_in_between_is_told_as_redeemed() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/redemptions", "409");
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        preview(page, CODE).await;
        let friend = stage.friend().await;
        friend.redeem(CODE).await;
        click(page, button("Confirm and redeem")).await;
        check::problem(page, &["already been redeemed"]).await;
        check::does_not_say(page, "friend").await;
        check::lacks(page, button("Confirm and redeem")).await;
        // Looking again, and coming back to it, says the same.
        reload(page).await;
        check::says(page, "already been redeemed").await;
        assert_eq!(stage.demo().await.times_redeemed(HINT).await, 0);
        assert_eq!(friend.times_redeemed(HINT).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_that_changed_in_another_tab_is_shown_afresh_before_anything_is_spent() {
    journey(async |stage: &Stage| {
        let first = &stage.visitor(Size::Desk).await;
        arrive(first).await;
        let id = preview(first, CODE).await;
        check::says(first, "new subscription").await;

        let second = &first.another_tab().await;
        crate::act::open(second, "/tapo_web").await;
        check::shows(second, heading("Tapo Care")).await;
        let other = preview(second, SAME_PLAN).await;
        redeem(second, &other).await;

        // The visitor comes back, and what they have read is no longer so.
        first.show().await;
        if Browser::of_this_run() == Browser::WebKit {
            // There every tab is a window of its own, always in sight: nothing tells the first that it is looked at again. It learns it when
            // the visitor goes on.
            click(first, button("Confirm and redeem")).await;
        }
        check::says(first, "extends").await;
        check::says(first, "changed").await;
        check::says(first, "Before: This code starts a new subscription.").await;
        check::says(first, "Your code has not been used").await;
        let demo = stage.demo().await;
        assert_eq!(demo.times_redeemed(HINT).await, 0);
        let effect = demo.redemption(&id).await.effect;
        check::term_shows_day(first, "Ends", effect.ends_at.as_str()).await;

        redeem(first, &id).await;
        let subscription = demo.subscription("premium-2").await;
        assert_eq!(subscription.redemptions.len(), 2);
        assert_eq!(subscription.ends_at, effect.ends_at);
    })
    .await;
}
