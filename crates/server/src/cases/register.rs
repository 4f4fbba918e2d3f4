//! Registration: an account is made of an address, a password, and the proof that the address is the visitor's.
//!
//! Whatever is known of the address, the same is done: one password is hashed, one code is made and stored, one mail goes
//! out. Only the mail says more, to whoever reads the mail of that address.

use super::{
    mailed_code::{self, SIDE_BY_SIDE},
    owner, retrying, to_the_end,
};
use crate::{
    app::App,
    client::Client,
    domain::{
        mailed_code::Purpose,
        registration::{self, Mistake},
    },
    limits::{Limit, count_mail},
    mail::{Language, Letter, Recipient},
    problem::Failure,
    random,
    store::RegistrationRecord,
};
use jiff::{SignedDuration, Timestamp};
use tapo_care_wire::{AccountId, ErrorCode, Field, Registration, Verification};

/// A registration that is never completed is forgotten after this time. Longer than its code lasts: whoever logs in with its
/// password until then is mailed a new code.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Registrations count that were made after this moment.
pub(crate) fn kept_since(now: Timestamp) -> Timestamp {
    now.checked_sub(KEPT_FOR).unwrap_or(now)
}

impl From<Mistake> for Failure {
    fn from(mistake: Mistake) -> Self {
        match mistake {
            Mistake::Email => not_an_address(),
            Mistake::Password => password_too_weak(),
            Mistake::Region => Self::malformed("The region is not a country's code (ISO 3166-1, alpha-2), such as DE."),
            Mistake::Locale => Self::malformed("The locale is not a language tag (BCP 47), such as de or en-GB."),
        }
    }
}

/// The failure of an e-mail address that is none.
pub(super) fn not_an_address() -> Failure {
    Failure::malformed("This is not an e-mail address that mail can be sent to.").field(Field::Email)
}

/// The failure of a password that is too short, or too long.
pub(super) fn password_too_weak() -> Failure {
    Failure::new(ErrorCode::PasswordTooWeak)
        .field(Field::Password)
        .detail("A password has 15 to 128 characters, of whatever kind.")
}

/// Takes a registration and mails a code, or that there is an account already.
pub(crate) async fn register(app: App, registration: Registration, client: Client) -> Result<(), Failure> {
    registration::check(&registration)?;
    let Registration { email, password, region, locale } = registration;
    let email = email.trim().to_owned();
    let recipient = Recipient::parse(&email, Language::best([locale.as_str()])).ok_or_else(not_an_address)?;
    count_mail(&app, &email, client).await?;
    let place = app.mail.place()?;
    let password_hash = app.passwords.hash(password).await?;
    to_the_end(async move {
        let id = random::id()?;
        let record = RegistrationRecord { id: id.clone(), email: email.clone(), password_hash, region, locale };
        let written = retrying(|| async {
            let mut tx = app.store.write().await?;
            let now = app.clock.now();
            tx.delete_registrations_before(kept_since(now)).await?;
            let known = tx.login(&email).await?.and_then(|login| owner(&login.account));
            let is_new = tx.insert_registration(&record, SIDE_BY_SIDE, now).await?;
            let code = mailed_code::issue(&app, &mut tx, Purpose::Verify, &email, &id, now).await?;
            tx.commit().await?;
            Ok((known, is_new, code))
        });
        let (known, is_new, code) = written.await?;
        if is_new {
            place.send(recipient, Letter::Verify { code });
        } else {
            // What concerns an account goes to the address that was proved, however this one was typed, in its owner's language.
            place.send(known.unwrap_or(recipient), Letter::AccountExists);
        }
        Ok(())
    })
    .await
}

/// Mails a new code for a registration that waits, to somebody who knows its password.
pub(crate) async fn mail_again(app: App, waiting: RegistrationRecord, client: Client) -> Result<(), Failure> {
    let RegistrationRecord { id, email, locale, .. } = waiting;
    let recipient = Recipient::parse(&email, Language::best([locale.as_str()])).ok_or_else(not_an_address)?;
    count_mail(&app, &email, client).await?;
    let place = app.mail.place()?;
    to_the_end(async move {
        let issued = retrying(|| async {
            let mut tx = app.store.write().await?;
            let code = mailed_code::issue(&app, &mut tx, Purpose::Verify, &email, &id, app.clock.now()).await?;
            tx.commit().await?;
            Ok(code)
        });
        let code = issued.await?;
        place.send(recipient, Letter::Verify { code });
        Ok(())
    })
    .await
}

/// Makes a registration an account, for the code that was mailed.
pub(crate) async fn verify(app: App, verification: Verification, client: Client) -> Result<(), Failure> {
    let Verification { email, code } = verification;
    to_the_end(async move {
        // Each address has a few tries, whatever they are about. Reading goes first, and alone.
        app.limits.check_alone(&app, Limit::CodeTriesOfAddress, client).await?;
        let tried = retrying(|| async {
            let mut tx = app.store.write().await?;
            let now = app.clock.now();
            app.limits.count(&mut tx, Limit::CodeTriesOfAddress, client, now).await?;
            let registration = mailed_code::redeem(&app, &mut tx, Purpose::Verify, &email, &code, client, now).await?;
            let is_account = match registration {
                Some(id) => {
                    let account = AccountId::new(random::id()?);
                    tx.complete_registration(&id, account, kept_since(now), now).await?
                }
                None => false,
            };
            // Wrong tries count, too.
            tx.commit().await?;
            Ok(is_account)
        });
        let is_account = tried.await?;
        if is_account { Ok(()) } else { Err(mailed_code::wrong()) }
    })
    .await
}
