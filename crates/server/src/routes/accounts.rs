//! `/accounts`: registration, and the proof of the address.

use super::{
    extract::Json,
    guard::{public, with_passwords},
};
use crate::{app::App, cases::register, client::Client, problem::Failure};
use axum::{
    extract::State,
    http::StatusCode,
    routing::{MethodRouter, post},
};
use tapo_care_wire::{Registration, Verification};

pub(super) fn routes(app: &App) -> MethodRouter<App> {
    with_passwords(app, public(app, post(create)))
}

pub(super) fn verification_routes(app: &App) -> MethodRouter<App> {
    with_passwords(app, public(app, post(verify)))
}

async fn create(
    State(app): State<App>,
    client: Client,
    Json(registration): Json<Registration>,
) -> Result<StatusCode, Failure> {
    register::register(app, registration, client).await?;
    Ok(StatusCode::ACCEPTED)
}

async fn verify(
    State(app): State<App>,
    client: Client,
    Json(verification): Json<Verification>,
) -> Result<StatusCode, Failure> {
    register::verify(app, verification, client).await?;
    Ok(StatusCode::NO_CONTENT)
}
