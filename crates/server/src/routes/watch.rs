//! What every answer has in common: a line in the log, and the headers that keep browsers careful.
//!
//! The log names a request by its method, the pattern of its address (its route) and an id of its own. Addresses themselves and
//! queries stay out of it: people paste codes into all sorts of places.

use super::request_id;
use crate::{app::App, metrics};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use std::time::Instant;
use tracing::{Instrument, field};

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
    let method = name_of(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let id = request_id::of(&request, &app.proxies);
    // Of the highest level, so that whatever is logged at all carries it. The guard fills in the account.
    let span = tracing::error_span!("request", %id, method, route, account = field::Empty);
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status(), started.elapsed());
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        if status.is_server_error() {
            tracing::warn!(status = status.as_u16(), milliseconds, "answered");
        } else {
            tracing::info!(status = status.as_u16(), milliseconds, "answered");
        }
    });
    app.metrics.answered(&metrics::Request { method, route, status: class_of(status) }, took);
    complete(response.headers_mut(), status, &app, &id);
    response
}

/// The name of a method. Clients can make up any: these are all that are logged and counted apart.
fn name_of(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

/// The class of a status.
fn class_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
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
        headers.insert(request_id::HEADER, id);
    }
}
