//! The password once more, from who is logged in: for what a forgotten session must not be enough for.

use super::retrying;
use crate::{
    app::App,
    client::Client,
    limits::Guesser,
    problem::Failure,
    sessions,
    store::{Account, Login, Tx},
};
use jiff::Timestamp;
use tapo_care_wire::Field;

/// Checks the account's password. A wrong one counts as a wrong log-in.
///
/// This is outside of any transaction: [`lock`] makes sure, in the one that follows, that it still holds.
pub(super) async fn verify(app: &App, account: &Account, password: String, client: Client) -> Result<Login, Failure> {
    let guesser = Guesser::of_log_ins(&account.email, client);
    let mut tx = app.store.read().await?;
    guesser.check(&app.limits, &mut tx, app.clock.now()).await?;
    let login = tx.login(&account.email).await?;
    // Not held while a password is hashed.
    drop(tx);
    let hash = login.as_ref().map(|login| login.password_hash.clone());
    let right = app.passwords.verify(password, hash).await?;
    count(app, &guesser, right).await?;
    login.filter(|_| right).ok_or_else(wrong)
}

/// Takes the account's lock, if the password that was verified is still its own.
pub(super) async fn lock(tx: &mut Tx, verified: &Login, now: Timestamp) -> Result<(), Failure> {
    sessions::lock_verified(tx, verified, now).await.map_err(|failure| failure.field(Field::Password))
}

/// Counts a wrong password, and forgets the wrong ones before a right one.
pub(crate) async fn count(app: &App, guesser: &Guesser, right: bool) -> Result<(), Failure> {
    retrying(|| async {
        let mut tx = app.store.write().await?;
        let now = app.clock.now();
        // Asked again by the one who counts: of many log-ins at once, no more are told whether they are right than of as many
        // one after the other.
        guesser.take_turn(&app.limits, &mut tx, now).await?;
        guesser.check(&app.limits, &mut tx, now).await?;
        if right {
            guesser.clear(&app.limits, &mut tx).await?;
        } else {
            guesser.record(&app.limits, &mut tx, now).await?;
        }
        Ok(tx.commit().await?)
    })
    .await
}

fn wrong() -> Failure {
    sessions::invalid_credentials().field(Field::Password)
}
