//! Who is asking.

use crate::{AccountId, Challenge, SessionId, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The account that is logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Viewer {
    /// The id.
    pub id: AccountId,
    /// The e-mail address, as it was registered.
    pub email: String,
    /// ISO 3166-1 country code, chosen at registration.
    pub region: String,
    /// BCP 47.
    pub locale: String,
}

/// The answer of `GET /session`. Not logged in is an answer too, not an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Who is logged in; null when nobody is.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub viewer: Option<Viewer>,
    /// The second step that is due: the password was right. Only there when nobody is logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<Challenge>,
    /// How visitors log in at this server.
    #[serde(default)]
    pub login: LoginWay,
    /// Whether this is a demonstration, where cameras can be made to appear (`POST /demo/cameras`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
}

/// How visitors log in at a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum LoginWay {
    /// With a password that this server knows.
    #[default]
    Password,
    /// With a provider of identities outside of it.
    Outside,
}

/// One of the account's sessions, in `GET /sessions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionEntry {
    /// The id, for ending it. It is of no use to log in with.
    pub id: SessionId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, give or take ten minutes.
    pub last_seen_at: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
    /// The browser and the system that it was begun with, such as `Chrome on Windows`.
    pub agent: String,
}

/// The body of `POST /session`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The e-mail address; trimmed and compared without case by the server.
    pub email: String,
    /// The password, taken as it stands.
    pub password: String,
}

/// Never shows the password: requests end up in logs.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials { .. }")
    }
}

/// The body of `PATCH /session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Preferences {
    /// BCP 47.
    pub locale: String,
}
