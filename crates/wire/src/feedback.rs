//! "Was this useful?"

use serde::{Deserialize, Serialize};

/// The body of `POST /feedback`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Feedback {
    /// Which page or question, by a stable name such as `help`.
    pub page: String,
    /// Whether it was.
    pub useful: bool,
    /// What the visitor adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}
