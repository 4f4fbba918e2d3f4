//! Sessions, by the hash of their token.

use super::{Account, StoreError, Tx, query};
use jiff::Timestamp;
use tapo_care_wire::AccountId;

/// A session and whose it is.
pub(crate) struct SessionRecord {
    /// Whose it is.
    pub(crate) account: Account,
    /// When it began.
    pub(crate) created_at: Timestamp,
    /// When it was last used, as far as that was written down.
    pub(crate) last_seen_at: Timestamp,
}

impl Tx {
    /// The session of that token.
    pub(crate) async fn session(&mut self, token_hash: &str) -> Result<Option<SessionRecord>, StoreError> {
        let row = query(
            "SELECT a.id AS account_id, a.email, a.region, a.locale, a.demo, s.created_at, s.last_seen_at
             FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = $1",
        )
        .bind(token_hash)
        .fetch_optional(self)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(SessionRecord {
            account: Account::from_row(&row)?,
            created_at: row.moment("created_at")?,
            last_seen_at: row.moment("last_seen_at")?,
        }))
    }

    /// Begins a session.
    pub(crate) async fn insert_session(
        &mut self,
        token_hash: &str,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        query("INSERT INTO sessions (token_hash, account_id, created_at, last_seen_at) VALUES ($1, $2, $3, $3)")
            .bind(token_hash)
            .bind(account.as_str())
            .bind(now.as_second())
            .execute(self)
            .await?;
        Ok(())
    }

    /// Writes down that the session is in use.
    pub(crate) async fn touch_session(&mut self, token_hash: &str, now: Timestamp) -> Result<(), StoreError> {
        query("UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1")
            .bind(token_hash)
            .bind(now.as_second())
            .execute(self)
            .await?;
        Ok(())
    }

    /// Ends a session. No such session is as good.
    pub(crate) async fn delete_session(&mut self, token_hash: &str) -> Result<(), StoreError> {
        query("DELETE FROM sessions WHERE token_hash = $1").bind(token_hash).execute(self).await?;
        Ok(())
    }

    /// Ends all sessions of an account.
    pub(crate) async fn delete_sessions_of(&mut self, account: &AccountId) -> Result<(), StoreError> {
        query("DELETE FROM sessions WHERE account_id = $1").bind(account.as_str()).execute(self).await?;
        Ok(())
    }

    /// Clears away sessions that are over: last seen or begun before these moments.
    pub(crate) async fn delete_sessions_before(&mut self, seen: Timestamp, begun: Timestamp) -> Result<(), StoreError> {
        query("DELETE FROM sessions WHERE last_seen_at <= $1 OR created_at <= $2")
            .bind(seen.as_second())
            .bind(begun.as_second())
            .execute(self)
            .await?;
        Ok(())
    }
}
