//! A forgotten password: a mailed code is exchanged for a new one.
//!
//! As with registration, the same is done whether or not the address has an account.

use super::{
    mailed_code, owner,
    register::{not_an_address, password_too_weak},
    retrying, to_the_end,
};
use crate::{
    app::App,
    client::Client,
    domain::mailed_code::Purpose,
    limits::{Guesser, Limit, count_mail},
    mail::{Language, Letter, Recipient},
    problem::Failure,
    store::Login,
};
use tapo_care_wire::{PasswordReset, PasswordResetRequest, is_password_length};

/// Mails a code, or, in the language of whoever asks, that there is no account.
pub(crate) async fn ask(
    app: App,
    request: PasswordResetRequest,
    asked_in: Language,
    client: Client,
) -> Result<(), Failure> {
    let email = request.email.trim().to_owned();
    let recipient = Recipient::parse(&email, asked_in).ok_or_else(not_an_address)?;
    count_mail(&app, &email, client).await?;
    let place = app.mail.place()?;
    to_the_end(async move {
        let issued = retrying(|| async {
            let mut tx = app.store.write().await?;
            let login = tx.login(&email).await?.filter(|login| app.demo || !login.account.demo);
            let code = mailed_code::issue(&app, &mut tx, Purpose::Reset, &email, "", app.clock.now()).await?;
            tx.commit().await?;
            Ok((login, code))
        });
        let (login, code) = issued.await?;
        // The code goes to the address that was proved, however this one was typed; without an account, to nobody.
        match login.map(|login| owner(&login.account)) {
            Some(Some(proved)) => place.send(proved, Letter::Reset { code }),
            Some(None) => tracing::warn!("an account has an address that no mail can be sent to"),
            None => place.send(recipient, Letter::NoAccount),
        }
        Ok(())
    })
    .await
}

/// Sets a new password for the code that was mailed, ends every session of the account, and mails that this was done.
pub(crate) async fn set(app: App, reset: PasswordReset, client: Client) -> Result<(), Failure> {
    let PasswordReset { email, code, password } = reset;
    if !is_password_length(&password) {
        return Err(password_too_weak());
    }
    // Each address has a few tries, whatever they are about: a flood must not hash passwords. Reading goes first, and alone.
    app.limits.check_alone(&app, Limit::CodeTriesOfAddress, client).await?;
    let counted = retrying(|| async {
        let mut tx = app.store.write().await?;
        app.limits.count(&mut tx, Limit::CodeTriesOfAddress, client, app.clock.now()).await?;
        Ok(tx.commit().await?)
    });
    counted.await?;
    // Before anything is looked up, so that a right code and a wrong one, an account and none, cost the same.
    let password_hash = app.passwords.hash(password).await?;
    to_the_end(async move {
        let tried = retrying(|| async {
            let mut tx = app.store.write().await?;
            let now = app.clock.now();
            let is_right =
                mailed_code::redeem(&app, &mut tx, Purpose::Reset, &email, &code, client, now).await?.is_some();
            let login = tx.login(&email).await?.filter(|login| is_right && (app.demo || !login.account.demo));
            let mut place = None;
            if let Some(Login { account, .. }) = &login {
                // Without a place everything is undone, and the code stays good.
                place = Some(app.mail.place()?);
                tx.lock_account(&account.id, now).await?;
                tx.set_password(&account.id, &password_hash).await?;
                tx.delete_sessions_of(&account.id).await?;
                // The second step itself stays: whoever reads the mail proves no more than one of the two.
                tx.delete_challenges_of(&account.id).await?;
                tx.delete_set_up(&account.id).await?;
                // What those sessions listen to ends with them, in all processes.
                tx.announce(&account.id).await?;
                // Whoever forgot it has tried it too often, perhaps.
                Guesser::of_log_ins(&email, client).clear(&app.limits, &mut tx).await?;
            }
            // Wrong tries count, too.
            tx.commit().await?;
            Ok((login, place))
        });
        let (login, place) = tried.await?;
        let account = login.ok_or_else(mailed_code::wrong)?.account;
        match owner(&account).zip(place) {
            Some((recipient, place)) => place.send(recipient, Letter::PasswordChanged),
            None => tracing::warn!("an account has an address that no mail can be sent to"),
        }
        Ok(())
    })
    .await
}
