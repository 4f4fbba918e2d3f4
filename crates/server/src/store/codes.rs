//! Codes and their batches. A code is known by its keyed hash only.

use super::{Row, StoreError, Tx, query};
use crate::{
    domain::code::{Batch, Fate, Window},
    secrets::CodeHash,
};
use jiff::Timestamp;
use tapo_care_wire::{PlanId, RedemptionId, Terms};

/// A code.
#[derive(Clone, Debug)]
pub(crate) struct CodeRecord {
    /// The id.
    pub(crate) id: String,
    /// The end of it.
    pub(crate) hint: String,
    /// The redemption that spent it.
    pub(crate) redeemed_by: Option<RedemptionId>,
    /// Why it was taken back, if it was.
    pub(crate) revoked: Option<String>,
    /// What it grants.
    pub(crate) batch: Batch,
}

impl CodeRecord {
    /// What became of it.
    pub(crate) fn fate(&self) -> Fate {
        match (&self.redeemed_by, &self.revoked) {
            (Some(_), _) => Fate::Redeemed,
            (None, Some(_)) => Fate::Revoked,
            (None, None) => Fate::Unused,
        }
    }

    /// From a row that holds [`code_columns`].
    pub(super) fn from_row(row: &Row) -> Result<Self, StoreError> {
        let revoked_at = row.optional_moment("revoked_at")?;
        let reason: Option<String> = row.get("revoke_reason")?;
        Ok(Self {
            id: row.get("code_id")?,
            hint: row.get("hint")?,
            redeemed_by: row.get::<Option<String>>("redeemed_by")?.map(RedemptionId::new),
            revoked: revoked_at.map(|_| reason.unwrap_or_default()),
            batch: batch_from_row(row)?,
        })
    }
}

fn batch_from_row(row: &Row) -> Result<Batch, StoreError> {
    Ok(Batch {
        id: row.get("batch_id")?,
        plan: PlanId::new(row.get::<String>("plan_id")?),
        months: row.count("months")?,
        terms: Terms {
            card_required: row.get("card_required")?,
            auto_renews: row.get("auto_renews")?,
            refundable: row.get("refundable")?,
            text: row.get("terms_text")?,
        },
        window: Window {
            regions: row.get::<String>("regions")?.split_whitespace().map(str::to_owned).collect(),
            redeem_from: row.optional_moment("redeem_from")?,
            redeem_until: row.optional_moment("redeem_until")?,
        },
        demo: row.get("batch_demo")?,
    })
}

/// The columns of a batch `b`.
macro_rules! batch_columns {
    () => {
        "b.id AS batch_id, b.plan_id, b.months, b.regions, b.redeem_from, b.redeem_until, b.card_required,
         b.auto_renews, b.refundable, b.terms_text, b.demo AS batch_demo"
    };
}

/// The columns of a code `c` and its batch `b`.
macro_rules! code_columns {
    () => {
        concat!(
            "c.id AS code_id, c.hint, c.redeemed_by, c.revoked_at, c.revoke_reason, ",
            crate::store::codes::batch_columns!()
        )
    };
}

pub(super) use {batch_columns, code_columns};

impl Tx {
    /// The code that has one of these hashes: those of one code under several keys.
    pub(crate) async fn code(&mut self, hashes: &[CodeHash]) -> Result<Option<CodeRecord>, StoreError> {
        for hash in hashes {
            if let Some(code) = self.code_of(hash).await? {
                return Ok(Some(code));
            }
        }
        Ok(None)
    }

    async fn code_of(&mut self, hash: &CodeHash) -> Result<Option<CodeRecord>, StoreError> {
        let row = query(concat!(
            "SELECT ",
            code_columns!(),
            " FROM codes c JOIN batches b ON b.id = c.batch_id WHERE c.key_id = $1 AND c.code_hash = $2"
        ))
        .bind(&hash.key_id)
        .bind(&hash.hash)
        .fetch_optional(self)
        .await?;
        row.map(|row| CodeRecord::from_row(&row)).transpose()
    }

    /// The batch of that name.
    pub(crate) async fn batch(&mut self, id: &str) -> Result<Option<Batch>, StoreError> {
        let row = query(concat!("SELECT ", batch_columns!(), " FROM batches b WHERE b.id = $1"))
            .bind(id)
            .fetch_optional(self)
            .await?;
        row.map(|row| batch_from_row(&row)).transpose()
    }

