//! What the server does, each in one transaction: the database read and written in the order that the rules of the
//! domain ask for. No HTTP but the failures.

pub(crate) mod camera_events;
pub(crate) mod check_receipt;
pub(crate) mod choose_cameras;
pub(crate) mod confirm;
pub(crate) mod history;
pub(crate) mod if_match;
pub(crate) mod mailed_code;
pub(crate) mod open;
pub(crate) mod outside;
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
    mail::{Language, Letter, Place, Recipient},
    problem::Failure,
    random,
    secrets::SealError,
    store::{Account, Tx},
};
use std::{future::Future, time::Duration};
use tracing::Instrument;

/// How often a transaction is begun again when the database asks for that.
const TRIES: u32 = 10;

/// Does something that is one transaction, and does it again from the start when the database undid it because others were in
/// its way. PostgreSQL asks for that when two wait for each other; distributed engines, which put all transactions in
/// one order, ask for it often (SQLSTATE 40001). SQLite never does.
pub(crate) async fn retrying<T, F>(mut transaction: impl FnMut() -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, Failure>>,
{
    for tried in 1..TRIES {
        match transaction().await {
            Err(failure) if failure.is_conflict() => {
                // Longer each time, and not all at the same time.
                let [chance] = random::bytes::<1>()?;
                let limit = 2_u64.pow(tried.min(7));
                tokio::time::sleep(Duration::from_millis(u64::from(chance) * limit / 255)).await;
            }
            done => return done,
        }
    }
    transaction().await
}

/// Ends a transaction: what went well is written to last, what failed is undone. Either is answered only when all that the
/// transaction saw is certain to last, since "redeemed by someone else" is an answer, too.
pub(crate) async fn conclude<T>(tx: Tx, result: Result<T, Failure>) -> Result<T, Failure> {
    #[cfg(feature = "sabotage")]
    if crate::sabotage::is("deaf-to-failure") && result.is_ok() {
        let _unheard = tx.commit().await;
        return result;
    }
    match &result {
        Ok(_) => tx.commit().await?,
        Err(failure) if failure.is_unavailable() => {}
        Err(_) => tx.undo().await?,
    }
    result
}

/// Runs something in a task of its own, since the server drops a handler when its client hangs up: what was begun comes to
/// its end, mail included.
async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    tokio::spawn(work.in_current_span()).await.unwrap_or_else(|_panic| {
        tracing::error!("a task ended without a result");
        Err(Failure::unavailable())
    })
}

/// The owner of an account, who is written to in the account's language, wherever a request came from.
fn owner(account: &Account) -> Option<Recipient> {
    Recipient::parse(&account.email, Language::best([account.locale.as_str()]))
}

/// Mails something to the owner of an account.
fn tell_owner(account: &Account, place: Place, letter: Letter) {
    match owner(account) {
        Some(recipient) => place.send(recipient, letter),
        None => tracing::warn!("an account has an address that no mail can be sent to"),
    }
}

/// The secret of an account's authenticator app.
fn app_secret(app: &App, account: &Account, sealed: &str) -> Result<AppSecret, Failure> {
    let secret = app.keys.unseal(&account.id, sealed)?;
    Ok(AppSecret::new(&secret, &account.email).ok_or(SealError::Damaged)?)
}
