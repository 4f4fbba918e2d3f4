//! Subscriptions: what an account has.

use crate::{Camera, Plan, RedemptionId, SubscriptionId, Timestamp};
use serde::{Deserialize, Serialize};

/// A plan that an account has, or had, for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// The id.
    pub id: SubscriptionId,
    /// The plan.
    pub plan: Plan,
    /// Whether it runs, by the server's clock.
    pub state: SubscriptionState,
    /// When it began: the anchor that its months are counted from.
    pub starts_at: Timestamp,
    /// When the plan ends. Not to be taken for the last day to redeem a code.
    pub ends_at: Timestamp,
    /// The cameras it covers.
    pub cameras: Vec<Camera>,
    /// Whether a choice of cameras was ever saved. Skipping stores nothing.
    pub cameras_chosen: bool,
    /// The redemptions that made it, oldest first.
    pub redemptions: Vec<RedemptionEntry>,
    /// Guards a change of its cameras, sent back in `If-Match`.
    pub etag: String,
}

/// Whether a subscription runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionState {
    /// It runs now.
    Active,
    /// Its end has passed. It is never extended again.
    Ended,
}

/// One redemption as its subscription lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RedemptionEntry {
    /// The id.
    pub id: RedemptionId,
    /// When the code was redeemed.
    pub redeemed_at: Timestamp,
    /// Calendar months that it gave.
    pub months: u32,
    /// The end of the code, such as "…TRNM".
    pub code_hint: String,
}
