//! The built page under `/tapo_web`: its files, and for every address that the app makes out itself the HTML that was prepared
//! for it.

use super::languages;
use crate::{app::App, csp, problem::Failure};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header},
    response::{IntoResponse, Redirect},
    routing::get,
};
use std::path::Path;
use tapo_care_wire::{LoginWay, best_language};
use tower_http::services::{ServeDir, ServeFile};

/// Browsers keep a file with a hash in its name for a year: another content has another name.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Browsers ask each time whether theirs is still the newest.
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");

/// Prepared views with fields for what only a server with passwords asks for: nobody may type a password for another one here.
const ABOUT_PASSWORDS: [&str; 5] = ["login", "register", "verify", "forgot", "reset"];

pub(super) fn routes(_: &App) -> Router<App> {
    Router::new()
        .route("/", get(async || Redirect::temporary("/tapo_web")))
        .route("/tapo_web", get(serve))
        .route("/tapo_web/", get(serve))
        .route("/tapo_web/{*path}", get(serve))
}

async fn serve(State(app): State<App>, request: Request) -> Result<Response<Body>, Failure> {
    let path = request.uri().path().strip_prefix("/tapo_web").unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    // Addresses of the app have no dot in their last part; files have one. A file that is missing must stay missing:
    // the page in its place would be taken for a script, or kept for a year under a hashed name.
    if !file.contains('.') || path == "/index.html" {
        let address = path.to_owned();
        return view(&app, &address, request).await;
    }
    let cache = if is_hashed(file) { IMMUTABLE } else { ASK_EACH_TIME };
    let path = path.to_owned();
    asset(&app.page_dir, &path, request, cache).await
}

pub(super) async fn asset(
    dir: &Path,
    path: &str,
    request: Request,
    cache: HeaderValue,
) -> Result<Response<Body>, Failure> {
    let missing = || Failure::not_found("The page has no such file.");
    let mut files = ServeDir::new(dir).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
    let (mut parts, body) = request.into_parts();
    parts.uri = path.parse::<Uri>().map_err(|_| missing())?;
    let answer = files.try_call(Request::from_parts(parts, body)).await.map_err(|_| missing())?;
    if answer.status() == StatusCode::NOT_FOUND {
        return Err(missing());
    }
    let mut answer = answer.map(Body::new);
    answer.headers_mut().insert(header::CACHE_CONTROL, cache);
    Ok(answer)
}

/// The HTML for an address: the view that was prepared for just this one, else the frame of all others, else, with a page that
/// was built without any, what Trunk made.
async fn view(app: &App, address: &str, request: Request) -> Result<Response<Body>, Failure> {
    let named = address.trim_matches('/').replace('/', "-");
    let is_meant_otherwise = app.identity.way() == LoginWay::Outside && ABOUT_PASSWORDS.contains(&named.as_str());
    // An id has other characters, mostly; and no address leads out of the page's folder.
    let is_name = !named.is_empty() && named.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let names = [(is_name && !is_meant_otherwise).then_some(named.as_str()), Some("frame"), Some("index")];
    let prepared = prepared_languages(&app.page_dir).await;
    let language = language_of(&prepared, request.headers());
    let folders = [language.map(|tag| app.page_dir.join(tag)), Some(app.page_dir.clone())];
    let mut found = None;
    'found: for folder in folders.into_iter().flatten() {
        for name in names.into_iter().flatten() {
            let path = folder.join(name).with_extension("html");
            if let Ok(html) = tokio::fs::read_to_string(&path).await {
                found = Some((path, html));
                break 'found;
            }
        }
    }
    let Some((path, html)) = found else {
        return Ok(not_built(&app.page_dir));
    };
    let policy = HeaderValue::from_str(&csp::policy(&html)).map_err(|_| Failure::unavailable())?;
    let mut file = ServeFile::new(path).precompressed_br().precompressed_gzip();
    let Ok(answer) = file.try_call(request).await else { return Ok(not_built(&app.page_dir)) };
    let mut answer = answer.map(Body::new);
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::CACHE_CONTROL, ASK_EACH_TIME);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, accept-language, cookie"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    Ok(answer)
}

/// The language of the first view, of those that views were prepared in besides English: the one that was chosen in the browser,
/// else the best that it asks for. `None` is English.
fn language_of<'a>(prepared: &'a [String], headers: &HeaderMap) -> Option<&'a str> {
    let offered: Vec<&str> = ["en"].into_iter().chain(prepared.iter().map(String::as_str)).collect();
    let wanted = languages::wanted(headers);
    best_language(&offered, wanted.iter().map(String::as_str)).filter(|place| *place > 0).map(|place| offered[place])
}

/// The languages besides English that views were prepared in: the folders of the page that hold them. Looked up each time, as the
/// page itself is: it may be built anew under a server that runs.
async fn prepared_languages(page_dir: &Path) -> Vec<String> {
    let mut languages = Vec::new();
    let Ok(mut entries) = tokio::fs::read_dir(page_dir).await else { return languages };
    while let Ok(Some(entry)) = entries.next_entry().await {
        if tokio::fs::metadata(entry.path().join("frame.html")).await.is_ok_and(|data| data.is_file()) {
            languages.extend(entry.file_name().into_string());
        }
    }
    // Of two that serve a reader alike, it is always the same one.
    languages.sort();
    languages
}

/// The API works without the page; who opens the page is told what is missing.
fn not_built(dir: &Path) -> Response<Body> {
    let text = format!(
        "The page is not built yet: there is no index.html in {}.\n\
         Build it with `cargo xtask start`, or with `trunk build --release`, or name its folder with --page-dir.\n",
        dir.display()
    );
    (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// Whether a file's name holds the hash of its content as Trunk writes it: `-` and 16 hex digits, fewer when the hash
/// begins with zeros.
fn is_hashed(file: &str) -> bool {
    let is_hash = |part: &str| (12..=16).contains(&part.bytes().take_while(u8::is_ascii_hexdigit).count());
    file.split('-').skip(1).any(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        is_hash(part) && matches!(part.as_bytes().get(digits), Some(b'.' | b'_'))
    })
}

#[cfg(test)]
mod tests {
    use super::is_hashed;

    #[test]
    fn only_names_with_a_hash_are_kept_for_good() {
        for hashed in [
            "tapo-care-web-0123456789abcdef.js",
            "tapo-care-web-0123456789abcdef_bg.wasm",
            "page-123456789abcdef.css",
            "tapo-care-web-0123456789abcdef_bg.wasm.br",
        ] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in [
            "icon.svg",
            "site.webmanifest",
            "index.html",
            "tapo-care-web.js",
            "page-2026.css",
            "0123456789abcdef.js",
            "page-0123456789abcdefg.css",
            "page-0123456789abcdef0.css",
        ] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
