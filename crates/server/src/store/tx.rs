//! A transaction, on either engine.

use super::{
    error::{CommitFailed, StoreError},
    group::Member,
    postgres::Lent,
    query::query,
};
use crate::metrics::DatabaseMetrics;
use sqlx::{PgConnection, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};
use std::time::{Duration, Instant};

/// A transaction. Dropping it undoes it.
pub(crate) struct Tx {
    kind: Kind,
    metrics: Option<DatabaseMetrics>,
    /// Whether a statement ran, where there may be only one.
    #[cfg(debug_assertions)]
    looked: bool,
}

enum Kind {
    /// SQLite, reading: one state of the database throughout.
    SqliteReader(Transaction<'static, Sqlite>),
    /// SQLite, writing: part of a group.
    SqliteWriter(Member),
    /// SQLite, for one statement.
    SqliteGlance(PoolConnection<Sqlite>),
    /// PostgreSQL.
    Postgres(Lent),
    /// PostgreSQL, for one statement.
    PostgresGlance(Lent),
}

/// Where statements run.
pub(super) enum Place<'t> {
    /// In SQLite.
    Sqlite(&'t mut SqliteConnection),
    /// In PostgreSQL, which is waited for so long.
    Postgres(&'t mut PgConnection, Duration),
}

impl From<Transaction<'static, Sqlite>> for Tx {
    fn from(transaction: Transaction<'static, Sqlite>) -> Self {
        Self::new(Kind::SqliteReader(transaction))
    }
}

impl From<PoolConnection<Sqlite>> for Tx {
    fn from(connection: PoolConnection<Sqlite>) -> Self {
        Self::new(Kind::SqliteGlance(connection))
    }
}

impl From<Member> for Tx {
    fn from(member: Member) -> Self {
        Self::new(Kind::SqliteWriter(member))
    }
}

impl Tx {
    /// A transaction of PostgreSQL.
    pub(super) fn postgres(transaction: Lent) -> Self {
        Self::new(Kind::Postgres(transaction))
    }

    /// One statement of PostgreSQL.
    pub(super) fn postgres_glance(connection: Lent) -> Self {
        Self::new(Kind::PostgresGlance(connection))
    }

    fn new(kind: Kind) -> Self {
        Self {
            kind,
            metrics: None,
            #[cfg(debug_assertions)]
            looked: false,
        }
    }

    /// The same, measuring itself.
    pub(super) fn measured_by(self, metrics: DatabaseMetrics) -> Self {
        Self { metrics: Some(metrics), ..self }
    }

    /// Makes what was written last. Once begun it comes to its end, whether or not someone still waits for it.
    ///
    /// # Errors
    /// When this fails, it is not known whether it was written, but for [`CommitFailed::Conflict`].
    pub(crate) async fn commit(self) -> Result<(), CommitFailed> {
        let started = Instant::now();
        let done = match self.kind {
            Kind::SqliteReader(transaction) => transaction.commit().await.map_err(CommitFailed::from),
            Kind::SqliteWriter(member) => {
                tokio::spawn(member.commit()).await.unwrap_or_else(|_ended| Err(CommitFailed::Group))
            }
            Kind::Postgres(transaction) => transaction.commit().await.map_err(CommitFailed::from),
            Kind::SqliteGlance(_) | Kind::PostgresGlance(_) => Ok(()),
        };
        if let Some(metrics) = self.metrics {
            metrics.ended(started.elapsed(), &done);
        }
        done
    }

    /// Undoes it, and waits until what it saw of others is certain to last. An answer such as "redeemed by someone else"
    /// rests on that.
    ///
    /// # Errors
    /// What it saw may not last.
    pub(crate) async fn undo(self) -> Result<(), CommitFailed> {
        match self.kind {
            Kind::SqliteWriter(member) => {
                tokio::spawn(member.undo()).await.unwrap_or_else(|_ended| Err(CommitFailed::Group))
            }
            // These see nothing that others have not made last.
            Kind::SqliteReader(_) | Kind::Postgres(_) | Kind::SqliteGlance(_) | Kind::PostgresGlance(_) => Ok(()),
        }
    }

    /// Whether the database answers.
    pub(crate) async fn ping(&mut self) -> Result<(), StoreError> {
        query("SELECT 1 AS one FROM accounts LIMIT 1").fetch_optional(self).await?;
        Ok(())
    }

    /// Whether others may write at the same time.
    pub(super) fn has_many_writers(&self) -> bool {
        matches!(self.kind, Kind::Postgres(_))
    }

    /// Where statements run.
    pub(super) fn place(&mut self) -> Result<Place<'_>, StoreError> {
        #[cfg(debug_assertions)]
        if matches!(self.kind, Kind::SqliteGlance(_) | Kind::PostgresGlance(_)) {
            assert!(!std::mem::replace(&mut self.looked, true), "two statements need a transaction, to see the same");
        }
        Ok(match &mut self.kind {
            Kind::SqliteReader(transaction) => Place::Sqlite(transaction),
            Kind::SqliteWriter(member) => Place::Sqlite(member.connection()?),
            Kind::SqliteGlance(connection) => Place::Sqlite(connection),
            Kind::Postgres(lent) | Kind::PostgresGlance(lent) => {
                let patience = lent.patience();
                Place::Postgres(lent.connection()?, patience)
            }
        })
    }

    /// What a statement gave, after looking at what its failure means for those who write with it.
    pub(super) fn heed<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        if let (Err(error), Kind::SqliteWriter(member)) = (&result, &mut self.kind)
            && !only_the_statement_failed(error)
        {
            member.broken();
        }
        if let Kind::Postgres(lent) | Kind::PostgresGlance(lent) = &mut self.kind {
            lent.heed(&result);
        }
        let result = result.map_err(StoreError::from);
        if let (Err(error), Some(metrics)) = (&result, &self.metrics) {
            metrics.failed(error);
        }
        result
    }
}

/// Whether SQLite undid no more than the statement. After a full disk or a failing one it may have ended the transaction.
fn only_the_statement_failed(error: &sqlx::Error) -> bool {
    /// SQLITE_ERROR and SQLITE_CONSTRAINT: the statement makes no sense, or a guard of the database refused it.
    const OF_THE_STATEMENT: [u32; 2] = [1, 19];
    match error {
        sqlx::Error::RowNotFound => true,
        sqlx::Error::Database(error) => {
            // The lowest byte of SQLite's extended result codes is the kind of failure.
            let code = error.code().and_then(|code| code.parse::<u32>().ok());
            code.is_some_and(|code| OF_THE_STATEMENT.contains(&(code & 0xFF)))
        }
        _ => false,
    }
}
