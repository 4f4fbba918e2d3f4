//! Codes that were mailed, by their hashes.

use super::{StoreError, Tx, row::Row};
use crate::domain::{email, mailed_code::Purpose};
use jiff::Timestamp;

impl Tx {
    /// Keeps a code, in place of an earlier one for the same purpose and address.
    pub(crate) async fn put_mailed_code(
        &mut self,
        purpose: Purpose,
        address: &str,
        code_hash: &str,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO mailed_codes (purpose, email_key, code_hash, expires_at, tries) VALUES ($1, $2, $3, $4, 0)
             ON CONFLICT (purpose, email_key) DO UPDATE SET
                 code_hash = excluded.code_hash, expires_at = excluded.expires_at, tries = 0",
        )
        .bind(purpose.name())
        .bind(email::key(address))
        .bind(code_hash)
        .bind(expires_at.as_second())
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }

    /// Counts a try, and returns the hash that it is compared with: none when there is no code, it has run out, or it was
    /// tried as often as it may be. Counting comes first, in one statement: however many try at once, none is free.
    pub(crate) async fn try_mailed_code(
        &mut self,
        purpose: Purpose,
        address: &str,
        most_tries: u32,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let row = sqlx::query(
            "UPDATE mailed_codes SET tries = tries + 1
             WHERE purpose = $1 AND email_key = $2 AND tries < $3 AND expires_at > $4 RETURNING code_hash",
        )
        .bind(purpose.name())
        .bind(email::key(address))
        .bind(i64::from(most_tries))
        .bind(now.as_second())
        .fetch_optional(&mut *self.inner)
        .await?;
        row.map(|row| Row(row).get("code_hash")).transpose()
    }

    /// Takes a code away once it was used.
    pub(crate) async fn delete_mailed_code(&mut self, purpose: Purpose, address: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM mailed_codes WHERE purpose = $1 AND email_key = $2")
            .bind(purpose.name())
            .bind(email::key(address))
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }

    /// Clears away codes that have run out.
    pub(crate) async fn delete_expired_codes(&mut self, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM mailed_codes WHERE expires_at <= $1")
            .bind(now.as_second())
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }
}
