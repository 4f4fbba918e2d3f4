//! What every answer has in common: a line in the log, and the headers that keep browsers careful.
//!
//! The log names a request by its method, the pattern of its address and an id of its own. Addresses themselves and
//! queries stay out of it: people paste codes into all sorts of places.

use crate::{app::App, random};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use std::time::Instant;

/// Sent with every answer.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), clipboard-read=(self), clipboard-write=(self), display-capture=(), geolocation=(), microphone=(), \
         payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

pub(super) async fn watch(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    // The id is for finding lines of the log again; a request without one is not worth failing.
    let id = random::id().unwrap_or_default();
    let pattern = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    let status = response.status();
    let took = started.elapsed().as_millis();
    let pattern = pattern.as_ref().map_or("-", MatchedPath::as_str);
    if status.is_server_error() {
        tracing::warn!(%id, %method, pattern, status = status.as_u16(), milliseconds = took, "answered");
    } else {
        tracing::info!(%id, %method, pattern, status = status.as_u16(), milliseconds = took, "answered");
    }
    complete(response.headers_mut(), status, &app, &id);
    response
}

fn complete(headers: &mut HeaderMap, status: StatusCode, app: &App, id: &str) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if app.sessions.secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    }
    // What is not a file of the page is somebody's data, or an error: nobody keeps it.
    if !headers.contains_key(header::CACHE_CONTROL) || status.is_client_error() || status.is_server_error() {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert("x-request-id", id);
    }
}
