//! What the server does, each in one transaction: the database read and written in the order that the rules of the
//! domain ask for. No HTTP but the failures.

pub(crate) mod check_receipt;
pub(crate) mod choose_cameras;
pub(crate) mod confirm;
pub(crate) mod history;
pub(crate) mod if_match;
pub(crate) mod mailed_code;
pub(crate) mod open;
pub(crate) mod refusal;
pub(crate) mod register;
pub(crate) mod reset_password;
pub(crate) mod view;

use crate::problem::Failure;
use std::future::Future;

/// Runs something in a task of its own, since the server drops a handler when its client hangs up: what was begun comes to
/// its end, mail included.
async fn to_the_end(work: impl Future<Output = Result<(), Failure>> + Send + 'static) -> Result<(), Failure> {
    tokio::spawn(work).await.unwrap_or_else(|panic| {
        tracing::error!(%panic, "a task ended without a result");
        Err(Failure::unavailable())
    })
}
