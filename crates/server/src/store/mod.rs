//! The database: the only module that knows SQL and sqlx.
//!
//! The SQL is what SQLite and PostgreSQL have in common, with `$1` placeholders. Each file adds to [`Tx`] the queries
//! on one kind of thing.

mod accounts;
mod cameras;
mod challenges;
mod codes;
mod connect;
mod error;
mod feedback;
mod keys;
mod limits;
mod mailed_codes;
mod redemptions;
mod registrations;
mod row;
mod sessions;
mod subscriptions;
mod two_step;

pub(crate) use accounts::{Account, Login, NewAccount};
pub(crate) use cameras::CameraRecord;
pub(crate) use challenges::ChallengeRecord;
pub(crate) use codes::CodeRecord;
pub(crate) use error::{CommitFailed, StoreError};
pub(crate) use limits::Counted;
pub(crate) use mailed_codes::NewMailedCode;
pub(crate) use redemptions::{Outcome, RedemptionRecord};
pub(crate) use registrations::RegistrationRecord;
pub(crate) use sessions::{NewSession, SessionRow};
pub(crate) use subscriptions::{Entry, SubscriptionRecord};
pub(crate) use two_step::FactorRecord;

use std::{sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Which database this is built for. The one place to change.
type Db = sqlx::Sqlite;

/// How a transaction that writes begins. SQLite: with the write lock at once, since one that reads first and then wants
/// to write is refused, whatever the timeout, when another wrote between the two.
const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// A database with all migrations applied.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pool: sqlx::Pool<Db>,
    /// SQLite has one writer at a time and lets the others knock again and again, whoever comes first by chance. Here
    /// they queue, first come first served; the database's own lock is then only for other processes.
    writer: Arc<Semaphore>,
    /// How long to wait for a connection or a lock before saying "unavailable".
    patience: Duration,
}

/// A transaction. Dropping it undoes it.
pub(crate) struct Tx {
    inner: sqlx::Transaction<'static, Db>,
    /// Held as long as the transaction, and given back after it: fields are dropped in this order.
    _writer: Option<OwnedSemaphorePermit>,
}

impl Store {
    /// Begins a transaction that only reads: it sees one state of the database throughout.
    pub(crate) async fn read(&self) -> Result<Tx, StoreError> {
        Ok(Tx { inner: self.pool.begin().await?, _writer: None })
    }

    /// Begins a transaction that writes.
    pub(crate) async fn write(&self) -> Result<Tx, StoreError> {
        let permit = tokio::time::timeout(self.patience, Arc::clone(&self.writer).acquire_owned())
            .await
            .map_err(|_| StoreError::Busy)?
            .map_err(|_| StoreError::Busy)?;
        Ok(Tx { inner: self.pool.begin_with(BEGIN_WRITE).await?, _writer: Some(permit) })
    }

    /// Waits for transactions that are under way and closes the database.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

impl Tx {
    /// Makes what was written last.
    ///
    /// # Errors
    /// When this fails, it is not known whether it was written.
    pub(crate) async fn commit(self) -> Result<(), CommitFailed> {
        self.inner.commit().await.map_err(CommitFailed)
    }

    /// Whether the database answers.
    pub(crate) async fn ping(&mut self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1 FROM accounts LIMIT 1").fetch_optional(&mut *self.inner).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
