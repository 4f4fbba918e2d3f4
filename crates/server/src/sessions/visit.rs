//! What a request brings along that a log-in has to know.

use super::SessionPolicy;
use crate::{app::App, domain::agent, secrets::hash_token};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use axum_extra::extract::CookieJar;
use std::convert::Infallible;

/// A browser that logs in, or is about to.
#[derive(Clone)]
pub(crate) struct Visit {
    /// Browser and system in a few words.
    pub(crate) agent: String,
    /// The hash of the session's token that it carries, whether or not there is such a session.
    pub(crate) session: Option<String>,
    /// The hash of the challenge's token that it carries, whether or not there is such a challenge.
    pub(crate) challenge: Option<String>,
}

impl Visit {
    /// Reads the headers of a request.
    pub(crate) fn of(policy: &SessionPolicy, headers: &HeaderMap) -> Self {
        let jar = CookieJar::from_headers(headers);
        let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Self {
            agent: agent::label(user_agent.unwrap_or_default()),
            session: policy.presented(&jar),
            challenge: jar.get(policy.challenge_cookie_name()).map(|cookie| hash_token(cookie.value())),
        }
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(&app.sessions, &parts.headers))
    }
}
