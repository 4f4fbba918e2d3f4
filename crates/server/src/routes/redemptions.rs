//! `/redemptions`: open, look at, confirm, and the history.

use super::{
    extract::{Id, Json, Params},
    guard::protected,
};
use crate::{
    app::App,
    cases::{
        confirm, history,
        if_match::IfMatch,
        open::{self, Opened},
    },
    client::Client,
    problem::Failure,
    store::Account,
};
use axum::{
    Extension, Json as Answer,
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, header},
    routing::{MethodRouter, get, post},
};
use serde::Deserialize;
use tapo_care_wire::{List, OpenRedemption, Redemption, RedemptionId};

/// An answer with the etag in its header, quoted.
type Tagged<T> = ([(HeaderName, String); 1], Answer<T>);

pub(super) fn list_routes(app: &App) -> MethodRouter<App> {
    protected(app, get(list).post(open_redemption))
}

pub(super) fn one_routes(app: &App) -> MethodRouter<App> {
    protected(app, get(show))
}

pub(super) fn confirmation_routes(app: &App) -> MethodRouter<App> {
    protected(app, post(confirm_redemption))
}

/// Which redemptions are listed.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ListedState {
    #[default]
    Redeemed,
    Previewed,
}

#[derive(Deserialize)]
struct ListParams {
    #[serde(default)]
    state: ListedState,
    cursor: Option<String>,
}

async fn list(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    Params(ListParams { state, cursor }): Params<ListParams>,
) -> Result<Answer<List<Redemption>>, Failure> {
    let before = cursor.map(|cursor| cursor.parse::<i64>()).transpose();
    let before = before.map_err(|_| Failure::malformed("The cursor is none that this call gave."))?;
    let list = match state {
        ListedState::Redeemed => history::redeemed(&app, &account, before).await?,
        ListedState::Previewed => history::previewed(&app, &account).await?,
    };
    Ok(Answer(list))
}

async fn open_redemption(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    client: Client,
    Json(OpenRedemption { code }): Json<OpenRedemption>,
) -> Result<(StatusCode, Tagged<Redemption>), Failure> {
    let opened = open::open(&app, &account, client, &code).await;
    app.metrics.previewed(match &opened {
        Ok(Opened::New(_)) => Ok("opened"),
        Ok(Opened::Again(_)) => Ok("found_again"),
        Err(failure) => Err(failure),
    });
    Ok(match opened? {
        Opened::New(redemption) => (StatusCode::CREATED, tagged(redemption)),
        Opened::Again(redemption) => (StatusCode::OK, tagged(redemption)),
    })
}

async fn show(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    Id(id): Id,
) -> Result<Tagged<Redemption>, Failure> {
    Ok(tagged(history::one(&app, &account, &RedemptionId::new(id)).await?))
}

async fn confirm_redemption(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Tagged<Redemption>, Failure> {
    let redemption = confirm::confirm(app, account, RedemptionId::new(id), IfMatch::of(&headers)).await?;
    Ok(tagged(redemption))
}

fn tagged(redemption: Redemption) -> Tagged<Redemption> {
    ([(header::ETAG, format!("\"{}\"", redemption.etag))], Answer(redemption))
}
