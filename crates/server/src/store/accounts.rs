//! Accounts.

use super::{Row, StoreError, Tx, query};
use crate::domain::email;
use jiff::Timestamp;
use tapo_care_wire::{AccountId, Viewer};

/// An account, without its password.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// The id.
    pub(crate) id: AccountId,
    /// As it was registered.
    pub(crate) email: String,
    /// ISO 3166-1 country code.
    pub(crate) region: String,
    /// BCP 47.
    pub(crate) locale: String,
    /// Whether its password is published.
    pub(crate) demo: bool,
}

/// What logging in needs to know.
pub(crate) struct Login {
    /// The account.
    pub(crate) account: Account,
    /// A PHC string.
    pub(crate) password_hash: String,
}

/// An account to be made.
pub(crate) struct NewAccount<'a> {
    /// The account.
    pub(crate) account: &'a Account,
    /// A PHC string.
    pub(crate) password_hash: &'a str,
}

impl Account {
    /// As it travels.
    pub(crate) fn viewer(&self) -> Viewer {
        Viewer {
            id: self.id.clone(),
            email: self.email.clone(),
            region: self.region.clone(),
            locale: self.locale.clone(),
        }
    }

    pub(super) fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: AccountId::new(row.get::<String>("account_id")?),
            email: row.get("email")?,
            region: row.get("region")?,
            locale: row.get("locale")?,
            demo: row.get("demo")?,
        })
    }
}

impl Tx {
    /// The account of that e-mail address.
    pub(crate) async fn login(&mut self, address: &str) -> Result<Option<Login>, StoreError> {
        let row = query(
            "SELECT id AS account_id, email, region, locale, demo, password_hash FROM accounts WHERE email_key = $1",
        )
        .bind(email::key(address))
        .fetch_optional(self)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Login { account: Account::from_row(&row)?, password_hash: row.get("password_hash")? }))
    }

    /// Makes an account. False when the e-mail address has one already: that one is left as it is.
    pub(crate) async fn insert_account(&mut self, new: NewAccount<'_>, now: Timestamp) -> Result<bool, StoreError> {
        let NewAccount { account, password_hash } = new;
        let done = query(
            "INSERT INTO accounts (id, email, email_key, password_hash, region, locale, demo, created_at, touched_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (email_key) DO NOTHING",
        )
        .bind(account.id.as_str())
        .bind(account.email.trim())
        .bind(email::key(&account.email))
        .bind(password_hash)
        .bind(&account.region)
        .bind(&account.locale)
        .bind(account.demo)
        .bind(now.as_second())
        .execute(self)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives the account of that id another password.
    pub(crate) async fn set_password(&mut self, id: &AccountId, password_hash: &str) -> Result<(), StoreError> {
        query("UPDATE accounts SET password_hash = $2 WHERE id = $1")
            .bind(id.as_str())
            .bind(password_hash)
            .execute(self)
            .await?;
        Ok(())
    }

    /// Takes the account's lock until the transaction ends: what changes an account comes one after the other.
    ///
    /// Writing to the row is a lock in every database. False when there is no such account.
    pub(crate) async fn lock_account(&mut self, id: &AccountId, now: Timestamp) -> Result<bool, StoreError> {
        let done = query("UPDATE accounts SET touched_at = $2 WHERE id = $1")
            .bind(id.as_str())
            .bind(now.as_second())
            .execute(self)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Stores the language that the account chose.
    pub(crate) async fn set_locale(&mut self, id: &AccountId, locale: &str) -> Result<(), StoreError> {
        query("UPDATE accounts SET locale = $2 WHERE id = $1").bind(id.as_str()).bind(locale).execute(self).await?;
        Ok(())
    }
}
