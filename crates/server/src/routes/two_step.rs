//! `/account/two-step`: two-step verification of the account that is logged in.

use super::{
    extract::Json,
    guard::{protected, with_passwords},
};
use crate::{app::App, cases::two_step, client::Client, problem::Failure, store::Account};
use axum::{
    Extension, Json as Answer,
    extract::State,
    http::StatusCode,
    routing::{MethodRouter, get, post},
};
use tapo_care_wire::{PasswordAgain, RecoveryCodes, SecondStep, TwoStep, TwoStepBegun, TwoStepSetUp};

pub(super) fn routes(app: &App) -> MethodRouter<App> {
    protected(app, with_passwords(app, get(show).post(begin).put(prove)))
}

pub(super) fn removal_routes(app: &App) -> MethodRouter<App> {
    protected(app, with_passwords(app, post(remove)))
}

pub(super) fn recovery_codes_routes(app: &App) -> MethodRouter<App> {
    protected(app, with_passwords(app, post(renew_recovery_codes)))
}

async fn show(State(app): State<App>, Extension(account): Extension<Account>) -> Result<Answer<TwoStep>, Failure> {
    Ok(Answer(two_step::show(&app, &account).await?))
}

async fn begin(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    client: Client,
    Json(set_up): Json<TwoStepSetUp>,
) -> Result<Answer<TwoStepBegun>, Failure> {
    Ok(Answer(two_step::begin(app, account, set_up, client).await?))
}

async fn prove(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    client: Client,
    Json(SecondStep { code }): Json<SecondStep>,
) -> Result<Answer<RecoveryCodes>, Failure> {
    Ok(Answer(two_step::prove(app, account, code, client).await?))
}

async fn remove(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    client: Client,
    Json(PasswordAgain { password }): Json<PasswordAgain>,
) -> Result<StatusCode, Failure> {
    two_step::remove(app, account, password, client).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn renew_recovery_codes(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    client: Client,
    Json(PasswordAgain { password }): Json<PasswordAgain>,
) -> Result<Answer<RecoveryCodes>, Failure> {
    Ok(Answer(two_step::renew_recovery_codes(app, account, password, client).await?))
}
