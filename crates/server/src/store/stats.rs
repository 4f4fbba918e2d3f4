//! What became of the codes of each batch.

use super::{Row, StoreError, Tx, query};
use jiff::Timestamp;
use tapo_care_wire::PlanId;

/// A batch in numbers.
#[derive(Clone, Debug)]
pub(crate) struct BatchStats {
    /// The batch.
    pub(crate) batch: String,
    /// What its codes give.
    pub(crate) plan: PlanId,
    /// For how long.
    pub(crate) months: i64,
    /// Whether it is demo data.
    pub(crate) demo: bool,
    /// All codes.
    pub(crate) issued: i64,
    /// Those that were redeemed.
    pub(crate) redeemed: i64,
    /// Those that were taken back.
    pub(crate) revoked: i64,
    /// Those that nobody redeemed in time.
    pub(crate) expired: i64,
    /// When the first was redeemed.
    pub(crate) first_redemption: Option<Timestamp>,
    /// When the last was redeemed.
    pub(crate) last_redemption: Option<Timestamp>,
}

impl BatchStats {
    /// Those that can still be redeemed, now or later.
    pub(crate) fn left(&self) -> i64 {
        self.issued - self.redeemed - self.revoked - self.expired
    }
}

impl Tx {
    /// The batch of that name, or all, oldest first.
    pub(crate) async fn batch_stats(
        &mut self,
        batch: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<BatchStats>, StoreError> {
        // `COUNT` of an expression counts the rows in which it is not null.
        let rows = query(
            "SELECT b.id, b.plan_id, b.months, b.demo, COUNT(c.id) AS issued, COUNT(c.redeemed_by) AS redeemed,
                 COUNT(c.revoked_at) AS revoked,
                 COUNT(CASE WHEN c.redeemed_by IS NULL AND c.revoked_at IS NULL AND b.redeem_until <= $1 THEN c.id END)
                     AS expired,
                 MIN(r.redeemed_at) AS first_redemption, MAX(r.redeemed_at) AS last_redemption
             FROM batches b LEFT JOIN codes c ON c.batch_id = b.id LEFT JOIN redemptions r ON r.id = c.redeemed_by
             WHERE b.id = $2 OR $3
             GROUP BY b.id, b.plan_id, b.months, b.demo, b.created_at ORDER BY b.created_at, b.id",
        )
        .bind(now.as_second())
        .bind(batch.unwrap_or_default())
        .bind(batch.is_none())
        .fetch_all(self)
        .await?;
        let read = |row: Row| {
            Ok(BatchStats {
                batch: row.get("id")?,
                plan: PlanId::new(row.get::<String>("plan_id")?),
                months: row.get("months")?,
                demo: row.get("demo")?,
                issued: row.get("issued")?,
                redeemed: row.get("redeemed")?,
                revoked: row.get("revoked")?,
                expired: row.get("expired")?,
                first_redemption: row.optional_moment("first_redemption")?,
                last_redemption: row.optional_moment("last_redemption")?,
            })
        };
        rows.into_iter().map(read).collect()
    }
}
