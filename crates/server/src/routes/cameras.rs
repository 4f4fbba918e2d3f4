//! `/cameras`: the account's devices.

use super::guard::protected;
use crate::{
    app::App,
    cases::view::{Holdings, View},
    problem::Failure,
    store::Account,
};
use axum::{
    Extension, Json as Answer,
    extract::State,
    routing::{MethodRouter, get},
};
use tapo_care_wire::{Camera, List};

pub(super) fn routes(app: &App) -> MethodRouter<App> {
    protected(app, get(list))
}

/// In the order in which they were added.
async fn list(State(app): State<App>, Extension(account): Extension<Account>) -> Result<Answer<List<Camera>>, Failure> {
    let mut tx = app.store.read().await?;
    let holdings = Holdings::load(&mut tx, &account).await?;
    let view = View { catalogue: &app.catalogue, account: &account, holdings: &holdings, now: app.clock.now() };
    let items = holdings.cameras.iter().map(|camera| view.camera(camera)).collect();
    Ok(Answer(List { items, next_cursor: None }))
}
