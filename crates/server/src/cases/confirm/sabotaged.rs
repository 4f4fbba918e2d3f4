//! Confirmations as they must not be, for the proofs that must catch them (see [`crate::sabotage`]).

use super::*;
use crate::store::StoreError;
use std::time::Duration;

/// Long enough for others to come in between, or for the server to be killed.
const GAP: Duration = Duration::from_millis(5);

/// Looks whether the code is unspent, and then writes that it is spent: whoever comes in between is not noticed.
pub(super) async fn read_then_write(app: &App, account: &Account, id: &RedemptionId) -> Result<Redemption, Failure> {
    let mut tx = app.store.read().await?;
    let now = app.clock.now();
    let missing = || Failure::from(StoreError::Corrupt("redemption"));
    let mut record = tx.redemption(&account.id, id).await?.ok_or_else(missing)?;
    if record.outcome.is_some() {
        return receipt(app, account, &record, now, &mut tx).await;
    }
    open::check(app, account, &record.code)?;
    let effect = view::effect(&record, &tx.subscriptions(&account.id).await?, now)?;
    drop(tx);
    tokio::time::sleep(GAP).await;
    let mut tx = app.store.write().await?;
    tx.spend_code_blindly(&record.code.id, id).await?;
    record.outcome = Some(write_down(app, account, &record, &effect, now, &mut tx).await?);
    let redemption = receipt(app, account, &record, now, &mut tx).await?;
    tx.commit().await?;
    Ok(redemption)
}

/// Answers, and commits a little later.
pub(super) fn answer_before_commit<T>(tx: Tx, answer: Result<T, Failure>) -> Result<T, Failure> {
    tokio::spawn(async move {
        tokio::time::sleep(GAP).await;
        tx.commit().await
    });
    answer
}

/// Spends the code in a transaction of its own, before the one that writes the receipt.
pub(super) async fn receipt_apart(app: &App, account: &Account, id: &RedemptionId) -> Result<Redemption, Failure> {
    let mut tx = app.store.write().await?;
    let now = app.clock.now();
    let missing = || Failure::from(StoreError::Corrupt("redemption"));
    let mut record = tx.redemption(&account.id, id).await?.ok_or_else(missing)?;
    if record.outcome.is_some() {
        return receipt(app, account, &record, now, &mut tx).await;
    }
    open::check(app, account, &record.code)?;
    tx.spend_code_blindly(&record.code.id, id).await?;
    tx.commit().await?;
    tokio::time::sleep(GAP).await;
    let mut tx = app.store.write().await?;
    let effect = view::effect(&record, &tx.subscriptions(&account.id).await?, now)?;
    record.outcome = Some(write_down(app, account, &record, &effect, now, &mut tx).await?);
    let redemption = receipt(app, account, &record, now, &mut tx).await?;
    tx.commit().await?;
    Ok(redemption)
}
