//! Registrations that wait for the proof of their address.

use super::{
    StoreError, Tx,
    accounts::{Account, NewAccount},
    row::Row,
};
use crate::domain::email;
use jiff::Timestamp;
use tapo_care_wire::AccountId;

/// Someone who wants an account.
pub(crate) struct RegistrationRecord {
    /// As it was typed, trimmed.
    pub(crate) email: String,
    /// A PHC string.
    pub(crate) password_hash: String,
    /// ISO 3166-1 country code.
    pub(crate) region: String,
    /// BCP 47.
    pub(crate) locale: String,
}

impl RegistrationRecord {
    /// The account that it becomes.
    pub(crate) fn account(&self, id: AccountId) -> Account {
        let Self { email, region, locale, .. } = self;
        Account { id, email: email.clone(), region: region.clone(), locale: locale.clone(), demo: false }
    }
}

impl Tx {
    /// Keeps a registration, in place of an earlier one of the address. False when the address has an account.
    ///
    /// One statement for both, so that they take the same time.
    pub(crate) async fn put_registration(
        &mut self,
        new: &RegistrationRecord,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO registrations (email_key, email, password_hash, region, locale, created_at)
             SELECT $1, $2, $3, $4, $5, CAST($6 AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE email_key = $1)
             ON CONFLICT (email_key) DO UPDATE SET email = excluded.email, password_hash = excluded.password_hash,
                 region = excluded.region, locale = excluded.locale, created_at = excluded.created_at",
        )
        .bind(email::key(&new.email))
        .bind(new.email.trim())
        .bind(&new.password_hash)
        .bind(&new.region)
        .bind(&new.locale)
        .bind(now.as_second())
        .execute(&mut *self.inner)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The registration of that e-mail address.
    pub(crate) async fn registration(&mut self, address: &str) -> Result<Option<RegistrationRecord>, StoreError> {
        let row = sqlx::query("SELECT email, password_hash, region, locale FROM registrations WHERE email_key = $1")
            .bind(email::key(address))
            .fetch_optional(&mut *self.inner)
            .await?;
        let Some(row) = row.map(Row) else { return Ok(None) };
        Ok(Some(RegistrationRecord {
            email: row.get("email")?,
            password_hash: row.get("password_hash")?,
            region: row.get("region")?,
            locale: row.get("locale")?,
        }))
    }

    /// Makes the registration of that address an account of that id. False when there is none, or an account already.
    pub(crate) async fn complete_registration(
        &mut self,
        address: &str,
        id: AccountId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(registration) = self.registration(address).await? else { return Ok(false) };
        sqlx::query("DELETE FROM registrations WHERE email_key = $1")
            .bind(email::key(address))
            .execute(&mut *self.inner)
            .await?;
        let account = registration.account(id);
        self.insert_account(NewAccount { account: &account, password_hash: &registration.password_hash }, now).await
    }

    /// Clears away registrations that were made before this moment and never completed.
    pub(crate) async fn delete_registrations_before(&mut self, moment: Timestamp) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM registrations WHERE created_at <= $1")
            .bind(moment.as_second())
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }
}
