//! `/api/docs`: the API for people to read, from the document that `/api/v1/openapi.json` gives.
//!
//! Scalar shows it, if its script was put into the folder of `--docs-dir`. It is never fetched from elsewhere. Without it, and
//! without scripts at all, the same is there as a plain list.

mod list;

use super::page::asset;
use crate::{app::App, openapi, problem::Failure};
use axum::{
    Router,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderValue, Response, header},
    response::{Html, IntoResponse},
    routing::get,
};

/// The script of the reading page, in the folder.
const SCRIPT: &str = "scalar.js";

/// Of this address only: Scalar writes styles into the page, which the page of the visitors never does. Nothing comes from
/// elsewhere, and nothing is sent there.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
     font-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
);

/// How Scalar is set up: no fonts and no services from elsewhere.
const SETTINGS: &str = r#"{"withDefaultFonts":false,"telemetry":false,"hideClientButton":true,"showDeveloperTools":"never","agent":{"disabled":true},"mcp":{"disabled":true}}"#;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/docs", get(show)).route("/api/docs/{file}", get(file))
}

async fn show(State(app): State<App>) -> Response<Body> {
    let document = openapi::document(app.sessions.cookie_name());
    let list = list::of(&document);
    let has_script = tokio::fs::try_exists(app.docs_dir.join(SCRIPT)).await.unwrap_or_default();
    // The list's style is for the list only: it would bend what Scalar draws.
    let style = ["<style>", list::STYLE, "</style>"].concat();
    let (style, body) = if has_script {
        let address = [openapi::BASE, "/openapi.json"].concat();
        let scripts = format!(
            "<script id=\"api-reference\" data-url=\"{address}\" data-configuration='{SETTINGS}'></script>\n\
             <script src=\"/api/docs/{SCRIPT}\"></script>"
        );
        (format!("<noscript>{style}</noscript>"), format!("<noscript>{list}</noscript>\n{scripts}"))
    } else {
        (style, list)
    };
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>The API of Tapo Care redemption</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         {style}\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    );
    let headers =
        [(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    (headers, Html(html)).into_response()
}

async fn file(State(app): State<App>, Path(file): Path<String>, request: Request) -> Result<Response<Body>, Failure> {
    asset(&app.docs_dir, &["/", &file].concat(), request, HeaderValue::from_static("no-cache")).await
}
