//! `/subscriptions`: what the account has, and the cameras that each covers.

use super::{
    extract::{Id, Json},
    guard::protected,
};
use crate::{
    app::App,
    cases::{
        choose_cameras,
        if_match::IfMatch,
        view::{Holdings, View},
    },
    problem::Failure,
    store::Account,
};
use axum::{
    Extension, Json as Answer,
    extract::State,
    http::{HeaderMap, HeaderName, header},
    routing::{MethodRouter, get, put},
};
use tapo_care_wire::{ChooseCameras, List, Subscription, SubscriptionId};

/// An answer with the etag in its header, quoted.
type Tagged<T> = ([(HeaderName, String); 1], Answer<T>);

pub(super) fn list_routes(app: &App) -> MethodRouter<App> {
    protected(app, get(list))
}

pub(super) fn one_routes(app: &App) -> MethodRouter<App> {
    protected(app, get(show))
}

pub(super) fn cameras_routes(app: &App) -> MethodRouter<App> {
    protected(app, put(choose))
}

/// The running ones first, and the newest of each kind first.
async fn list(
    State(app): State<App>,
    Extension(account): Extension<Account>,
) -> Result<Answer<List<Subscription>>, Failure> {
    let mut tx = app.store.read().await?;
    let holdings = Holdings::load(&mut tx, &account).await?;
    let view = View { catalogue: &app.catalogue, account: &account, holdings: &holdings, now: app.clock.now() };
    let (active, ended): (Vec<_>, Vec<_>) = holdings.subscriptions.iter().rev().partition(|held| view.is_active(held));
    let items = active.into_iter().chain(ended).map(|held| view.subscription(held)).collect::<Result<_, _>>()?;
    Ok(Answer(List { items, next_cursor: None }))
}

async fn show(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    Id(id): Id,
) -> Result<Tagged<Subscription>, Failure> {
    let mut tx = app.store.read().await?;
    let holdings = Holdings::load(&mut tx, &account).await?;
    let view = View { catalogue: &app.catalogue, account: &account, holdings: &holdings, now: app.clock.now() };
    let held = holdings.subscription(&SubscriptionId::new(id));
    let held = held.ok_or_else(|| Failure::not_found("The account has no such subscription."))?;
    Ok(tagged(view.subscription(held)?))
}

async fn choose(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    Id(id): Id,
    headers: HeaderMap,
    Json(choice): Json<ChooseCameras>,
) -> Result<Tagged<Subscription>, Failure> {
    let (id, if_match) = (SubscriptionId::new(id), IfMatch::of(&headers));
    let saved = choose_cameras::choose_cameras(&app, &account, &id, if_match.as_ref(), &choice).await?;
    Ok(tagged(saved))
}

fn tagged(subscription: Subscription) -> Tagged<Subscription> {
    ([(header::ETAG, format!("\"{}\"", subscription.etag))], Answer(subscription))
}
