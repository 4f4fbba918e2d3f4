//! `/health`: for operators and what watches for them.

use crate::{app::App, problem::Failure};
use axum::{
    Json,
    extract::State,
    routing::{MethodRouter, get},
};
use serde_json::{Value, json};

/// Whether the process answers at all.
pub(super) fn live_routes() -> MethodRouter<App> {
    get(async || Json(json!({ "status": "live" })))
}

/// Whether it can work: whether the database answers.
pub(super) fn ready_routes() -> MethodRouter<App> {
    get(ready)
}

async fn ready(State(app): State<App>) -> Result<Json<Value>, Failure> {
    app.store.read().await?.ping().await?;
    Ok(Json(json!({ "status": "ready" })))
}
