//! The views of a server whose visitors log in with a provider of identities.

use super::Eye;
use super::ways::{go, problem};
use crate::harness::{Page, Stage};

/// The log-in, and what it says when it failed.
pub(crate) async fn outside(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    stage.expect_failures("/api/v1/", "");
    go(page, "/tapo_web/login").await;
    eye.see(page, "outside-log-in").await;
    crate::act::open(page, "/tapo_web/login?problem=denied").await;
    problem(page).await;
    eye.see(page, "outside-log-in-denied").await;
}
