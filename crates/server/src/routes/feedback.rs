//! `/feedback`: "Was this useful?", from everyone.

use super::{
    extract::Json,
    guard::{asker, public},
};
use crate::{app::App, cases::retrying, client::Client, limits::Limit, problem::Failure, random, sessions::Asker};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::{MethodRouter, post},
};
use tapo_care_wire::Feedback;

/// Characters of a comment at the most.
const COMMENT_LIMIT: usize = 2000;
/// Characters of a page's name at the most.
const PAGE_LIMIT: usize = 100;

pub(super) fn routes(app: &App) -> MethodRouter<App> {
    public(app, post(give))
}

async fn give(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    Json(feedback): Json<Feedback>,
) -> Result<StatusCode, Failure> {
    if feedback.page.is_empty() || feedback.page.chars().count() > PAGE_LIMIT {
        return Err(Failure::malformed("The page's name is empty or longer than 100 characters."));
    }
    if feedback.comment.as_ref().is_some_and(|comment| comment.chars().count() > COMMENT_LIMIT) {
        return Err(Failure::malformed("The comment is longer than 2000 characters."));
    }
    let account = match asker(&app, &headers).await? {
        Asker::LoggedIn(account) => Some(account.id),
        Asker::Nobody | Asker::Expired => None,
    };
    app.limits.check_alone(&app, Limit::FeedbackOfAddress, client).await?;
    let written = retrying(|| async {
        let mut tx = app.store.write().await?;
        app.limits.count(&mut tx, Limit::FeedbackOfAddress, client, app.clock.now()).await?;
        tx.insert_feedback(&random::id()?, account.as_ref(), &feedback, app.clock.now()).await?;
        Ok(tx.commit().await?)
    });
    written.await?;
    Ok(StatusCode::ACCEPTED)
}
