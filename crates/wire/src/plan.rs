//! Plans: what a subscription gives.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Names a plan of the catalogue, such as `premium-2`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct PlanId(String);

impl PlanId {
    /// Takes the id as it stands; whether the catalogue has it is the server's question.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The tier of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 7 days of cloud video history.
    Basic,
    /// 30 days of cloud video history.
    Premium,
}

/// A tier and a number of cameras (rule 2 of redemption). Two subscriptions are of the same plan when the ids are equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The id, such as `premium-2`.
    pub id: PlanId,
    /// The tier.
    pub tier: Tier,
    /// How many cameras it covers at the most.
    pub cameras: u32,
    /// Days of cloud video history.
    pub history_days: u32,
    /// Features by their stable names, such as `cloud_video`.
    pub features: Vec<String>,
}

/// The plans that there are. The answer of `GET /plans`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Catalogue {
    /// Which edition of the catalogue this is.
    pub version: String,
    /// The plans, smallest first.
    pub items: Vec<Plan>,
}
