//! The sessions of an account, as its owner sees and ends them.

use super::{retrying, view::timestamp};
use crate::{
    app::App,
    problem::Failure,
    sessions::Visit,
    store::{Account, SessionRow},
};
use tapo_care_wire::{SessionEntry, SessionId};

/// The account's sessions that are not over, newest use first.
pub(crate) async fn list(app: &App, account: &Account, visit: &Visit) -> Result<Vec<SessionEntry>, Failure> {
    let mut tx = app.store.read().await?;
    let rows = tx.sessions_of(&account.id).await?;
    let now = app.clock.now();
    let live = rows.into_iter().filter(|row| !app.sessions.is_over(row.created_at, row.last_seen_at, now));
    let entry = |row: SessionRow| SessionEntry {
        current: visit.session.as_ref() == Some(&row.token_hash),
        id: SessionId::new(row.id),
        created_at: timestamp(row.created_at),
        last_seen_at: timestamp(row.last_seen_at),
        agent: row.agent,
    };
    let mut entries: Vec<_> = live.map(entry).collect();
    // The one that asks is in use now, though that is written down now and then only.
    entries.sort_by_key(|entry| !entry.current);
    for entry in entries.iter_mut().filter(|entry| entry.current) {
        entry.last_seen_at = timestamp(now);
    }
    Ok(entries)
}

/// Ends one of the account's sessions.
pub(crate) async fn end(app: &App, account: &Account, id: &str) -> Result<(), Failure> {
    let ended = retrying(|| async {
        let mut tx = app.store.write().await?;
        let was_there = tx.delete_session_of(&account.id, id).await?;
        // What it listens to ends with it, in whichever process.
        tx.announce(&account.id).await?;
        tx.commit().await?;
        Ok(was_there)
    });
    let was_there = ended.await?;
    if was_there { Ok(()) } else { Err(Failure::not_found("The account has no such session.")) }
}

/// Ends all of the account's sessions, and the log-ins that wait for their second step.
pub(crate) async fn end_all(app: &App, account: &Account) -> Result<(), Failure> {
    retrying(|| async {
        let mut tx = app.store.write().await?;
        // A log-in under way is before all of this, or after it.
        tx.lock_account(&account.id, app.clock.now()).await?;
        tx.delete_sessions_of(&account.id).await?;
        tx.delete_challenges_of(&account.id).await?;
        tx.delete_set_up(&account.id).await?;
        tx.announce(&account.id).await?;
        Ok(tx.commit().await?)
    })
    .await
}
