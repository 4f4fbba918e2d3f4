//! Logging in with a provider of identities outside of this server.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The body of `POST /session/outside`: a log-in is begun.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StartOutside {
    /// Where to go afterwards: the path of one of the page's own views.
    pub return_to: String,
    /// What stands in the code's field, to be handed back after the log-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Never shows the code: requests end up in logs.
impl fmt::Debug for StartOutside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StartOutside").field("return_to", &self.return_to).finish_non_exhaustive()
    }
}

/// The answer of `POST /session/outside`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OutsideStarted {
    /// The provider's address, for the browser to go to.
    pub location: String,
}

/// The answer of `POST /session/outside/handover`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct HandedOver {
    /// What stood in the code's field before the log-in. Only once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Never shows the code: answers end up in logs.
impl fmt::Debug for HandedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HandedOver { .. }")
    }
}

/// Why a log-in with the provider failed: the query's `problem` of the page's log-in. Never the provider's own words, which
/// anybody could put into a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutsideProblem {
    /// The visitor, or the provider, said no.
    Denied,
    /// It took too long, was begun in another browser, or was finished already.
    Expired,
    /// The provider has no verified e-mail address of the visitor.
    Unverified,
    /// Another account has the visitor's e-mail address.
    Taken,
    /// The provider, or this server, can't work now.
    Unavailable,
    /// What the provider answered is not to be believed.
    Failed,
}

impl OutsideProblem {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Denied, Self::Expired, Self::Unverified, Self::Taken, Self::Unavailable, Self::Failed];

    /// As it stands in the query.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Unverified => "unverified",
            Self::Taken => "taken",
            Self::Unavailable => "unavailable",
            Self::Failed => "failed",
        }
    }

    /// From its name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_code() {
        let code = Some("W2GBJZT48TRNM".to_owned());
        let start = StartOutside { return_to: "/tapo_web/redeem".to_owned(), code: code.clone() };
        let shown = format!("{start:?} {:?}", HandedOver { code });
        assert!(!shown.contains("W2GB"), "{shown}");
    }

    #[test]
    fn problems_are_found_by_their_names() {
        for problem in OutsideProblem::ALL {
            assert_eq!(OutsideProblem::of_name(problem.name()), Some(problem));
        }
        assert_eq!(OutsideProblem::of_name("<b>"), None);
    }
}
