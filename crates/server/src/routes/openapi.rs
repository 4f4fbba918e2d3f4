//! `/openapi.json`: the document that describes the API.

use crate::{app::App, openapi};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The document as it is sent.
struct Document {
    text: String,
    etag: String,
}

/// It differs by the name of the cookie only, and is made when it is first asked for.
static WITH_SECURE_COOKIE: LazyLock<Document> = LazyLock::new(|| Document::new("__Host-session"));
static WITH_PLAIN_COOKIE: LazyLock<Document> = LazyLock::new(|| Document::new("session"));

impl Document {
    fn new(cookie: &str) -> Self {
        let text = openapi::document(cookie).to_string();
        let hash = Base64UrlUnpadded::encode_string(&Sha256::digest(&text)[..12]);
        Self { text, etag: ["\"", &hash, "\""].concat() }
    }
}

pub(super) fn routes() -> MethodRouter<App> {
    get(show)
}

async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    let document = if app.sessions.secure { &WITH_SECURE_COOKIE } else { &WITH_PLAIN_COOKIE };
    // Anyone may keep it, but asks whether it is still the newest: another version of the server has another.
    let common = [(header::CACHE_CONTROL, "public, no-cache"), (header::ETAG, document.etag.as_str())];
    if knows(&headers, &document.etag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, "application/json")], document.text.as_str()).into_response()
}

/// Whether the client has it (RFC 9110, 13.1.2). A proxy that compressed it may have made the etag a weak one.
fn knows(headers: &HeaderMap, etag: &str) -> bool {
    let lines = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    let mut tags = lines.flat_map(|line| line.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}
