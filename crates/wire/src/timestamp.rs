//! A moment as it travels.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A moment in RFC 3339, UTC, such as `2026-11-24T06:34:56Z`.
///
/// It is text here: the server reckons with its own date library, the browser with its own `Date` and `Intl`, and the
/// page carries no date code of its own. The server writes whole seconds and `Z` always, so the text also sorts by time.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(format = DateTime))]
#[serde(transparent)]
pub struct Timestamp(String);

impl Timestamp {
    /// Takes RFC 3339 text as it stands.
    pub fn new(rfc3339: impl Into<String>) -> Self {
        Self(rfc3339.into())
    }

    /// The RFC 3339 text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
