//! `/plans`: the catalogue, for everyone.

use crate::app::App;
use axum::{
    Json,
    extract::State,
    routing::{MethodRouter, get},
};
use tapo_care_wire::Catalogue;

pub(super) fn routes() -> MethodRouter<App> {
    get(list)
}

async fn list(State(app): State<App>) -> Json<Catalogue> {
    Json(app.catalogue.to_wire())
}
