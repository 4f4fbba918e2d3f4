//! Writing the audit log: entries in the transactions of what they tell, and their seals afterwards.
//!
//! ```text
//! app.audit.record(&mut tx, &AuditEvent::CodeRevoked { code, batch }, now).await?;
//! tx.commit().await?;
//! ```

mod sealer;
mod verify;

pub(crate) use sealer::{run, seal, seal_after_loss};
pub(crate) use verify::{Report, verify};

use crate::{
    domain::audit::{AuditEvent, Entry},
    random::{self, NoRandomness},
    secrets::CodeKeys,
    store::{CommitFailed, Store, StoreError, Tx},
};
use jiff::Timestamp;
use std::{fmt, sync::Arc};
use tokio::sync::Notify;

/// Writes entries, and wakes whoever seals them.
#[derive(Clone, Debug)]
pub(crate) struct Audit {
    keys: CodeKeys,
    written: Arc<Notify>,
}

/// An entry can't be written, so that what it tells must not be done either.
#[derive(Debug)]
pub(crate) enum NotRecorded {
    /// The database failed.
    Store(StoreError),
    /// The end of a transaction of its own failed.
    Commit(CommitFailed),
    /// There is no randomness for an id.
    Randomness(NoRandomness),
}

impl From<StoreError> for NotRecorded {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<CommitFailed> for NotRecorded {
    fn from(error: CommitFailed) -> Self {
        Self::Commit(error)
    }
}

impl From<NoRandomness> for NotRecorded {
    fn from(error: NoRandomness) -> Self {
        Self::Randomness(error)
    }
}

impl fmt::Display for NotRecorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => write!(f, "{error}"),
            Self::Commit(error) => write!(f, "{error}"),
            Self::Randomness(error) => write!(f, "{error}"),
        }
    }
}

impl Audit {
    /// A log whose entries are written with the newest of these keys.
    pub(crate) fn new(keys: CodeKeys) -> Self {
        Self { keys, written: Arc::default() }
    }

    /// Writes an entry in the transaction of what it tells: both are there once it is committed, or neither.
    pub(crate) async fn record(&self, tx: &mut Tx, event: &AuditEvent<'_>, now: Timestamp) -> Result<(), NotRecorded> {
        let entry = Entry {
            id: random::id()?,
            recorded_at: now.as_second(),
            kind: event.kind().to_owned(),
            subject: event.subject().to_owned(),
            body: event.body(),
            key_id: String::new(),
            mac: String::new(),
        };
        tx.insert_audit_entry(&entry.signed(&self.keys)).await?;
        // Before the transaction's end, which is not known here: the sealer waits a moment, and looks again a second later.
        self.written.notify_one();
        Ok(())
    }

    /// Begins the log of a database that has none, with what was done there before.
    pub(crate) async fn begin(&self, store: &Store, now: Timestamp) -> Result<(), NotRecorded> {
        if store.read().await?.audit_begun().await? {
            return Ok(());
        }
        let mut tx = store.write().await?;
        if !tx.begin_audit(now).await? {
            return Ok(());
        }
        self.record(&mut tx, &AuditEvent::Begun {}, now).await?;
        let before = tx.before_the_log().await?;
        for (batch, codes) in &before.batches {
            self.record(&mut tx, &AuditEvent::BatchTakenOver { batch, codes: *codes }, now).await?;
        }
        for code in &before.revoked {
            self.record(&mut tx, &AuditEvent::RevocationTakenOver { code }, now).await?;
        }
        for redemption in &before.redeemed {
            self.record(&mut tx, &AuditEvent::RedemptionTakenOver { redemption }, now).await?;
        }
        Ok(tx.commit().await?)
    }
}
