//! Log-ins whose second step is due, by the hash of their token.

use super::{Account, StoreError, Tx, query};
use crate::domain::two_step::Method;
use jiff::Timestamp;
use tapo_care_wire::AccountId;

/// A second step that is due, and whose it is.
pub(crate) struct ChallengeRecord {
    /// Tells the codes that are mailed for it from those for other log-ins.
    pub(crate) id: String,
    /// Whose it is.
    pub(crate) account: Account,
    /// What it is proved with.
    pub(crate) method: Method,
    /// From this moment on the password has to be entered again.
    pub(crate) expires_at: Timestamp,
}

impl Tx {
    /// The second step that is due for that token. There is none without a second factor.
    pub(crate) async fn challenge(
        &mut self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<ChallengeRecord>, StoreError> {
        let row = query(
            "SELECT c.id, c.expires_at, f.method, a.id AS account_id, a.email, a.region, a.locale, a.demo
             FROM challenges c JOIN accounts a ON a.id = c.account_id JOIN second_factors f ON f.account_id = a.id
             WHERE c.token_hash = $1 AND c.expires_at > $2",
        )
        .bind(token_hash)
        .bind(now.as_second())
        .fetch_optional(self)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let method: String = row.get("method")?;
        Ok(Some(ChallengeRecord {
            id: row.get("id")?,
            account: Account::from_row(&row)?,
            method: Method::named(&method).ok_or(StoreError::Corrupt("method"))?,
            expires_at: row.moment("expires_at")?,
        }))
    }

    /// Asks for a second step. Whoever does so clears away those that have run out.
    pub(crate) async fn insert_challenge(
        &mut self,
        token_hash: &str,
        id: &str,
        account: &AccountId,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        query("DELETE FROM challenges WHERE expires_at <= $1").bind(now.as_second()).execute(self).await?;
        query("INSERT INTO challenges (token_hash, id, account_id, tries, expires_at) VALUES ($1, $2, $3, 0, $4)")
            .bind(token_hash)
            .bind(id)
            .bind(account.as_str())
            .bind(expires_at.as_second())
            .execute(self)
            .await?;
        Ok(())
    }

    /// Counts a try. False when there were as many as may be.
    pub(crate) async fn try_challenge(&mut self, token_hash: &str, most: u32) -> Result<bool, StoreError> {
        let done = query("UPDATE challenges SET tries = tries + 1 WHERE token_hash = $1 AND tries < $2")
            .bind(token_hash)
            .bind(i64::from(most))
            .execute(self)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes away a challenge once it was tried as often as may be.
    pub(crate) async fn delete_spent_challenge(&mut self, token_hash: &str, most: u32) -> Result<(), StoreError> {
        query("DELETE FROM challenges WHERE token_hash = $1 AND tries >= $2")
            .bind(token_hash)
            .bind(i64::from(most))
            .execute(self)
            .await?;
        Ok(())
    }

    /// Takes a challenge away. No such challenge is as good.
    pub(crate) async fn delete_challenge(&mut self, token_hash: &str) -> Result<(), StoreError> {
        query("DELETE FROM challenges WHERE token_hash = $1").bind(token_hash).execute(self).await?;
        Ok(())
    }

    /// Ends all log-ins of an account that wait for their second step.
    pub(crate) async fn delete_challenges_of(&mut self, account: &AccountId) -> Result<(), StoreError> {
        query("DELETE FROM challenges WHERE account_id = $1").bind(account.as_str()).execute(self).await?;
        Ok(())
    }
}
