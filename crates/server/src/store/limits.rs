//! Attempts that limits count.

use super::{StoreError, Tx, query};
use jiff::{SignedDuration, Timestamp};

/// What is counted, and whose it is.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    /// Which limit counts it.
    pub(crate) kind: &'static str,
    /// A keyed hash of whose it is.
    pub(crate) key_hash: String,
}

/// A turn is of no use once its transaction is over. It is kept for an hour, so that none is deleted which is being taken.
const TURN_KEPT: SignedDuration = SignedDuration::from_hours(1);

impl Tx {
    /// Makes those who count for the same key come one after the other, until the end of the transaction.
    pub(crate) async fn take_turn(&mut self, counted: &Counted, now: Timestamp) -> Result<(), StoreError> {
        // Where one writes at a time, they do so anyhow.
        if !self.has_many_writers() {
            return Ok(());
        }
        query(
            "INSERT INTO attempt_turns (kind, key_hash, taken_at) VALUES ($1, $2, $3)
             ON CONFLICT (kind, key_hash) DO UPDATE SET taken_at = EXCLUDED.taken_at",
        )
        .bind(counted.kind)
        .bind(&counted.key_hash)
        .bind(now.as_second())
        .execute(self)
        .await?;
        Ok(())
    }

    /// When the attempt was made that is the `nth`, counted from the last one back from 1, among those made after a
    /// moment.
    pub(crate) async fn nth_last_attempt(
        &mut self,
        counted: &Counted,
        nth: u32,
        after: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let row = query(
            "SELECT made_at FROM attempts WHERE kind = $1 AND key_hash = $2 AND made_at > $3
             ORDER BY made_at DESC LIMIT 1 OFFSET $4",
        )
        .bind(counted.kind)
        .bind(&counted.key_hash)
        .bind(after.as_second())
        .bind(i64::from(nth) - 1)
        .fetch_optional(self)
        .await?;
        row.map(|row| row.moment("made_at")).transpose()
    }

    /// Counts an attempt until it expires.
    pub(crate) async fn insert_attempt(
        &mut self,
        id: &str,
        counted: &Counted,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        query("INSERT INTO attempts (id, kind, key_hash, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(id)
            .bind(counted.kind)
            .bind(&counted.key_hash)
            .bind(now.as_second())
            .bind(expires_at.as_second())
            .execute(self)
            .await?;
        Ok(())
    }

    /// Forgets attempts.
    pub(crate) async fn delete_attempts(&mut self, counted: &Counted) -> Result<(), StoreError> {
        query("DELETE FROM attempts WHERE kind = $1 AND key_hash = $2")
            .bind(counted.kind)
            .bind(&counted.key_hash)
            .execute(self)
            .await?;
        Ok(())
    }

    /// Forgets all attempts that count no more.
    pub(crate) async fn delete_expired_attempts(&mut self, now: Timestamp) -> Result<(), StoreError> {
        query("DELETE FROM attempts WHERE expires_at <= $1").bind(now.as_second()).execute(self).await?;
        if self.has_many_writers() {
            let old = now.checked_sub(TURN_KEPT).unwrap_or(Timestamp::MIN);
            query("DELETE FROM attempt_turns WHERE taken_at <= $1").bind(old.as_second()).execute(self).await?;
        }
        Ok(())
    }
}
