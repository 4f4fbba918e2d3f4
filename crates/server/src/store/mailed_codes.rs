//! Codes that were mailed, by their hashes.

use super::{Row, StoreError, Tx, query};
use crate::domain::{email, mailed_code::Purpose};
use jiff::Timestamp;

/// A code to be kept.
pub(crate) struct NewMailedCode<'a> {
    /// An id of its own.
    pub(crate) id: &'a str,
    /// What it is good for.
    pub(crate) purpose: Purpose,
    /// The address that it is mailed to.
    pub(crate) address: &'a str,
    /// The registration that it completes; empty where there is only one thing that it can be for.
    pub(crate) subject: &'a str,
    /// HMAC-SHA-256 of purpose, address and code.
    pub(crate) code_hash: &'a str,
    /// From this moment on it is of no use.
    pub(crate) expires_at: Timestamp,
}

/// A code that can be tried.
pub(crate) struct MailedCode {
    /// Its id. A code that replaces it has another.
    pub(crate) id: String,
    /// What it was made for.
    pub(crate) subject: String,
    /// HMAC-SHA-256 of purpose, address and code.
    pub(crate) code_hash: String,
}

impl Tx {
    /// Keeps a code, in place of an earlier one for the same purpose, address and subject. Of one purpose and address no
    /// more than `most` are kept: the oldest go.
    pub(crate) async fn put_mailed_code(&mut self, new: &NewMailedCode<'_>, most: u32) -> Result<(), StoreError> {
        let (purpose, key) = (new.purpose.name(), email::key(new.address));
        query("DELETE FROM mailed_codes WHERE purpose = $1 AND email_key = $2 AND subject = $3")
            .bind(purpose)
            .bind(&key)
            .bind(new.subject)
            .execute(self)
            .await?;
        query(
            "INSERT INTO mailed_codes (id, purpose, email_key, subject, code_hash, expires_at, tries, ordinal)
             SELECT $1, $2, $3, $4, $5, CAST($6 AS BIGINT), 0, COALESCE(MAX(ordinal), 0) + 1 FROM mailed_codes
             WHERE purpose = $2 AND email_key = $3",
        )
        .bind(new.id)
        .bind(purpose)
        .bind(&key)
        .bind(new.subject)
        .bind(new.code_hash)
        .bind(new.expires_at.as_second())
        .execute(self)
        .await?;
        query(
            "DELETE FROM mailed_codes WHERE id IN (SELECT id FROM mailed_codes WHERE purpose = $1 AND email_key = $2
             ORDER BY ordinal DESC LIMIT 1000 OFFSET $3)",
        )
        .bind(purpose)
        .bind(&key)
        .bind(i64::from(most))
        .execute(self)
        .await?;
        Ok(())
    }

    /// The codes of that purpose and address that can be tried: those that have not run out, and were not tried too often by
    /// all together. Takes their lock until the transaction ends, so that whoever tries one is counted before the next.
    pub(crate) async fn lock_mailed_codes(
        &mut self,
        purpose: Purpose,
        address: &str,
        most_tries: u32,
        now: Timestamp,
    ) -> Result<Vec<MailedCode>, StoreError> {
        // Writing to the rows is a lock in every database.
        let rows = query(
            "UPDATE mailed_codes SET tries = tries WHERE purpose = $1 AND email_key = $2 AND tries < $3 AND expires_at > $4
             RETURNING id, subject, code_hash",
        )
        .bind(purpose.name())
        .bind(email::key(address))
        .bind(i64::from(most_tries))
        .bind(now.as_second())
        .fetch_all(self)
        .await?;
        let read = |row: Row| {
            Ok(MailedCode { id: row.get("id")?, subject: row.get("subject")?, code_hash: row.get("code_hash")? })
        };
        rows.into_iter().map(read).collect()
    }

    /// Counts a try of the code of that id.
    pub(crate) async fn count_try(&mut self, id: &str) -> Result<(), StoreError> {
        query("UPDATE mailed_codes SET tries = tries + 1 WHERE id = $1").bind(id).execute(self).await?;
        Ok(())
    }

    /// Takes away all codes of a purpose and address once one was used.
    pub(crate) async fn delete_mailed_codes(&mut self, purpose: Purpose, address: &str) -> Result<(), StoreError> {
        query("DELETE FROM mailed_codes WHERE purpose = $1 AND email_key = $2")
            .bind(purpose.name())
            .bind(email::key(address))
            .execute(self)
            .await?;
        Ok(())
    }

    /// Clears away codes that have run out.
    pub(crate) async fn delete_expired_codes(&mut self, now: Timestamp) -> Result<(), StoreError> {
        query("DELETE FROM mailed_codes WHERE expires_at <= $1").bind(now.as_second()).execute(self).await?;
        Ok(())
    }
}
