//! The second step of a log-in: asked for once the password was right, and proved with a code.
//!
//! Whatever belongs to it is done under the account's lock, so that of many tries at once no more are answered than of as many
//! one after the other, and so that a log-in and a change of the password or of the second factor come one after the other.

use super::{app_secret, mailed_code, retrying, tell_owner, to_the_end};
use crate::{
    app::App,
    client::Client,
    domain::{
        mailed_code::Purpose,
        two_step::{Method, TRIES},
    },
    limits::{SecondStepGuesser, count_mail},
    mail::Letter,
    problem::Failure,
    sessions::{self, Visit},
    store::{Account, ChallengeRecord, FactorRecord, Login, Tx},
};
use cookie::Cookie;
use jiff::Timestamp;
use tapo_care_wire::{ErrorCode, Field, TypedCode};

/// What a right password leads to.
pub(crate) enum LoggedIn {
    /// A session, with its cookie.
    Session(Cookie<'static>),
    /// A second step that is due: the cookie of its challenge, and what the page is told.
    SecondStepDue(Cookie<'static>, Failure),
}

/// Begins a session for who knows the password, or asks for the second step. For one by mail a code is mailed.
pub(crate) async fn log_in(app: &App, verified: &Login, visit: &Visit, client: Client) -> Result<LoggedIn, Failure> {
    let Login { account, .. } = verified;
    let begun = retrying(|| async {
        let mut tx = app.store.write().await?;
        let now = app.clock.now();
        sessions::lock_verified(&mut tx, verified, now).await?;
        let begun = match tx.second_factor(&account.id).await? {
            None => (None, sessions::begin(&app.sessions, &mut tx, &account.id, visit, now).await?),
            Some(factor) => {
                let (id, cookie) = sessions::challenge(&app.sessions, &mut tx, &account.id, visit, now).await?;
                (Some((factor.method, id)), cookie)
            }
        };
        tx.commit().await?;
        Ok(begun)
    });
    let (due, cookie) = begun.await?;
    let Some((method, challenge)) = due else { return Ok(LoggedIn::Session(cookie)) };
    let due = Failure::new(ErrorCode::MfaRequired);
    let due = match method {
        Method::App => due.detail("Send the code that the authenticator app shows, or a recovery code."),
        Method::Email => match mail(app, account, challenge, client).await {
            Ok(()) => due.detail("Send the code that was mailed, or a recovery code."),
            // A recovery code does without a mail, and an earlier mail's code may still be good.
            Err(failure) => due
                .detail("No code could be mailed now. Ask for one later, or send a recovery code.")
                .with(|problem| problem.retry_after = failure.retry_after()),
        },
    };
    Ok(LoggedIn::SecondStepDue(cookie, due))
}

/// The second step that is due for the challenge that a request carries.
pub(crate) async fn due(app: &App, visit: &Visit) -> Result<Option<ChallengeRecord>, Failure> {
    let Some(token_hash) = &visit.challenge else { return Ok(None) };
    let mut tx = app.store.read().await?;
    find(app, &mut tx, token_hash, app.clock.now()).await
}

async fn find(app: &App, tx: &mut Tx, token_hash: &str, now: Timestamp) -> Result<Option<ChallengeRecord>, Failure> {
    let challenge = tx.challenge(token_hash, now).await?;
    Ok(challenge.filter(|challenge| app.demo || !challenge.account.demo))
}

/// Mails another code.
pub(crate) async fn mail_again(app: &App, visit: &Visit, client: Client) -> Result<(), Failure> {
    let challenge = due(app, visit).await?.ok_or_else(none_due)?;
    match challenge.method {
        Method::Email => mail(app, &challenge.account, challenge.id, client).await,
        Method::App => Err(Failure::not_found("Codes of this account come from its authenticator app, not by mail.")),
    }
}

/// Mails a code for a challenge. Codes of several challenges are good side by side: whoever knows the password and asks again
/// and again takes none from the owner.
async fn mail(app: &App, account: &Account, challenge: String, client: Client) -> Result<(), Failure> {
    count_mail(app, &account.email, client).await?;
    let place = app.mail.place()?;
    let (app, account) = (app.clone(), account.clone());
    to_the_end(async move {
        let issued = retrying(|| async {
            let mut tx = app.store.write().await?;
            let (purpose, now) = (Purpose::SecondStep, app.clock.now());
            let code = mailed_code::issue(&app, &mut tx, purpose, &account.email, &challenge, now).await?;
            tx.commit().await?;
            Ok(code)
        });
        let code = issued.await?;
        tell_owner(&account, place, Letter::SecondStep { code });
        Ok(())
    })
    .await
}

/// Begins a session for who proves the second factor, or has a recovery code.
pub(crate) async fn prove(
    app: App,
    visit: Visit,
    typed: String,
    client: Client,
) -> Result<(Cookie<'static>, Account), Failure> {
    let token_hash = visit.challenge.clone().ok_or_else(none_due)?;
    // Reading goes first, and alone: who is refused keeps nobody from writing.
    let mut tx = app.store.read().await?;
    let account = find(&app, &mut tx, &token_hash, app.clock.now()).await?.ok_or_else(none_due)?.account;
    let guesser = SecondStepGuesser::new(&account.id, client);
    guesser.check(&app.limits, &mut tx, app.clock.now()).await?;
    drop(tx);
    to_the_end(async move {
        let tried = retrying(|| async {
            let mut tx = app.store.write().await?;
            let now = app.clock.now();
            tx.lock_account(&account.id, now).await?;
            // Asked again under the lock: a challenge that is gone by now, with a change of the password perhaps, opens nothing.
            let factor = tx.second_factor(&account.id).await?;
            let is_due = find(&app, &mut tx, &token_hash, now).await?.is_some();
            let factor = factor.filter(|_| is_due).ok_or_else(none_due)?;
            guesser.check(&app.limits, &mut tx, now).await?;
            let may_try = tx.try_challenge(&token_hash, TRIES).await?;
            let proof = Proof { app: &app, account: &account, factor: &factor, client, now };
            let proved = if may_try { proof.check(&mut tx, &typed).await? } else { None };
            let Some(proved) = proved else {
                // Wrong tries count, too.
                guesser.record(&app.limits, &mut tx, now).await?;
                tx.delete_spent_challenge(&token_hash, TRIES).await?;
                tx.commit().await?;
                return Ok(None);
            };
            guesser.clear(&app.limits, &mut tx).await?;
            let cookie = sessions::begin(&app.sessions, &mut tx, &account.id, &visit, now).await?;
            let told = match proved {
                Proved::Factor => None,
                Proved::RecoveryCode => {
                    let left = tx.count_recovery_codes(&account.id).await?;
                    // Without a place everything is undone, and the code stays good.
                    Some((app.mail.place()?, Letter::RecoveryCodeUsed { left }))
                }
            };
            tx.commit().await?;
            Ok(Some((cookie, told)))
        });
        let (cookie, told) = tried.await?.ok_or_else(wrong)?;
        if let Some((place, letter)) = told {
            tell_owner(&account, place, letter);
        }
        Ok((cookie, account))
    })
    .await
}

/// What a code proved.
enum Proved {
    /// The second factor.
    Factor,
    /// That a recovery code is known, which is used up now.
    RecoveryCode,
}

/// All that it takes to check a code.
struct Proof<'a> {
    app: &'a App,
    account: &'a Account,
    factor: &'a FactorRecord,
    client: Client,
    now: Timestamp,
}

impl Proof<'_> {
    /// What the code proves, if anything. Whatever it is, it proves it once.
    async fn check(&self, tx: &mut Tx, typed: &str) -> Result<Option<Proved>, Failure> {
        let Self { app, account, factor, client, now } = *self;
        let is_factor = match (TypedCode::parse(typed), factor.method, &factor.sealed_secret) {
            (Some(TypedCode::Recovery(code)), ..) => {
                // Made before a rotation or after it.
                for code in app.keys.recovery_hashes(&account.id, &code) {
                    if tx.use_recovery_code(&account.id, &code).await? {
                        return Ok(Some(Proved::RecoveryCode));
                    }
                }
                return Ok(None);
            }
            (Some(TypedCode::App(code)), Method::App, Some(sealed)) => {
                match app_secret(app, account, sealed)?.step(&code, now) {
                    Some(step) => tx.use_step(&account.id, step).await?,
                    None => false,
                }
            }
            (Some(TypedCode::Mailed(code)), Method::Email, _) => {
                let purpose = Purpose::SecondStep;
                mailed_code::redeem(app, tx, purpose, &account.email, &code, client, now).await?.is_some()
            }
            _ => false,
        };
        Ok(is_factor.then_some(Proved::Factor))
    }
}

/// The failure of a code that proves nothing; never why.
pub(super) fn wrong() -> Failure {
    Failure::new(ErrorCode::MfaFailed)
        .field(Field::Code)
        .detail("The code is wrong, was used before, or is not good any more. Each code works once.")
}

fn none_due() -> Failure {
    Failure::new(ErrorCode::NotLoggedIn).detail("No log-in waits for a code, or it waited for too long. Log in again.")
}
