//! Who visitors are, and who says so: this server, by passwords, or a provider outside of it, by OpenID Connect.
//!
//! `docs/adr/0009-an-outside-provider.md` says why it is as it is.

mod attempt;
mod http;
mod provider;

pub(crate) use attempt::LoginToken;
pub(crate) use provider::{Person, Provider, ProviderError};

use crate::clock::Clock;
use std::{fmt, path::PathBuf};
use tapo_care_wire::LoginWay;

/// Which way visitors log in.
#[derive(Debug)]
pub(crate) enum Identity {
    /// With a password that this server knows.
    Passwords,
    /// With a provider of identities.
    Outside(Box<Provider>),
}

/// The provider of identities, as the operator names it.
#[derive(Clone, Debug)]
pub struct OutsideSettings {
    /// Its issuer, as the provider itself writes it.
    pub issuer: String,
    /// What the provider calls this server.
    pub client_id: String,
    /// The file of the secret that this server shares with the provider. A public client has none.
    pub client_secret_file: Option<PathBuf>,
    /// What to ask for besides `openid`.
    pub scopes: Vec<String>,
    /// The claim with the country of a visitor.
    pub country_claim: String,
    /// The country of visitors of whom the provider says none.
    pub default_region: String,
}

/// The provider can't be used. Says what to do.
#[derive(Debug)]
pub(crate) struct IdentityError(String);

impl IdentityError {
    fn new(why: impl fmt::Display) -> Self {
        Self(why.to_string())
    }
}

impl fmt::Display for IdentityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Identity {
    /// The built-in way, or the provider's once it has answered.
    pub(crate) async fn open(outside: Option<OutsideSettings>, clock: &Clock) -> Result<Self, IdentityError> {
        Ok(match outside {
            None => Self::Passwords,
            Some(settings) => Self::Outside(Box::new(Provider::open(settings, clock.clone()).await?)),
        })
    }

    /// As the page is told.
    pub(crate) const fn way(&self) -> LoginWay {
        match self {
            Self::Passwords => LoginWay::Password,
            Self::Outside(_) => LoginWay::Outside,
        }
    }

    /// The provider, if there is one.
    pub(crate) const fn provider(&self) -> Option<&Provider> {
        match self {
            Self::Passwords => None,
            Self::Outside(provider) => Some(provider),
        }
    }
}
