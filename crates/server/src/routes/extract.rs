//! What handlers take from a request. axum's own extractors answer plain text when something is wrong; these answer problems.

use crate::{app::App, problem::Failure};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Query, Request, rejection::BytesRejection},
    http::{StatusCode, request::Parts},
    response::IntoResponse,
};
use serde::de::DeserializeOwned;
use tapo_care_wire::ErrorCode;

/// Bytes of a body at the most.
pub(super) const BODY_LIMIT: usize = 64 * 1024;

/// A JSON body. That it says it is JSON was checked by the guard.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        // All of the body has this long, not each part of it: who sends a byte now and then is slow, too.
        let bytes = tokio::time::timeout(app.time_limits.body, Bytes::from_request(request, app)).await;
        let bytes = bytes.map_err(|_| Failure::malformed("The body took too long to arrive."))?.map_err(unreadable)?;
        // The error of serde would repeat parts of the body, which may be a code or a password.
        let body = serde_json::from_slice(&bytes);
        body.map(Self).map_err(|_| Failure::malformed("The body is not the JSON that this call takes."))
    }
}

/// The failure of a body that can't be read.
fn unreadable(rejection: BytesRejection) -> Failure {
    if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
        too_large()
    } else {
        Failure::malformed("The body did not arrive whole.")
    }
}

/// The failure of a body that is too large.
pub(super) fn too_large() -> Failure {
    Failure::new(ErrorCode::TooLarge).detail("The body is larger than 64 KiB.")
}

/// The id in an address.
pub(super) struct Id(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let id = Path::<String>::from_request_parts(parts, state).await;
        // Only an address that is not UTF-8 has no id to read, and nothing is there.
        id.map(|Path(id)| Self(id)).map_err(|_| Failure::not_found("There is nothing at this address."))
    }
}

/// The query of an address.
pub(super) struct Params<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let params = Query::<T>::from_request_parts(parts, state).await;
        params
            .map(|Query(params)| Self(params))
            .map_err(|_| Failure::malformed("The query is not of this call's form."))
    }
}
