//! Two-step verification of an account: set up, proved, taken away, and its recovery codes.
//!
//! All but looking takes the password again: a session that was left open must not be enough. The owner is told of each change
//! by mail.

use super::{app_secret, mailed_code, password, retrying, second_step::wrong, tell_owner, to_the_end};
use crate::{
    app::App,
    client::Client,
    domain::{
        mailed_code::Purpose,
        totp::{AppSecret, SECRET_LENGTH},
        two_step::{self, Method, RECOVERY_CODES, TRIES},
    },
    limits::count_mail,
    mail::Letter,
    problem::Failure,
    random,
    secrets::CodeHash,
    store::{Account, FactorRecord, Tx},
};
use jiff::Timestamp;
use tapo_care_wire::{AppSetUp, RecoveryCodes, TwoStep, TwoStepBegun, TwoStepSetUp, TwoStepState, TypedCode};

/// Whether the account has a second step, which, and how many recovery codes are left.
pub(crate) async fn show(app: &App, account: &Account) -> Result<TwoStep, Failure> {
    let mut tx = app.store.read().await?;
    let factor = tx.second_factor(&account.id).await?;
    let recovery_codes_left = tx.count_recovery_codes(&account.id).await?;
    Ok(TwoStep { method: factor.map_or(TwoStepState::Off, |factor| factor.method.state()), recovery_codes_left })
}

/// Begins a set-up. Until it is proved, nothing changes.
pub(crate) async fn begin(
    app: App,
    account: Account,
    set_up: TwoStepSetUp,
    client: Client,
) -> Result<TwoStepBegun, Failure> {
    let verified = password::verify(&app, &account, set_up.password, client).await?;
    let (method, sealed_secret, shown, place) = match Method::from(set_up.method) {
        Method::App => {
            let (sealed, shown) = new_app_secret(&app, &account)?;
            (Method::App, Some(sealed), Some(shown), None)
        }
        Method::Email => {
            count_mail(&app, &account.email, client).await?;
            (Method::Email, None, None, Some(app.mail.place()?))
        }
    };
    to_the_end(async move {
        let factor = FactorRecord { method, sealed_secret };
        let written = retrying(|| async {
            let mut tx = app.store.write().await?;
            let now = app.clock.now();
            password::lock(&mut tx, &verified, now).await?;
            tx.put_set_up(&account.id, &factor, now, two_step::set_up_expiry(now)).await?;
            let code = match method {
                Method::App => None,
                Method::Email => {
                    let purpose = Purpose::TwoStepSetUp;
                    Some(mailed_code::issue(&app, &mut tx, purpose, &account.email, "", now).await?)
                }
            };
            tx.commit().await?;
            Ok(code)
        });
        if let Some((code, place)) = written.await?.zip(place) {
            tell_owner(&account, place, Letter::TwoStepSetUp { code });
        }
        Ok(TwoStepBegun { method: method.into(), app: shown })
    })
    .await
}

/// A new secret, as it is kept and as it is shown.
fn new_app_secret(app: &App, account: &Account) -> Result<(String, AppSetUp), Failure> {
    let secret = random::bytes::<SECRET_LENGTH>()?;
    let shown = AppSecret::new(&secret, &account.email).and_then(|secret| secret.set_up()).ok_or_else(|| {
        tracing::error!("an account has an address that no authenticator app can show");
        Failure::unavailable()
    })?;
    Ok((app.keys.newest().seal(&account.id, &secret)?, shown))
}

/// Switches the second step on, for a code that proves what was set up, and gives recovery codes. Log-ins that wait for the
/// second step as it was are over.
pub(crate) async fn prove(app: App, account: Account, typed: String, client: Client) -> Result<RecoveryCodes, Failure> {
    to_the_end(async move {
        let tried = retrying(|| async {
            let mut tx = app.store.write().await?;
            let now = app.clock.now();
            tx.lock_account(&account.id, now).await?;
            let proved = match tx.try_set_up(&account.id, TRIES, now).await? {
                Some(factor) => {
                    let step = is_proved(&app, &mut tx, &account, &factor, &typed, client, now).await?;
                    step.map(|step| (factor, step))
                }
                None => None,
            };
            let Some((factor, step)) = proved else {
                // Wrong tries count, too.
                tx.commit().await?;
                return Ok(None);
            };
            tx.put_second_factor(&account.id, &factor, step, now).await?;
            tx.delete_set_up(&account.id).await?;
            tx.delete_challenges_of(&account.id).await?;
            let codes = new_recovery_codes(&app, &mut tx, &account).await?;
            // Without a place everything is undone.
            let place = app.mail.place()?;
            tx.commit().await?;
            Ok(Some((codes, place, factor.method)))
        });
        let (codes, place, method) = tried.await?.ok_or_else(wrong)?;
        tell_owner(&account, place, Letter::TwoStepOn { method });
        Ok(codes)
    })
    .await
}

