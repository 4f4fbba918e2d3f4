//! `/session/mfa`: the second step of a log-in.

use super::{
    extract::Json,
    guard::{public, with_passwords},
};
use crate::{app::App, cases::second_step, client::Client, problem::Failure, sessions::Visit};
use axum::{
    Json as Answer,
    extract::State,
    http::StatusCode,
    routing::{MethodRouter, post},
};
use axum_extra::extract::CookieJar;
use tapo_care_wire::{SecondStep, Viewer};

pub(super) fn routes(app: &App) -> MethodRouter<App> {
    with_passwords(app, public(app, post(prove)))
}

pub(super) fn mail_routes(app: &App) -> MethodRouter<App> {
    with_passwords(app, public(app, post(mail)))
}

async fn prove(
    State(app): State<App>,
    client: Client,
    visit: Visit,
    jar: CookieJar,
    Json(SecondStep { code }): Json<SecondStep>,
) -> Result<(CookieJar, Answer<Viewer>), Failure> {
    let (cookie, account) = second_step::prove(app.clone(), visit, code, client).await?;
    Ok((jar.add(cookie).add(app.sessions.challenge_removal()), Answer(account.viewer())))
}

async fn mail(State(app): State<App>, client: Client, visit: Visit) -> Result<StatusCode, Failure> {
    second_step::mail_again(&app, &visit, client).await?;
    Ok(StatusCode::ACCEPTED)
}
