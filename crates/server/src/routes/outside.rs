//! `/session/outside`: logging in with an outside provider of identities.

use super::{
    extract::Json,
    guard::{protected, public, with_provider},
};
use crate::{
    app::App,
    cases::outside::{self, Beginning, ProviderAnswer, Turned},
    client::Client,
    domain::return_to::ReturnTo,
    identity::{LoginToken, Provider},
    problem::Failure,
    sessions::Visit,
    store::Account,
};
use axum::{
    Extension, Json as Answer,
    extract::{Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, get, post},
};
use axum_extra::extract::CookieJar;
use openidconnect::RedirectUrl;
use serde::Deserialize;
use tapo_care_wire::{HandedOver, OutsideProblem, OutsideStarted, StartOutside};

/// Where the provider sends visitors back to.
const CALLBACK: &str = "/api/v1/session/outside/callback";

pub(super) fn start_routes(app: &App) -> MethodRouter<App> {
    with_provider(app, public(app, post(start)))
}

pub(super) fn callback_routes(app: &App) -> MethodRouter<App> {
    with_provider(app, public(app, get(callback)))
}

pub(super) fn handover_routes(app: &App) -> MethodRouter<App> {
    with_provider(app, protected(app, post(hand_over)))
}

async fn start(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    jar: CookieJar,
    Json(start): Json<StartOutside>,
) -> Result<(CookieJar, Answer<OutsideStarted>), Failure> {
    let provider = provider(&app)?;
    let redirect = redirect_url(&app, &headers)
        .ok_or_else(|| Failure::malformed("The header Host is missing, or names no host."))?;
    let beginning = Beginning {
        start,
        client,
        redirect,
        earlier: LoginToken::presented(&app.sessions, &jar),
        session: app.sessions.presented(&jar),
    };
    let (token, location) = outside::begin(&app, provider, beginning).await?;
    Ok((jar.add(token.cookie(&app.sessions)), Answer(OutsideStarted { location })))
}

/// The query that the provider adds. `error_description` is left alone: it is nobody's words that we would show or log.
#[derive(Deserialize)]
struct Returned {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// The way back from the provider. Whatever happens, the answer leads on to the page, whose address holds nothing of this one.
async fn callback(
    State(app): State<App>,
    headers: HeaderMap,
    visit: Visit,
    jar: CookieJar,
    returned: Result<Query<Returned>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Failure> {
    let provider = provider(&app)?;
    let Some((answer, redirect)) = returned.ok().and_then(answer_of).zip(redirect_url(&app, &headers)) else {
        return Ok(turn(&Turned { problem: OutsideProblem::Failed, return_to: None }));
    };
    let token = LoginToken::presented(&app.sessions, &jar);
    Ok(match outside::finish(&app, provider, token, answer, redirect, visit).await {
        Ok(done) => {
            let jar = jar.add(done.cookie);
            // Without a code the log-in is over; else its token is the key to the code.
            let jar = if done.code_waits { jar } else { jar.add(LoginToken::removal(&app.sessions)) };
            (jar, Redirect::to(done.return_to.as_str())).into_response()
        }
        Err(turned) => turn(&turned),
    })
}

fn answer_of(Query(returned): Query<Returned>) -> Option<ProviderAnswer> {
    let Returned { state, code, error, iss } = returned;
    let result = match (code, error) {
        (_, Some(error)) => Err(error),
        (Some(code), None) => Ok(code),
        (None, None) => return None,
    };
    Some(ProviderAnswer { state: state?, issuer: iss, result })
}

/// Leads back to the page's log-in, which says why.
fn turn(turned: &Turned) -> Response {
    let Turned { problem, return_to } = turned;
    let mut location = ["/tapo_web/login?problem=", problem.name()].concat();
    if let Some(to) = return_to.as_ref().filter(|to| !to.is_home()) {
        location.push_str("&return_to=");
        location.push_str(ReturnTo::as_str(to));
    }
    Redirect::to(&location).into_response()
}

async fn hand_over(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    jar: CookieJar,
) -> Result<(CookieJar, Answer<HandedOver>), Failure> {
    let code = match LoginToken::presented(&app.sessions, &jar) {
        Some(token) => outside::hand_over(&app, &token, &account.id).await?,
        None => None,
    };
    Ok((jar.add(LoginToken::removal(&app.sessions)), Answer(HandedOver { code })))
}

/// The guard let nobody through without one.
fn provider(app: &App) -> Result<&Provider, Failure> {
    app.identity.provider().ok_or_else(|| Failure::not_found("Visitors log in with a password here."))
}

/// The address that the provider sends visitors back to: on the first public origin, or else on the host that the request names. The
/// provider goes to no address that the operator has not registered with it.
fn redirect_url(app: &App, headers: &HeaderMap) -> Option<RedirectUrl> {
    let origin = app.origins.first_public().map(str::to_owned).or_else(|| {
        let scheme = if app.sessions.secure { "https://" } else { "http://" };
        Some([scheme, headers.get(header::HOST)?.to_str().ok()?].concat())
    })?;
    RedirectUrl::new(origin + CALLBACK).ok()
}
