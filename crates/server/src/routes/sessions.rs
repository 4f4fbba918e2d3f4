//! `/sessions`: where the account is logged in, and ending that.

use super::{extract::Id, guard::protected};
use crate::{app::App, cases::sessions, problem::Failure, sessions::Visit, store::Account};
use axum::{
    Extension, Json as Answer,
    extract::State,
    http::StatusCode,
    routing::{MethodRouter, delete, get},
};
use axum_extra::extract::CookieJar;
use tapo_care_wire::{List, SessionEntry};

pub(super) fn list_routes(app: &App) -> MethodRouter<App> {
    protected(app, get(list).delete(end_all))
}

pub(super) fn one_routes(app: &App) -> MethodRouter<App> {
    protected(app, delete(end))
}

async fn list(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    visit: Visit,
) -> Result<Answer<List<SessionEntry>>, Failure> {
    let items = sessions::list(&app, &account, &visit).await?;
    Ok(Answer(List { items, next_cursor: None }))
}

async fn end(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    Id(id): Id,
) -> Result<StatusCode, Failure> {
    sessions::end(&app, &account, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_all(
    State(app): State<App>,
    Extension(account): Extension<Account>,
    jar: CookieJar,
) -> Result<(CookieJar, StatusCode), Failure> {
    sessions::end_all(&app, &account).await?;
    Ok((jar.add(app.sessions.removal()), StatusCode::NO_CONTENT))
}
