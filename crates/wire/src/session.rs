//! Who is asking.

use crate::AccountId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The account that is logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Who is logged in; null when nobody is.
    pub viewer: Option<Viewer>,
    /// How visitors log in at this server.
    #[serde(default)]
    pub login: LoginWay,
}

/// How visitors log in at a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LoginWay {
    /// With a password that this server knows.
    #[default]
    Password,
    /// With a provider of identities outside of it.
    Outside,
}

/// The body of `POST /session`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[serde(rename_all = "camelCase")]
pub struct Preferences {
    /// BCP 47.
    pub locale: String,
}
