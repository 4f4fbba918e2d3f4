//! Registrations that wait for the proof of their address.

use super::{
    Row, StoreError, Tx,
    accounts::{Account, NewAccount},
    query,
};
use crate::domain::email;
use jiff::Timestamp;
use tapo_care_wire::AccountId;

/// Someone who wants an account.
pub(crate) struct RegistrationRecord {
    /// An id of its own: several can wait for the proof of one address.
    pub(crate) id: String,
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

    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get("id")?,
            email: row.get("email")?,
            password_hash: row.get("password_hash")?,
            region: row.get("region")?,
            locale: row.get("locale")?,
        })
    }
}

impl Tx {
    /// Keeps a registration. Of one address no more than `most` are kept: the oldest go. False when the address has an
    /// account.
    ///
    /// The statements are the same for both, so that they take the same time.
    pub(crate) async fn insert_registration(
        &mut self,
        new: &RegistrationRecord,
        most: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let key = email::key(&new.email);
        let done = query(
            "INSERT INTO registrations (id, email_key, email, password_hash, region, locale, created_at, ordinal)
             SELECT $1, $2, $3, $4, $5, $6, CAST($7 AS BIGINT),
                 COALESCE((SELECT MAX(ordinal) FROM registrations WHERE email_key = $2), 0) + 1
             WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE email_key = $2)",
        )
        .bind(&new.id)
        .bind(&key)
        .bind(new.email.trim())
        .bind(&new.password_hash)
        .bind(&new.region)
        .bind(&new.locale)
        .bind(now.as_second())
        .execute(self)
        .await?;
        query(
            "DELETE FROM registrations WHERE id IN (SELECT id FROM registrations WHERE email_key = $1
             ORDER BY ordinal DESC LIMIT 1000 OFFSET $2)",
        )
        .bind(&key)
        .bind(i64::from(most))
        .execute(self)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The newest registration of that e-mail address, among those made after a moment.
    pub(crate) async fn newest_registration(
        &mut self,
        address: &str,
        after: Timestamp,
    ) -> Result<Option<RegistrationRecord>, StoreError> {
        let row = query(
            "SELECT id, email, password_hash, region, locale FROM registrations WHERE email_key = $1 AND created_at > $2
             ORDER BY ordinal DESC LIMIT 1",
        )
        .bind(email::key(address))
        .bind(after.as_second())
        .fetch_optional(self)
        .await?;
        row.map(|row| RegistrationRecord::from_row(&row)).transpose()
    }

    /// Makes the registration of that id an account, if it was made after a moment, and forgets all others of its address.
    /// False when there is no such registration, or its address has an account already.
    pub(crate) async fn complete_registration(
        &mut self,
        registration: &str,
        account: AccountId,
        after: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let row = query(
            "SELECT id, email, password_hash, region, locale FROM registrations WHERE id = $1 AND created_at > $2",
        )
        .bind(registration)
        .bind(after.as_second())
        .fetch_optional(self)
        .await?;
        let Some(row) = row else { return Ok(false) };
        let registration = RegistrationRecord::from_row(&row)?;
        query("DELETE FROM registrations WHERE email_key = $1")
            .bind(email::key(&registration.email))
            .execute(self)
            .await?;
        let account = registration.account(account);
        self.insert_account(NewAccount { account: &account, password_hash: &registration.password_hash }, now).await
    }

    /// Clears away registrations that were made before this moment and never completed.
    pub(crate) async fn delete_registrations_before(&mut self, moment: Timestamp) -> Result<(), StoreError> {
        query("DELETE FROM registrations WHERE created_at <= $1").bind(moment.as_second()).execute(self).await?;
        Ok(())
    }
}