/// Whether the code proves the set-up, and which time step is used up then.
async fn is_proved(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    factor: &FactorRecord,
    typed: &str,
    client: Client,
    now: Timestamp,
) -> Result<Option<i64>, Failure> {
    match (TypedCode::parse(typed), factor.method, &factor.sealed_secret) {
        (Some(TypedCode::App(code)), Method::App, Some(sealed)) => {
            Ok(app_secret(app, account, sealed)?.step(&code, now))
        }
        (Some(TypedCode::Mailed(code)), Method::Email, _) => {
            let purpose = Purpose::TwoStepSetUp;
            let code = mailed_code::redeem(app, tx, purpose, &account.email, &code, client, now).await?;
            Ok(code.map(|_| 0))
        }
        _ => Ok(None),
    }
}

/// Takes the second step away, with all that belongs to it. No second step is as good.
pub(crate) async fn remove(app: App, account: Account, password: String, client: Client) -> Result<(), Failure> {
    let verified = password::verify(&app, &account, password, client).await?;
    to_the_end(async move {
        let removed = retrying(|| async {
            let mut tx = app.store.write().await?;
            password::lock(&mut tx, &verified, app.clock.now()).await?;
            let was_on = tx.delete_second_factor(&account.id).await?;
            tx.delete_set_up(&account.id).await?;
            tx.delete_challenges_of(&account.id).await?;
            tx.put_recovery_codes(&account.id, &[]).await?;
            let place = app.mail.place()?;
            tx.commit().await?;
            Ok(was_on.then_some(place))
        });
        if let Some(place) = removed.await? {
            tell_owner(&account, place, Letter::TwoStepOff);
        }
        Ok(())
    })
    .await
}

/// Gives new recovery codes; the old ones end.
pub(crate) async fn renew_recovery_codes(
    app: App,
    account: Account,
    password: String,
    client: Client,
) -> Result<RecoveryCodes, Failure> {
    let verified = password::verify(&app, &account, password, client).await?;
    to_the_end(async move {
        let renewed = retrying(|| async {
            let mut tx = app.store.write().await?;
            password::lock(&mut tx, &verified, app.clock.now()).await?;
            if tx.second_factor(&account.id).await?.is_none() {
                return Err(Failure::not_found("Two-step verification is off: there are no recovery codes."));
            }
            let codes = new_recovery_codes(&app, &mut tx, &account).await?;
            let place = app.mail.place()?;
            tx.commit().await?;
            Ok((codes, place))
        });
        let (codes, place) = renewed.await?;
        tell_owner(&account, place, Letter::NewRecoveryCodes);
        Ok(codes)
    })
    .await
}

/// Makes recovery codes in place of those that there were. They are shown this once: the database knows their hashes.
async fn new_recovery_codes(app: &App, tx: &mut Tx, account: &Account) -> Result<RecoveryCodes, Failure> {
    let mut recovery_codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        recovery_codes.push(random::recovery_code()?);
    }
    // Hashed as they are read when they come back.
    let hash = |shown: &String| match TypedCode::parse(shown)? {
        TypedCode::Recovery(code) => Some(app.keys.newest().hash_recovery(&account.id, &code)),
        TypedCode::Mailed(_) | TypedCode::App(_) => None,
    };
    let hashes: Vec<CodeHash> = recovery_codes.iter().filter_map(hash).collect();
    tx.put_recovery_codes(&account.id, &hashes).await?;
    Ok(RecoveryCodes { recovery_codes })
}
