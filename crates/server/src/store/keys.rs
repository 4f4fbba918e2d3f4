//! The fingerprints of the keys that codes are hashed with.

use super::{Row, StoreError, Tx, query};
use jiff::Timestamp;

/// The codes that can still be redeemed and were hashed with a key, by the index of them.
macro_rules! redeemable_codes_of_key {
    ($key:literal, $now:literal) => {
        concat!(
            "FROM codes c JOIN batches b ON b.id = c.batch_id
             WHERE c.key_id = ",
            $key,
            " AND c.key_id > '' AND c.redeemed_by IS NULL AND c.revoked_at IS NULL
                 AND (b.redeem_until IS NULL OR b.redeem_until > ",
            $now,
            ")"
        )
    };
}

/// A key that was used here.
#[derive(Clone, Debug)]
pub(crate) struct KeyRecord {
    /// Its fingerprint.
    pub(crate) id: String,
    /// Since when.
    pub(crate) created_at: Timestamp,
    /// Whether it was given up.
    pub(crate) dropped: bool,
    /// How many codes that can still be redeemed were hashed with it.
    pub(crate) codes: i64,
    /// How many recovery codes were hashed with it.
    pub(crate) recovery_codes: i64,
}

impl Tx {
    /// All keys that were ever used here, oldest first.
    pub(crate) async fn keys(&mut self, now: Timestamp) -> Result<Vec<KeyRecord>, StoreError> {
        let rows = query(concat!(
            "SELECT k.id, k.created_at, k.dropped_at, (SELECT COUNT(*) ",
            redeemable_codes_of_key!("k.id", "$1"),
            ") AS codes,
             (SELECT COUNT(*) FROM recovery_codes r WHERE r.key_id = k.id) AS recovery_codes
             FROM code_keys k ORDER BY k.created_at, k.id",
        ))
        .bind(now.as_second())
        .fetch_all(self)
        .await?;
        let read = |row: Row| {
            Ok(KeyRecord {
                id: row.get("id")?,
                created_at: row.moment("created_at")?,
                dropped: row.optional_moment("dropped_at")?.is_some(),
                codes: row.get("codes")?,
                recovery_codes: row.get("recovery_codes")?,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Takes the lock of everything that makes codes or changes keys, until the transaction ends. Whoever waited for it reads
    /// what came before.
    pub(crate) async fn lock_keys(&mut self) -> Result<(), StoreError> {
        // Writing to a row is a lock in every database, and all agree on the row.
        query("UPDATE code_keys SET created_at = created_at WHERE id = (SELECT MIN(id) FROM code_keys)")
            .execute(self)
            .await?;
        Ok(())
    }

    /// Writes down that a key is dropped: nothing is made with it any more. False when it was dropped before.
    pub(crate) async fn drop_key(&mut self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let done = query("UPDATE code_keys SET dropped_at = $2 WHERE id = $1 AND dropped_at IS NULL")
            .bind(id)
            .bind(now.as_second())
            .execute(self)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Whether a key is known here and was not dropped.
    pub(crate) async fn is_key_in_use(&mut self, id: &str) -> Result<bool, StoreError> {
        let row = query("SELECT id FROM code_keys WHERE id = $1 AND dropped_at IS NULL")
            .bind(id)
            .fetch_optional(self)
            .await?;
        Ok(row.is_some())
    }

    /// Whether there are codes, or second factors: nothing but the key that they were made with makes them out. One of them is
    /// looked for, since a start does not wait until all are counted.
    pub(crate) async fn has_codes(&mut self) -> Result<bool, StoreError> {
        let any = "SELECT 1 AS one WHERE EXISTS (SELECT 1 FROM codes) OR EXISTS (SELECT 1 FROM second_factors)";
        Ok(query(any).fetch_optional(self).await?.is_some())
    }

    /// The fingerprints of all keys that were ever used here, and whether each was dropped.
    pub(crate) async fn known_keys(&mut self) -> Result<Vec<(String, bool)>, StoreError> {
        let rows = query("SELECT id, dropped_at FROM code_keys").fetch_all(self).await?;
        rows.iter().map(|row| Ok((row.get("id")?, row.optional_moment("dropped_at")?.is_some()))).collect()
    }

    /// Whether a code that can still be redeemed was hashed with that key, or a secret encrypted. One is looked for, not all
    /// counted.
    pub(crate) async fn needs_key(&mut self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let any = query(concat!(
            "SELECT 1 AS one WHERE EXISTS (SELECT 1 ",
            redeemable_codes_of_key!("$1", "$2"),
            ") OR EXISTS (SELECT 1 FROM second_factors f WHERE f.sealed_secret LIKE $1 || '.%')",
        ));
        Ok(any.bind(id).bind(now.as_second()).fetch_optional(self).await?.is_some())
    }

    /// Writes down that a key is used here.
    pub(crate) async fn insert_key(&mut self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        query("INSERT INTO code_keys (id, created_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
            .bind(id)
            .bind(now.as_second())
            .execute(self)
            .await?;
        Ok(())
    }
}
