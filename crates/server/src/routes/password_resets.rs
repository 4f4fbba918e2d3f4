//! `/password-resets`: a forgotten password.

use super::{
    extract::Json,
    guard::{public, with_passwords},
};
use crate::{app::App, cases::reset_password, client::Client, problem::Failure};
use axum::{
    extract::State,
    http::StatusCode,
    routing::{MethodRouter, post},
};
use tapo_care_wire::{PasswordReset, PasswordResetRequest};

pub(super) fn routes(app: &App) -> MethodRouter<App> {
    with_passwords(app, public(app, post(ask).put(set)))
}

async fn ask(
    State(app): State<App>,
    client: Client,
    Json(request): Json<PasswordResetRequest>,
) -> Result<StatusCode, Failure> {
    reset_password::ask(app, request, client).await?;
    Ok(StatusCode::ACCEPTED)
}

async fn set(State(app): State<App>, client: Client, Json(reset): Json<PasswordReset>) -> Result<StatusCode, Failure> {
    reset_password::set(app, reset, client).await?;
    Ok(StatusCode::NO_CONTENT)
}
