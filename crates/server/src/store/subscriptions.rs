//! Subscriptions.

use super::{StoreError, Tx, query};
use crate::domain::effect::Term;
use jiff::Timestamp;
use tapo_care_wire::{AccountId, PlanId, RedemptionId, SubscriptionId};

/// A plan that an account has, or had.
#[derive(Clone, Debug)]
pub(crate) struct SubscriptionRecord {
    /// The id.
    pub(crate) id: SubscriptionId,
    /// The plan.
    pub(crate) plan: PlanId,
    /// How long it runs.
    pub(crate) term: Term,
    /// The end that follows from the term.
    pub(crate) ends_at: Timestamp,
    /// Whether cameras were ever chosen.
    pub(crate) cameras_chosen: bool,
}

/// A redemption that made a subscription, as the subscription lists it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The subscription.
    pub(crate) subscription: SubscriptionId,
    /// The redemption.
    pub(crate) redemption: RedemptionId,
    /// When it was done.
    pub(crate) redeemed_at: Timestamp,
    /// What it gave.
    pub(crate) months: u32,
    /// The end of the code.
    pub(crate) hint: String,
}

impl Tx {
    /// All subscriptions of the account, the first to begin first.
    pub(crate) async fn subscriptions(&mut self, account: &AccountId) -> Result<Vec<SubscriptionRecord>, StoreError> {
        let rows = query(
            "SELECT id, plan_id, starts_at, months, ends_at, cameras_chosen FROM subscriptions
             WHERE account_id = $1 ORDER BY starts_at, id",
        )
        .bind(account.as_str())
        .fetch_all(self)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(SubscriptionRecord {
                    id: SubscriptionId::new(row.get::<String>("id")?),
                    plan: PlanId::new(row.get::<String>("plan_id")?),
                    term: Term { anchor: row.moment("starts_at")?, months: row.count("months")? },
                    ends_at: row.moment("ends_at")?,
                    cameras_chosen: row.get("cameras_chosen")?,
                })
            })
            .collect()
    }

    /// The redemptions that made the account's subscriptions, oldest first.
    pub(crate) async fn entries(&mut self, account: &AccountId) -> Result<Vec<Entry>, StoreError> {
        let rows = query(
            "SELECT r.id, r.subscription_id, r.redeemed_at, b.months, c.hint
             FROM redemptions r JOIN codes c ON c.id = r.code_id JOIN batches b ON b.id = c.batch_id
             WHERE r.account_id = $1 AND r.ordinal IS NOT NULL ORDER BY r.ordinal",
        )
        .bind(account.as_str())
        .fetch_all(self)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Entry {
                    subscription: SubscriptionId::new(row.get::<String>("subscription_id")?),
                    redemption: RedemptionId::new(row.get::<String>("id")?),
                    redeemed_at: row.moment("redeemed_at")?,
                    months: row.count("months")?,
                    hint: row.get("hint")?,
                })
            })
            .collect()
    }

    /// Begins a subscription.
    pub(crate) async fn insert_subscription(
        &mut self,
        account: &AccountId,
        new: &SubscriptionRecord,
    ) -> Result<(), StoreError> {
        query(
            "INSERT INTO subscriptions (id, account_id, plan_id, starts_at, months, ends_at, cameras_chosen)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(new.id.as_str())
        .bind(account.as_str())
        .bind(new.plan.as_str())
        .bind(new.term.anchor.as_second())
        .bind(i64::from(new.term.months))
        .bind(new.ends_at.as_second())
        .bind(new.cameras_chosen)
        .execute(self)
        .await?;
        Ok(())
    }

    /// Gives a subscription more time.
    pub(crate) async fn extend_subscription(
        &mut self,
        id: &SubscriptionId,
        months: u32,
        ends_at: Timestamp,
    ) -> Result<(), StoreError> {
        query("UPDATE subscriptions SET months = $2, ends_at = $3 WHERE id = $1")
            .bind(id.as_str())
            .bind(i64::from(months))
            .bind(ends_at.as_second())
            .execute(self)
            .await?;
        Ok(())
    }

    /// Writes down that cameras were chosen.
    pub(crate) async fn set_cameras_chosen(&mut self, id: &SubscriptionId) -> Result<(), StoreError> {
        query("UPDATE subscriptions SET cameras_chosen = $2 WHERE id = $1")
            .bind(id.as_str())
            .bind(true)
            .execute(self)
            .await?;
        Ok(())
    }
}
