//! The fingerprints of the keys that codes are hashed with.

use super::{StoreError, Tx, query};
use jiff::Timestamp;

impl Tx {
    /// Whether a key of that fingerprint was used here.
    pub(crate) async fn knows_key(&mut self, id: &str) -> Result<bool, StoreError> {
        let row = query("SELECT 1 FROM code_keys WHERE id = $1").bind(id).fetch_optional(self).await?;
        Ok(row.is_some())
    }

    /// Whether there are codes.
    pub(crate) async fn has_codes(&mut self) -> Result<bool, StoreError> {
        let row = query("SELECT COUNT(*) AS codes FROM codes").fetch_one(self).await?;
        Ok(row.get::<i64>("codes")? > 0)
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
