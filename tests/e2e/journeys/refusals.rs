//! Codes that can't be redeemed: why, what to do, and what became of the code.

use crate::check;
use crate::find::textbox;
use crate::harness::{Size, Stage, journey};
use crate::steps::{CODE, arrive, enter, preview_is_there, use_promo_code};

/// Where the code is still good.
const NOT_USED: &str = "Your code has not been used.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_code_comes_with_a_hint_at_characters_that_look_alike() {
    // The good code, with an 8 where the card has a B: the hint has to name the two.
    refused("W2G8JZT48TRNM", "404", &["do not know this code", "8 and B", "2 and Z", NOT_USED]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_someone_else_redeemed() {
    refused("REDEEMED00000", "409", &["already been redeemed"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_whose_last_day_has_passed() {
    refused("EXPIRED000000", "410", &["31 January 2025"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_was_withdrawn() {
    refused("REVOKED000000", "410", &["withdrawn"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_whose_first_day_is_to_come() {
    refused("NOTYET0000000", "403", &["1 March 2099", NOT_USED]).await;
}

/// Seen red with a page whose error summary does not take the focus.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_for_another_region() {
    refused("REGION0000000", "403", &["United States", NOT_USED]).await;
}

/// Enters a code that is refused with this status; the page says these words, and goes on to work.
async fn refused(code: &str, status: &str, words: &[&str]) {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/redemptions", status);
        let demo = stage.demo().await;
        let before = demo.history().await.len();
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        use_promo_code(page).await;
        enter(page, code).await;
        check::ask_to_correct(page, textbox("Redemption Code"), code, words).await;
        check::path_is(page, "/tapo_web/redeem").await;
        if !words.contains(&NOT_USED) {
            // The code is of no use any more: that it was not used would be no comfort, but a promise.
            check::does_not_say(page, NOT_USED).await;
        }
        enter(page, CODE).await;
        preview_is_there(page).await;
        check::lacks(page, crate::find::alert()).await;
        assert!(!page.driver.title().await.expect("a title").starts_with("Error"), "the error is over");
        assert_eq!(demo.history().await.len(), before, "nothing was spent");
    })
    .await;
}
