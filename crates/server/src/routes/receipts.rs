//! `/receipts`: whether a receipt is genuine, and the keys with which anybody can check that alone. For everyone.

use super::{extract::Params, guard::public};
use crate::{
    app::App,
    cases::{check_receipt::check_receipt, view},
    client::Client,
    problem::Failure,
};
use axum::{
    Json as Answer,
    extract::State,
    routing::{MethodRouter, get},
};
use serde::Deserialize;
use tapo_care_wire::{List, ReceiptCheck, ReceiptKey};

pub(super) fn verify_routes(app: &App) -> MethodRouter<App> {
    public(app, get(verify))
}

pub(super) fn keys_routes(app: &App) -> MethodRouter<App> {
    public(app, get(keys))
}

#[derive(Deserialize)]
struct VerifyParams {
    reference: String,
    signature: String,
}

async fn verify(
    State(app): State<App>,
    client: Client,
    Params(VerifyParams { reference, signature }): Params<VerifyParams>,
) -> Result<Answer<ReceiptCheck>, Failure> {
    Ok(Answer(check_receipt(&app, client, &reference, &signature).await?))
}

async fn keys(State(app): State<App>) -> Result<Answer<List<ReceiptKey>>, Failure> {
    let keys = app.store.read().await?.receipt_keys().await?;
    let items = keys.into_iter().map(|key| ReceiptKey {
        id: key.id,
        algorithm: key.algorithm,
        public_key: key.public_key,
        created_at: view::timestamp(key.created_at),
        retired_at: key.retired_at.map(view::timestamp),
    });
    Ok(Answer(List { items: items.collect(), next_cursor: None }))
}
