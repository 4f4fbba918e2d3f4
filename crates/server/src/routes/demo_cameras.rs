//! `/demo/cameras`: a camera appears, as if its owner had just set it up. Only with `--demo`.

use super::{
    extract::Json,
    guard::{protected, with_demo},
};
use crate::{
    app::App,
    cases::{
        retrying,
        view::{Holdings, View},
    },
    demo,
    limits::Limit,
    problem::Failure,
    random,
    store::{Account, StoreError},
};
use axum::{
    Extension, Json as Answer,
    extract::State,
    http::StatusCode,
    routing::{MethodRouter, post},
};
use tapo_care_wire::{Camera, CameraId, DemoCamera};

pub(super) fn routes(app: &App) -> MethodRouter<App> {
    with_demo(app, protected(app, post(appear)))
}

/// Whoever listens to the account's cameras hears of it, as of any other.
async fn appear(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    Json(DemoCamera { kind }): Json<DemoCamera>,
) -> Result<(StatusCode, Answer<Camera>), Failure> {
    let key = account.id.as_str();
    {
        // Whoever is refused keeps nobody from writing.
        let mut tx = app.store.read().await?;
        app.limits.check(&mut tx, Limit::DemoCamerasOfAccount, key, app.clock.now()).await?;
    }
    let added = retrying(|| async {
        let now = app.clock.now();
        let mut tx = app.store.write().await?;
        app.limits.take_turn(&mut tx, Limit::DemoCamerasOfAccount, key, now).await?;
        app.limits.check(&mut tx, Limit::DemoCamerasOfAccount, key, now).await?;
        app.limits.record(&mut tx, Limit::DemoCamerasOfAccount, key, now).await?;
        // Cameras of an account are counted by their positions: they come one after the other.
        tx.lock_account(&account.id, now).await?;
        let there = tx.cameras(&account.id).await?;
        let camera = demo::new_camera(CameraId::new(random::id()?), kind, &account.region, &there);
        tx.insert_camera(&account.id, &camera).await?;
        tx.announce(&account.id).await?;
        let holdings = Holdings::load(&mut tx, &account).await?;
        let view = View { catalogue: &app.catalogue, account: &account, holdings: &holdings, now };
        let added = holdings.cameras.iter().find(|known| known.id == camera.id).map(|known| view.camera(known));
        tx.commit().await?;
        Ok(added.ok_or(StoreError::Corrupt("demo camera"))?)
    });
    Ok((StatusCode::CREATED, Answer(added.await?)))
}
