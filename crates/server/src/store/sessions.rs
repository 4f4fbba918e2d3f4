//! Sessions, by the hash of their token.

use super::{Account, Row, StoreError, Tx, query};
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

/// A session to be begun.
pub(crate) struct NewSession<'a> {
    /// Names it where its owner sees it.
    pub(crate) id: &'a str,
    /// What its token is known by.
    pub(crate) token_hash: &'a str,
    /// Whose it is.
    pub(crate) account: &'a AccountId,
    /// Browser and system in a few words.
    pub(crate) agent: &'a str,
}

/// A session as its owner sees it.
pub(crate) struct SessionRow {
    /// The id.
    pub(crate) id: String,
    /// What its token is known by.
    pub(crate) token_hash: String,
    /// Browser and system in a few words.
    pub(crate) agent: String,
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
    pub(crate) async fn insert_session(&mut self, new: &NewSession<'_>, now: Timestamp) -> Result<(), StoreError> {
        query(
            "INSERT INTO sessions (token_hash, id, account_id, agent, created_at, last_seen_at)
             VALUES ($1, $2, $3, $4, $5, $5)",
        )
        .bind(new.token_hash)
        .bind(new.id)
        .bind(new.account.as_str())
        .bind(new.agent)
        .bind(now.as_second())
        .execute(self)
        .await?;
        Ok(())
    }

    /// All sessions of an account, newest use first, those that are over among them.
    pub(crate) async fn sessions_of(&mut self, account: &AccountId) -> Result<Vec<SessionRow>, StoreError> {
        let rows = query(
            "SELECT id, token_hash, agent, created_at, last_seen_at FROM sessions WHERE account_id = $1
             ORDER BY last_seen_at DESC, created_at DESC, id",
        )
        .bind(account.as_str())
        .fetch_all(self)
        .await?;
        let read = |row: Row| {
            Ok(SessionRow {
                id: row.get("id")?,
                token_hash: row.get("token_hash")?,
                agent: row.get("agent")?,
                created_at: row.moment("created_at")?,
                last_seen_at: row.moment("last_seen_at")?,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Ends the session of that id. False when the account has no such session.
    pub(crate) async fn delete_session_of(&mut self, account: &AccountId, id: &str) -> Result<bool, StoreError> {
        let done = query("DELETE FROM sessions WHERE account_id = $1 AND id = $2")
            .bind(account.as_str())
            .bind(id)
            .execute(self)
            .await?;
        Ok(done.rows_affected() == 1)
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
