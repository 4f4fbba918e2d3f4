//! Signed receipts and the public keys of their signatures.

use super::{RedemptionRecord, Row, StoreError, Tx, query};
use jiff::Timestamp;
use tapo_care_wire::{ReceiptSignature, RedemptionId};

/// A public key that receipts are, or were, signed with.
#[derive(Clone, Debug)]
pub(crate) struct ReceiptKeyRecord {
    /// The beginning of its hash.
    pub(crate) id: String,
    /// The way of signing.
    pub(crate) algorithm: String,
    /// In base64url.
    pub(crate) public_key: String,
    /// Since when it has been used.
    pub(crate) created_at: Timestamp,
    /// Since when it is used no more.
    pub(crate) retired_at: Option<Timestamp>,
}

impl Tx {
    /// All keys that there ever were, newest first.
    pub(crate) async fn receipt_keys(&mut self) -> Result<Vec<ReceiptKeyRecord>, StoreError> {
        let rows = query(
            "SELECT id, algorithm, public_key, created_at, retired_at FROM receipt_keys ORDER BY created_at DESC, id",
        )
        .fetch_all(self)
        .await?;
        let read = |row: Row| {
            Ok(ReceiptKeyRecord {
                id: row.get("id")?,
                algorithm: row.get("algorithm")?,
                public_key: row.get("public_key")?,
                created_at: row.moment("created_at")?,
                retired_at: row.optional_moment("retired_at")?,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Writes down the key that receipts are signed with from now on. False when there is one already.
    pub(crate) async fn insert_receipt_key(&mut self, key: &ReceiptKeyRecord) -> Result<bool, StoreError> {
        let done = query(
            "INSERT INTO receipt_keys (id, algorithm, public_key, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING",
        )
        .bind(&key.id)
        .bind(&key.algorithm)
        .bind(&key.public_key)
        .bind(key.created_at.as_second())
        .execute(self)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Retires the key that receipts were signed with.
    pub(crate) async fn retire_receipt_key(&mut self, now: Timestamp) -> Result<(), StoreError> {
        query("UPDATE receipt_keys SET retired_at = $1 WHERE retired_at IS NULL")
            .bind(now.as_second())
            .execute(self)
            .await?;
        Ok(())
    }

    /// Receipts without a signature, in the order of their ids, after this one.
    pub(crate) async fn unsigned_receipts(
        &mut self,
        after: &str,
        limit: i64,
    ) -> Result<Vec<RedemptionRecord>, StoreError> {
        let rows = query(super::redemptions::select_redemption!(
            "r.redeemed_at IS NOT NULL AND r.signature IS NULL AND r.id > $1 ORDER BY r.id LIMIT $2"
        ))
        .bind(after)
        .bind(limit)
        .fetch_all(self)
        .await?;
        rows.into_iter().map(|row| RedemptionRecord::from_row(&row)).collect()
    }

    /// Signs a receipt that has no signature yet.
    pub(crate) async fn sign_receipt(
        &mut self,
        id: &RedemptionId,
        signature: &ReceiptSignature,
    ) -> Result<(), StoreError> {
        query("UPDATE redemptions SET signing_key_id = $2, signature = $3 WHERE id = $1 AND signature IS NULL")
            .bind(id.as_str())
            .bind(&signature.key_id)
            .bind(&signature.value)
            .execute(self)
            .await?;
        Ok(())
    }

    /// The receipt of that signature. There is no way to ask by the reference: who has only that learns nothing, not even by how
    /// long it takes.
    pub(crate) async fn receipt_of_signature(
        &mut self,
        signature: &str,
    ) -> Result<Option<RedemptionRecord>, StoreError> {
        let row = query(super::redemptions::select_redemption!("r.signature = $1"))
            .bind(signature)
            .fetch_optional(self)
            .await?;
        row.map(|row| RedemptionRecord::from_row(&row)).transpose()
    }
}
