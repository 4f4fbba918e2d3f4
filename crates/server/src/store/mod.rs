//! The database: the only module that knows SQL and sqlx.
//!
//! The SQL is what SQLite and PostgreSQL have in common, with `$1` placeholders: one set of queries for both. Each file
//! adds to [`Tx`] the queries on one kind of thing.

mod accounts;
mod audit;
mod audit_checks;
mod backup;
mod cameras;
mod challenges;
mod changes;
mod codes;
mod connect;
mod error;
mod feedback;
mod group;
mod keys;
mod limits;
mod mailed_codes;
mod outside;
mod postgres;
mod query;
mod receipts;
mod redemptions;
mod registrations;
mod row;
mod sessions;
mod stats;
mod subscriptions;
mod two_step;
mod tx;

pub(crate) use accounts::{Account, Login, NewAccount};
pub(crate) use audit::AuditCounts;
pub(crate) use backup::{BackupError, back_up};
pub(crate) use cameras::CameraRecord;
pub(crate) use challenges::ChallengeRecord;
pub(crate) use changes::Heard;
pub(crate) use codes::CodeRecord;
pub(crate) use connect::Database;
pub(crate) use error::{CommitFailed, StoreError};
pub(crate) use limits::Counted;
pub(crate) use mailed_codes::NewMailedCode;
pub(crate) use outside::{LoginAttempt, WaitingCode};
pub(crate) use receipts::ReceiptKeyRecord;
pub(crate) use redemptions::{Outcome, RedemptionRecord};
pub(crate) use registrations::RegistrationRecord;
pub(crate) use sessions::{NewSession, SessionRecord, SessionRow};
pub(crate) use stats::BatchStats;
pub(crate) use subscriptions::{Entry, SubscriptionRecord};
pub(crate) use two_step::FactorRecord;
pub(crate) use tx::Tx;

use crate::metrics::{DatabaseMetrics, Use};
use group::Writer;
use postgres::Connections;
use query::query;
use row::Row;
use std::{future::Future, time::Instant};

/// A database with all migrations applied.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    engine: Engine,
    /// How long it takes, and what fails.
    pub(crate) metrics: DatabaseMetrics,
}

#[derive(Clone, Debug)]
enum Engine {
    /// Embedded: readers of their own, and one writer.
    Sqlite { readers: sqlx::SqlitePool, writer: Writer },
    /// A server, for many processes at once.
    Postgres(Connections),
}

/// How a reading transaction begins in PostgreSQL, so that it sees one state of the database throughout, as SQLite's does.
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

impl Store {
    /// Begins a transaction that only reads: it sees one state of the database throughout.
    pub(crate) async fn read(&self) -> Result<Tx, StoreError> {
        self.measured(Use::Read, async {
            Ok(match &self.engine {
                Engine::Sqlite { readers, .. } => readers.begin().await?.into(),
                Engine::Postgres(connections) => Tx::postgres(connections.begin(BEGIN_READ).await?),
            })
        })
        .await
    }

    /// A place for one statement that reads. It sees one state of the database by itself, so that no transaction is begun and
    /// ended around it.
    pub(crate) async fn glance(&self) -> Result<Tx, StoreError> {
        self.measured(Use::Read, async {
            Ok(match &self.engine {
                Engine::Sqlite { readers, .. } => readers.acquire().await?.into(),
                Engine::Postgres(connections) => Tx::postgres_glance(connections.lend().await?),
            })
        })
        .await
    }

    /// Begins a transaction that writes. In PostgreSQL it sees what others commit while it runs (READ COMMITTED): what must
    /// not change under it is locked first, or written on a condition.
    pub(crate) async fn write(&self) -> Result<Tx, StoreError> {
        self.measured(Use::Write, async {
            Ok(match &self.engine {
                Engine::Sqlite { writer, .. } => writer.begin().await?.into(),
                Engine::Postgres(connections) => Tx::postgres(connections.begin("BEGIN").await?),
            })
        })
        .await
    }

    /// Measures how long it takes until a transaction begins, and lets it measure its own end.
    async fn measured(&self, kind: Use, begin: impl Future<Output = Result<Tx, StoreError>>) -> Result<Tx, StoreError> {
        let started = Instant::now();
        let begun = begin.await;
        self.metrics.began(kind, started.elapsed());
        begun.inspect_err(|error| self.metrics.failed(error)).map(|tx| tx.measured_by(self.metrics.clone()))
    }

    /// How many connections are in use; of SQLite's those that read.
    pub(crate) fn connections_in_use(&self) -> usize {
        match &self.engine {
            Engine::Sqlite { readers, .. } => {
                usize::try_from(readers.size()).unwrap_or(usize::MAX).saturating_sub(readers.num_idle())
            }
            Engine::Postgres(connections) => connections.in_use(),
        }
    }

    /// Waits for transactions that are under way and closes the database.
    pub(crate) async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { readers, writer } => {
                writer.close().await;
                readers.close().await;
            }
            Engine::Postgres(connections) => connections.close().await,
        }
    }
}

#[cfg(test)]
mod tests;
