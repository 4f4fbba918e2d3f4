//! `/health`: for operators and what watches for them.

use crate::{app::App, problem::Failure};
use axum::{
    Json,
    extract::State,
    routing::{MethodRouter, get},
};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

/// Whether the process answers at all.
pub(super) fn live_routes() -> MethodRouter<App> {
    get(async || Json(json!({ "status": "live" })))
}

/// Whether it can work: whether the database answers, and the server is not about to end.
pub(super) fn ready_routes() -> MethodRouter<App> {
    get(ready)
}

async fn ready(State(app): State<App>) -> Result<Json<Value>, Failure> {
    // Whoever shares out requests sends no more here, and what is under way comes to its end.
    if app.ending.load(Ordering::Relaxed) {
        return Err(Failure::unavailable());
    }
    app.store.glance().await?.ping().await?;
    Ok(Json(json!({ "status": "ready" })))
}
