//! What a code does to the subscriptions that there are already, and that the visitor reads it before anything is spent.

use crate::act::{click, open};
use crate::check;
use crate::find::{button, region};
use crate::harness::{Size, Stage, journey};
use crate::steps::{CODE, OTHER_PLAN, SAME_PLAN, arrive, preview, redeem};

/// Seen red with a server that starts a new subscription beside the one of the same plan.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_code_of_the_same_plan_extends_it_and_adds_no_cameras() {
    journey(async |stage: &Stage| {
        let demo = stage.demo().await;
        let first = demo.redeem(CODE).await;
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        let id = preview(page, SAME_PLAN).await;

        check::says(page, "extends").await;
        check::term(page, "Valid for", "1 month").await;
        check::term(page, "Cameras", "2").await;
        let effect = demo.redemption(&id).await.effect;
        let old_end = effect.previous_ends_at.expect("the end so far");
        assert_eq!(old_end, first.effect.ends_at);
        check::says_day(page, old_end.as_str()).await;
        check::term_shows_day(page, "Starts", old_end.as_str()).await;
        check::term_shows_day(page, "Ends", effect.ends_at.as_str()).await;
        assert!(effect.ends_at > old_end);

        redeem(page, &id).await;
        check::says(page, "of 2 selected").await;
        let subscription = demo.subscription("premium-2").await;
        assert_eq!((subscription.plan.cameras, subscription.redemptions.len()), (2, 2));
        assert_eq!(subscription.ends_at, effect.ends_at);

        open(page, "/tapo_web").await;
        check::shows(page, region("Premium, 2 cameras")).await;
        // The receipt of the first code still says what that code gave.
        open(page, &format!("/tapo_web/redeem/{}/receipt", first.id)).await;
        check::term_shows_day(page, "Runs until", first.effect.ends_at.as_str()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_of_another_plan_stands_alone() {
    journey(async |stage: &Stage| {
        let demo = stage.demo().await;
        demo.redeem(CODE).await;
        let before = demo.subscription("premium-2").await;
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        let id = preview(page, OTHER_PLAN).await;
        check::term(page, "Plan", "Basic").await;
        check::term(page, "Valid for", "3 months").await;
        check::term(page, "Cameras", "5").await;
        check::says(page, "new subscription").await;
        check::does_not_say(page, "extends").await;
        redeem(page, &id).await;
        check::says(page, "of 5 selected").await;

        open(page, "/tapo_web").await;
        check::shows(page, region("Premium, 2 cameras")).await;
        check::shows(page, region("Basic, 5 cameras")).await;
        assert_eq!(demo.subscription("premium-2").await.ends_at, before.ends_at);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_for_a_plan_that_has_ended_starts_a_new_subscription() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        check::shows(page, region("Basic, 1 camera, ended")).await;
        let id = preview(page, "BASICPLAN0001").await;
        check::says(page, "new subscription").await;
        check::does_not_say(page, "extends").await;
        check::term(page, "Valid for", "6 months").await;
        redeem(page, &id).await;

        open(page, "/tapo_web").await;
        check::shows(page, region("Basic, 1 camera")).await;
        check::shows(page, region("Basic, 1 camera, ended")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_terms_are_those_of_the_code() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        let demo = stage.demo().await;
        let before = demo.history().await.len();
        arrive(page).await;
        let strict = preview(page, CODE).await;
        let terms = demo.redemption(&strict).await.grant.terms;
        assert!(!terms.refundable && !terms.auto_renews && !terms.card_required, "{terms:?}");
        check::says_one_of(page, &["can’t be refunded", "cannot be refunded", "not refundable", "no refund"]).await;
        check::says(page, "renew").await;

        click(page, crate::find::link("Use a different code")).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        crate::steps::enter(page, "PREMIUM000003").await;
        let id = crate::steps::preview_is_there(page).await;
        assert!(demo.redemption(&id).await.grant.terms.refundable);
        check::shows(page, button("Confirm and redeem")).await;
        check::says(page, "refund").await;
        for words in ["can’t be refunded", "cannot be refunded", "not refundable", "no refund"] {
            check::does_not_say(page, words).await;
        }
        assert_eq!(demo.history().await.len(), before, "nothing was spent by looking");
    })
    .await;
}