    /// Makes a batch.
    pub(crate) async fn insert_batch(&mut self, batch: &Batch, now: Timestamp) -> Result<(), StoreError> {
        query(
            "INSERT INTO batches (id, plan_id, months, regions, redeem_from, redeem_until, card_required, auto_renews,
                 refundable, terms_text, demo, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(&batch.id)
        .bind(batch.plan.as_str())
        .bind(i64::from(batch.months))
        .bind(batch.window.regions.join(" "))
        .bind(batch.window.redeem_from.map(Timestamp::as_second))
        .bind(batch.window.redeem_until.map(Timestamp::as_second))
        .bind(batch.terms.card_required)
        .bind(batch.terms.auto_renews)
        .bind(batch.terms.refundable)
        .bind(batch.terms.text.as_deref())
        .bind(batch.demo)
        .bind(now.as_second())
        .execute(self)
        .await?;
        Ok(())
    }

    /// Makes a code. False when it is there already.
    pub(crate) async fn insert_code(
        &mut self,
        id: &str,
        batch: &str,
        hash: &CodeHash,
        hint: &str,
    ) -> Result<bool, StoreError> {
        let done = query(
            "INSERT INTO codes (id, batch_id, key_id, code_hash, hint) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (key_id, code_hash) DO NOTHING",
        )
        .bind(id)
        .bind(batch)
        .bind(&hash.key_id)
        .bind(&hash.hash)
        .bind(hint)
        .execute(self)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Spends a code. False when it was spent or taken back before: then nothing has changed.
    ///
    /// This one conditional write decides every race for a code.
    pub(crate) async fn spend_code(&mut self, id: &str, by: &RedemptionId) -> Result<bool, StoreError> {
        let done =
            query("UPDATE codes SET redeemed_by = $2 WHERE id = $1 AND redeemed_by IS NULL AND revoked_at IS NULL")
                .bind(id)
                .bind(by.as_str())
                .execute(self)
                .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Spends a code whatever became of it before, as must never be done.
    #[cfg(feature = "sabotage")]
    pub(crate) async fn spend_code_blindly(&mut self, id: &str, by: &RedemptionId) -> Result<(), StoreError> {
        let blindly = query("UPDATE codes SET redeemed_by = $2 WHERE id = $1");
        blindly.bind(id).bind(by.as_str()).execute(self).await?;
        Ok(())
    }

    /// Takes a code back. False when it was spent or taken back before.
    pub(crate) async fn revoke_code(&mut self, id: &str, reason: &str, now: Timestamp) -> Result<bool, StoreError> {
        let done = query(
            "UPDATE codes SET revoked_at = $2, revoke_reason = $3
             WHERE id = $1 AND redeemed_by IS NULL AND revoked_at IS NULL",
        )
        .bind(id)
        .bind(now.as_second())
        .bind(reason)
        .execute(self)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes back what is unused of a batch. How many codes that were.
    pub(crate) async fn revoke_batch(&mut self, batch: &str, reason: &str, now: Timestamp) -> Result<u64, StoreError> {
        let done = query(
            "UPDATE codes SET revoked_at = $2, revoke_reason = $3
             WHERE batch_id = $1 AND redeemed_by IS NULL AND revoked_at IS NULL",
        )
        .bind(batch)
        .bind(now.as_second())
        .bind(reason)
        .execute(self)
        .await?;
        Ok(done.rows_affected())
    }

    /// The batches of which codes are neither spent nor taken back.
    pub(crate) async fn batches_with_unspent_codes(&mut self) -> Result<Vec<String>, StoreError> {
        let rows = query(
            "SELECT DISTINCT batch_id FROM codes WHERE redeemed_by IS NULL AND revoked_at IS NULL ORDER BY batch_id",
        )
        .fetch_all(self)
        .await?;
        rows.iter().map(|row| row.get("batch_id")).collect()
    }

    /// How many codes of a batch are redeemed.
    pub(crate) async fn redeemed_in_batch(&mut self, batch: &str) -> Result<i64, StoreError> {
        let row = query("SELECT COUNT(*) AS codes FROM codes WHERE batch_id = $1 AND redeemed_by IS NOT NULL")
            .bind(batch)
            .fetch_one(self)
            .await?;
        row.get("codes")
    }
}
