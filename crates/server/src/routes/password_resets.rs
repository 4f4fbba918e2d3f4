//! `/password-resets`: a forgotten password.

use super::{
    extract::Json,
    guard::{public, with_passwords},
    languages,
};
use crate::{app::App, cases::reset_password, client::Client, mail::Language, problem::Failure};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::{MethodRouter, post},
};
use tapo_care_wire::{PasswordReset, PasswordResetRequest};

pub(super) fn routes(app: &App) -> MethodRouter<App> {
    with_passwords(app, public(app, post(ask).put(set)))
}

async fn ask(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Json(request): Json<PasswordResetRequest>,
) -> Result<StatusCode, Failure> {
    let asked_in = Language::best(languages::wanted(&headers).iter().map(String::as_str));
    reset_password::ask(app, request, asked_in, client).await?;
    Ok(StatusCode::ACCEPTED)
}

async fn set(State(app): State<App>, client: Client, Json(reset): Json<PasswordReset>) -> Result<StatusCode, Failure> {
    reset_password::set(app, reset, client).await?;
    Ok(StatusCode::NO_CONTENT)
}
