//! What the server does, each in one transaction: the database read and written in the order that the rules of the
//! domain ask for. No HTTP but the failures.

pub(crate) mod choose_cameras;
pub(crate) mod confirm;
pub(crate) mod history;
pub(crate) mod if_match;
pub(crate) mod mailed_code;
pub(crate) mod open;
pub(crate) mod password;
pub(crate) mod refusal;
pub(crate) mod register;
pub(crate) mod reset_password;
pub(crate) mod second_step;
pub(crate) mod sessions;
pub(crate) mod two_step;
pub(crate) mod view;

use crate::{
    app::App,
    domain::totp::AppSecret,
    mail::{Letter, Place, Recipient},
    problem::Failure,
    secrets::SealError,
    store::Account,
};
use std::future::Future;

/// Runs something in a task of its own, since the server drops a handler when its client hangs up: what was begun comes to
/// its end, mail included.
async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    tokio::spawn(work).await.unwrap_or_else(|panic| {
        tracing::error!(%panic, "a task ended without a result");
        Err(Failure::unavailable())
    })
}

/// Mails something to the owner of an account.
fn tell_owner(account: &Account, place: Place, letter: Letter) {
    match Recipient::parse(&account.email) {
        Some(recipient) => place.send(recipient, letter),
        None => tracing::warn!("an account has an address that no mail can be sent to"),
    }
}

/// The secret of an account's authenticator app.
fn app_secret(app: &App, account: &Account, sealed: &str) -> Result<AppSecret, Failure> {
    let secret = app.key.unseal(&account.id, sealed)?;
    Ok(AppSecret::new(&secret, &account.email).ok_or(SealError::Damaged)?)
}
