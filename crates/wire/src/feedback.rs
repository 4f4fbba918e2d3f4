//! "Was this useful?"

use serde::{Deserialize, Serialize};

/// The body of `POST /feedback`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Feedback {
    /// Which page or question, by a stable name such as `help`.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100))]
    pub page: String,
    /// Whether it was.
    pub useful: bool,
    /// What the visitor adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub comment: Option<String>,
}
