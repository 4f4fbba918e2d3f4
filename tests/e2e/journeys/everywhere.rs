//! Every view in every state, as somebody sees it who zooms, reads from the right, forces colours, hears the page or prints it.

use crate::audit::audit;
use crate::harness::{Needed, Stage, is_skipped, journey, outside_journey};
use crate::tour;

/// Seen red with a style of too pale words, a field wider than the narrowest window, a list without an edge, links in the summary
/// as low as their words, and a heading that moves all the time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_wrong_with_the_views_before_the_log_in() {
    if is_skipped("nothing_is_wrong_with_the_views_before_the_log_in", Needed::Looks) {
        return;
    }
    journey(async |stage: &Stage| {
        audit(stage, "guest", async |stage, page, eye| tour::guest(stage, page, eye).await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_wrong_with_the_views_from_the_code_to_the_receipt() {
    if is_skipped("nothing_is_wrong_with_the_views_from_the_code_to_the_receipt", Needed::Looks) {
        return;
    }
    journey(async |stage: &Stage| {
        audit(stage, "redeeming", async |stage, page, eye| tour::redeeming(stage, page, eye).await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_wrong_with_the_views_of_the_account() {
    if is_skipped("nothing_is_wrong_with_the_views_of_the_account", Needed::Looks) {
        return;
    }
    journey(async |stage: &Stage| {
        audit(stage, "account", async |stage, page, eye| tour::account(stage, page, eye).await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_wrong_with_the_views_of_several_codes() {
    if is_skipped("nothing_is_wrong_with_the_views_of_several_codes", Needed::Looks) {
        return;
    }
    journey(async |stage: &Stage| {
        audit(stage, "several", async |stage, page, eye| tour::several(stage, page, eye).await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_wrong_with_what_is_said_when_something_is_out_of_reach() {
    if is_skipped("nothing_is_wrong_with_what_is_said_when_something_is_out_of_reach", Needed::Looks) {
        return;
    }
    journey(async |stage: &Stage| {
        audit(stage, "trouble", async |stage, page, eye| tour::trouble(stage, page, eye).await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_wrong_with_the_log_in_with_a_provider() {
    if is_skipped("nothing_is_wrong_with_the_log_in_with_a_provider", Needed::Looks) {
        return;
    }
    outside_journey(async |stage: &Stage| {
        audit(stage, "outside", async |stage, page, eye| tour::outside(stage, page, eye).await).await;
    })
    .await;
}
