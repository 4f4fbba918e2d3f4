//! What stands before handlers: who is asking, and whether an unsafe call comes from the page or from no browser.
//!
//! Guards are put around the methods of a route, so that no handler can forget them, and so that they don't speak where
//! there is no such address or method.

use super::extract::{BODY_LIMIT, too_large};
use crate::{
    app::App,
    problem::Failure,
    sessions::{self, Asker},
};
use axum::{
    body::HttpBody as _,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::MethodRouter,
};
use axum_extra::extract::CookieJar;
use tapo_care_wire::ErrorCode;
use tracing::Span;

/// Methods for everyone. Unsafe ones still have to come from the page.
pub(super) fn public(app: &App, methods: MethodRouter<App>) -> MethodRouter<App> {
    methods.route_layer(DefaultBodyLimit::max(BODY_LIMIT)).route_layer(from_fn_with_state(app.clone(), from_the_page))
}

/// Methods for who is logged in: an extension of the request is the [`Account`](crate::store::Account). Who is not gets
/// 401 before any other complaint.
pub(super) fn protected(app: &App, methods: MethodRouter<App>) -> MethodRouter<App> {
    public(app, methods).route_layer(from_fn_with_state(app.clone(), logged_in))
}

/// Who is asking.
pub(super) async fn asker(app: &App, headers: &HeaderMap) -> Result<Asker, Failure> {
    let jar = CookieJar::from_headers(headers);
    // A failure here claims nothing of a code: an earlier confirmation, whose answer was lost, may have spent it.
    Ok(sessions::who(&app.sessions, &app.store, &app.clock, &jar, app.demo).await?)
}

/// Methods that are about passwords: with a provider of identities in the place of the log-in there are none. Every call that
/// takes a password, or a code in the place of one, stands behind this.
pub(super) fn with_passwords(app: &App, methods: MethodRouter<App>) -> MethodRouter<App> {
    methods.route_layer(from_fn_with_state(app.clone(), passwords_only))
}

/// Methods of the log-in with a provider, which are not there without one.
pub(super) fn with_provider(app: &App, methods: MethodRouter<App>) -> MethodRouter<App> {
    methods.route_layer(from_fn_with_state(app.clone(), provider_only))
}

/// Methods of the demonstration, which are not there without `--demo`.
pub(super) fn with_demo(app: &App, methods: MethodRouter<App>) -> MethodRouter<App> {
    methods.route_layer(from_fn_with_state(app.clone(), demo_only))
}

async fn passwords_only(State(app): State<App>, request: Request, next: Next) -> Response {
    if app.identity.provider().is_some() {
        return Failure::not_found("Visitors log in with a provider of identities here.").into_response();
    }
    next.run(request).await
}

async fn provider_only(State(app): State<App>, request: Request, next: Next) -> Response {
    if app.identity.provider().is_none() {
        return Failure::not_found("Visitors log in with a password here.").into_response();
    }
    next.run(request).await
}

async fn demo_only(State(app): State<App>, request: Request, next: Next) -> Response {
    if !app.demo {
        return Failure::not_found("This is no demonstration.").into_response();
    }
    next.run(request).await
}

async fn logged_in(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let account = match asker(&app, request.headers()).await {
        Ok(Asker::LoggedIn(account)) => account,
        Ok(Asker::Nobody) => return Failure::new(ErrorCode::NotLoggedIn).detail("Log in first.").into_response(),
        Ok(Asker::Expired) => {
            return Failure::new(ErrorCode::SessionExpired)
                .detail("The session is over. Log in again.")
                .into_response();
        }
        Err(failure) => return failure.into_response(),
    };
    // Lines of the log that belong to the request say whose it is from here on. Ids are no secret.
    Span::current().record("account", account.id.as_str());
    request.extensions_mut().insert(account);
    next.run(request).await
}

async fn from_the_page(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    match refuse(&app, &request) {
        Some(failure) => failure.into_response(),
        None => next.run(request).await,
    }
}

/// Why an unsafe call is refused before it reaches its handler.
fn refuse(app: &App, request: &Request) -> Option<Failure> {
    let headers = request.headers();
    // Where cookies are for https only, so is the page.
    if !app.origins.allow(headers, app.sessions.secure) {
        return Some(Failure::new(ErrorCode::OriginRefused).detail("This call came from another site's page."));
    }
    let body = request.body().size_hint();
    if body.lower() > BODY_LIMIT as u64 {
        return Some(too_large());
    }
    let has_body = body.upper() != Some(0);
    if has_body && !is_json(headers) {
        let detail = "Send JSON, and say so in the header content-type: application/json.";
        return Some(Failure::new(ErrorCode::UnsupportedMediaType).detail(detail));
    }
    None
}

/// Whether the body says that it is JSON. A form on another site's page can't say that.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(value)) = headers.get(header::CONTENT_TYPE).map(|value| value.to_str()) else { return false };
    value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
