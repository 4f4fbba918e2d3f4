//! The lists of an account's redemptions.

use super::{
    open,
    view::{Holdings, View, receipt},
};
use crate::{app::App, problem::Failure, store::Account};
use tapo_care_wire::{List, Redemption, RedemptionId};

/// Redemptions on a page of the history.
const PAGE: usize = 50;

/// What the account redeemed, newest first. The cursor is the ordinal after which the next page goes on.
pub(crate) async fn redeemed(app: &App, account: &Account, before: Option<i64>) -> Result<List<Redemption>, Failure> {
    let mut tx = app.store.read().await?;
    // One more than is shown tells whether there is another page.
    let mut records = tx.redeemed(&account.id, before, PAGE as i64 + 1).await?;
    let more = records.len() > PAGE;
    records.truncate(PAGE);
    let last = records.last().map(|(ordinal, _)| *ordinal);
    Ok(List {
        items: records.iter().map(|(_, record)| receipt(&app.catalogue, record)).collect::<Result<_, _>>()?,
        next_cursor: last.filter(|_| more).map(|ordinal| ordinal.to_string()),
    })
}

/// What the account looked at, has not redeemed, and still can, newest first.
pub(crate) async fn previewed(app: &App, account: &Account) -> Result<List<Redemption>, Failure> {
    let mut tx = app.store.read().await?;
    let records = tx.previewed(&account.id, PAGE as i64).await?;
    let holdings = Holdings::load(&mut tx, account).await?;
    let view = View { catalogue: &app.catalogue, account, holdings: &holdings, now: app.clock.now() };
    let usable = records.iter().filter(|record| open::check(app, account, &record.code).is_ok());
    Ok(List { items: usable.map(|record| view.redemption(record)).collect::<Result<_, _>>()?, next_cursor: None })
}

/// One redemption.
pub(crate) async fn one(app: &App, account: &Account, id: &RedemptionId) -> Result<Redemption, Failure> {
    let mut tx = app.store.read().await?;
    let record = tx.redemption(&account.id, id).await?;
    let record = record.ok_or_else(|| Failure::not_found("The account has no such redemption."))?;
    open::view(app, account, &mut tx, &record).await
}
