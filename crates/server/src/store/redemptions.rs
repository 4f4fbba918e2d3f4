//! Redemptions: one account's use, or intended use, of one code.

use super::{CodeRecord, Row, StoreError, Tx, query};
use jiff::Timestamp;
use tapo_care_wire::{AccountId, ReceiptSignature, RedemptionId, SubscriptionId};

/// A redemption, previewed or done.
#[derive(Clone, Debug)]
pub(crate) struct RedemptionRecord {
    /// The id.
    pub(crate) id: RedemptionId,
    /// The code.
    pub(crate) code: CodeRecord,
    /// What it did, once it is done.
    pub(crate) outcome: Option<Outcome>,
}

/// What a redemption did. It never changes.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// When it was done.
    pub(crate) redeemed_at: Timestamp,
    /// What the owner quotes to support.
    pub(crate) reference: String,
    /// The subscription that it made or extended.
    pub(crate) subscription: SubscriptionId,
    /// When the granted time begins.
    pub(crate) starts_at: Timestamp,
    /// When the plan ended then.
    pub(crate) ends_at: Timestamp,
    /// When the extended subscription would have ended without it.
    pub(crate) previous_ends_at: Option<Timestamp>,
    /// The signature of the receipt. Only one of before there were signatures has none, until the next start.
    pub(crate) signature: Option<ReceiptSignature>,
}

macro_rules! select_redemption {
    ($where:literal) => {
        concat!(
            "SELECT r.id AS redemption_id, r.redeemed_at, r.ordinal, r.reference, r.subscription_id,
                 r.effect_starts_at, r.effect_ends_at, r.effect_previous_ends_at,
                 r.signing_key_id, r.signature, ",
            crate::store::codes::code_columns!(),
            " FROM redemptions r JOIN codes c ON c.id = r.code_id JOIN batches b ON b.id = c.batch_id WHERE ",
            $where
        )
    };
}

pub(super) use select_redemption;

impl RedemptionRecord {
    /// From a row that holds the columns of [`select_redemption`].
    pub(super) fn from_row(row: &Row) -> Result<Self, StoreError> {
        let outcome = match row.optional_moment("redeemed_at")? {
            None => None,
            Some(redeemed_at) => Some(Outcome {
                redeemed_at,
                reference: row.get("reference")?,
                subscription: SubscriptionId::new(row.get::<String>("subscription_id")?),
                starts_at: row.moment("effect_starts_at")?,
                ends_at: row.moment("effect_ends_at")?,
                previous_ends_at: row.optional_moment("effect_previous_ends_at")?,
                signature: signature_from_row(row)?,
            }),
        };
        let id = RedemptionId::new(row.get::<String>("redemption_id")?);
        Ok(Self { id, code: CodeRecord::from_row(row)?, outcome })
    }
}

fn signature_from_row(row: &Row) -> Result<Option<ReceiptSignature>, StoreError> {
    let (key_id, value): (Option<String>, Option<String>) = (row.get("signing_key_id")?, row.get("signature")?);
    Ok(key_id.zip(value).map(|(key_id, value)| ReceiptSignature { key_id, value }))
}

impl Tx {
    /// The account's redemption of that id.
    pub(crate) async fn redemption(
        &mut self,
        account: &AccountId,
        id: &RedemptionId,
    ) -> Result<Option<RedemptionRecord>, StoreError> {
        let row = query(select_redemption!("r.account_id = $1 AND r.id = $2"))
            .bind(account.as_str())
            .bind(id.as_str())
            .fetch_optional(self)
            .await?;
        row.map(|row| RedemptionRecord::from_row(&row)).transpose()
    }

    /// The account's redemption of that code.
    pub(crate) async fn redemption_of_code(
        &mut self,
        account: &AccountId,
        code: &str,
    ) -> Result<Option<RedemptionRecord>, StoreError> {
        let row = query(select_redemption!("r.account_id = $1 AND r.code_id = $2"))
            .bind(account.as_str())
            .bind(code)
            .fetch_optional(self)
            .await?;
        row.map(|row| RedemptionRecord::from_row(&row)).transpose()
    }

    /// What the account redeemed, the last first, each with the how manieth it is; with `before`, only what came before that.
    pub(crate) async fn redeemed(
        &mut self,
        account: &AccountId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<(i64, RedemptionRecord)>, StoreError> {
        let rows = query(select_redemption!(
            "r.account_id = $1 AND r.ordinal IS NOT NULL AND r.ordinal < $2 ORDER BY r.ordinal DESC LIMIT $3"
        ))
        .bind(account.as_str())
        .bind(before.unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(self)
        .await?;
        rows.into_iter().map(|row| Ok((row.get("ordinal")?, RedemptionRecord::from_row(&row)?))).collect()
    }

    /// What the account looked at and has not redeemed, the last first. Whether it still can be is not asked here.
    pub(crate) async fn previewed(
        &mut self,
        account: &AccountId,
        limit: i64,
    ) -> Result<Vec<RedemptionRecord>, StoreError> {
        let rows = query(select_redemption!(
            "r.account_id = $1 AND r.redeemed_at IS NULL AND c.redeemed_by IS NULL AND c.revoked_at IS NULL
             ORDER BY r.created_at DESC, r.id LIMIT $2"
        ))
        .bind(account.as_str())
        .bind(limit)
        .fetch_all(self)
        .await?;
        rows.into_iter().map(|row| RedemptionRecord::from_row(&row)).collect()
    }

    /// Opens the account's redemption of a code. False when there is one already.
    pub(crate) async fn insert_redemption(
        &mut self,
        id: &RedemptionId,
        account: &AccountId,
        code: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = query(
            "INSERT INTO redemptions (id, account_id, code_id, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (account_id, code_id) DO NOTHING",
        )
        .bind(id.as_str())
        .bind(account.as_str())
        .bind(code)
        .bind(now.as_second())
        .execute(self)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Writes down what a redemption did, as the next of its account, whose lock whoever calls must have. False when it was
    /// done before: then nothing has changed.
    pub(crate) async fn complete_redemption(
        &mut self,
        id: &RedemptionId,
        outcome: &Outcome,
    ) -> Result<bool, StoreError> {
        let done = query(
            "UPDATE redemptions SET redeemed_at = $2, reference = $3, subscription_id = $4, effect_starts_at = $5,
                 effect_ends_at = $6, effect_previous_ends_at = $7, signing_key_id = $8, signature = $9,
                 ordinal = (SELECT COALESCE(MAX(own.ordinal), 0) + 1 FROM redemptions own
                     WHERE own.account_id = redemptions.account_id)
             WHERE id = $1 AND redeemed_at IS NULL",
        )
        .bind(id.as_str())
        .bind(outcome.redeemed_at.as_second())
        .bind(&outcome.reference)
        .bind(outcome.subscription.as_str())
        .bind(outcome.starts_at.as_second())
        .bind(outcome.ends_at.as_second())
        .bind(outcome.previous_ends_at.map(Timestamp::as_second))
        .bind(outcome.signature.as_ref().map(|signature| signature.key_id.as_str()))
        .bind(outcome.signature.as_ref().map(|signature| signature.value.as_str()))
        .execute(self)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}
