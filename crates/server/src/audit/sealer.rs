//! Seals entries into blocks. Every server does it: whichever writes the next block first has sealed it, and the others find
//! nothing left to do. Redemptions never wait for it.

use super::verify;
use crate::{
    app::App,
    domain::audit::{Block, Entry, Finding, Signet},
    store::{CommitFailed, StoreError},
};
use std::{fmt, time::Duration};

/// Entries of a block at the most, so that sealing never holds the database for long.
const MOST_ENTRIES: usize = 250;

/// Entries that are looked at for a block when some of the oldest can't be sealed, which must not stop the others.
const LOOK_AT: i64 = 1_000;

/// How long entries wait when nobody says that there are any: another process may have written them.
const AT_MOST: Duration = Duration::from_secs(1);

/// How long entries gather, once there is one.
const GATHER: Duration = Duration::from_millis(100);

/// Entries can't be sealed. They stay as they are.
#[derive(Debug)]
pub(crate) enum SealError {
    /// The database failed.
    Store(StoreError),
    /// The end of the transaction failed.
    Commit(CommitFailed),
    /// The newest block is not as it was sealed: nothing may follow it.
    Chain(Finding),
    /// Some entries were not written by this program. All others were sealed.
    Entries(Vec<String>),
}

impl From<StoreError> for SealError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<CommitFailed> for SealError {
    fn from(error: CommitFailed) -> Self {
        Self::Commit(error)
    }
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => write!(f, "the audit log can't be sealed: {error}"),
            Self::Commit(error) => write!(f, "the audit log can't be sealed: {error}"),
            Self::Chain(finding) => write!(f, "the audit log can't be gone on with: {finding}"),
            Self::Entries(ids) => {
                write!(f, "{} entries of the audit log are not as they were written: {}", ids.len(), ids.join(", "))
            }
        }
    }
}

/// Seals for as long as the server runs: soon after something was written, and once a second in any case.
pub(crate) async fn run(app: App) {
    let mut complained = String::new();
    loop {
        // A timeout is no failure here, it is the second that has passed.
        if tokio::time::timeout(AT_MOST, app.audit.written.notified()).await.is_ok() {
            tokio::time::sleep(GATHER).await;
        }
        match seal(&app).await {
            Ok(()) => complained.clear(),
            // Another server was in the way: there is another try in a second at the most.
            Err(SealError::Store(StoreError::Conflict(_)) | SealError::Commit(CommitFailed::Conflict(_))) => {}
            Err(error) => {
                let complaint = error.to_string();
                // Once, not each second.
                if complaint != complained {
                    tracing::error!("{complaint}");
                    complained = complaint;
                }
            }
        }
    }
}

/// Whether what a key wrote is believed that is not here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknown {
    /// It waits for a server that has the key.
    Waits,
    /// Nobody has the key any more, and an operator has said so.
    Believed,
}

/// Seals all that can be sealed now.
pub(crate) async fn seal(app: &App) -> Result<(), SealError> {
    while seal_block(app, Unknown::Waits).await? {}
    Ok(())
}

/// The same after the loss of the keys, which nobody can check any more what they wrote by.
pub(crate) async fn seal_after_loss(app: &App) -> Result<(), SealError> {
    while seal_block(app, Unknown::Believed).await? {}
    Ok(())
}

/// Seals one block. Whether it did: nothing to do, or another server being quicker, is no failure.
async fn seal_block(app: &App, unknown: Unknown) -> Result<bool, SealError> {
    // Reading first, so that a server with nothing to do keeps nobody from writing.
    let waiting = app.store.glance().await?.unsealed_entries(1).await?;
    if waiting.is_empty() {
        return Ok(false);
    }
    let mut tx = app.store.write().await?;
    // The newest block before the entries: whatever another server seals in between is missing from these, and its ordinal
    // taken.
    let newest = tx.newest_block().await?;
    match newest.as_ref().and_then(|block| block.check(&app.keys)) {
        None => {}
        Some(Finding::UnknownKey(..)) if unknown == Unknown::Believed => {}
        Some(finding) => return Err(SealError::Chain(finding)),
    }
    let oldest = tx.unsealed_entries(MOST_ENTRIES as i64).await?;
    let are_more = oldest.len() == MOST_ENTRIES;
    let (mut genuine, mut strange) = sort(oldest, &app.keys, unknown);
    if are_more && genuine.len() < MOST_ENTRIES {
        (genuine, strange) = sort(tx.unsealed_entries(LOOK_AT).await?, &app.keys, unknown);
    }
    if genuine.is_empty() {
        return if strange.is_empty() { Ok(false) } else { Err(SealError::Entries(strange)) };
    }
    let block = Block::of(newest.as_ref(), &genuine, app.clock.now().as_second(), &app.keys);
    if !tx.insert_block(&block).await? {
        return Ok(false);
    }
    let ids: Vec<&str> = genuine.iter().map(|entry| entry.id.as_str()).collect();
    if !tx.place_entries(&ids, block.ordinal).await? {
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}

/// Which entries go into the next block, and which were not written by this program.
fn sort(entries: Vec<Entry>, signet: &impl Signet, unknown: Unknown) -> (Vec<Entry>, Vec<String>) {
    let (mut genuine, mut strange) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry.is_genuine(signet).or((unknown == Unknown::Believed).then_some(true)) {
            Some(true) if genuine.len() < MOST_ENTRIES => genuine.push(entry),
            Some(true) | None => {}
            Some(false) => strange.push(entry.id),
        }
    }
    strange.truncate(verify::MOST_NAMED);
    (genuine, strange)
}
