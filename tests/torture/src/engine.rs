//! The engines that a server can keep its data in, and databases of a proof's own in them.

use clap::ValueEnum;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, PgPool, Row, SqlitePool};
use std::fmt;
use std::path::Path;
use std::time::Duration;

use crate::outcome::{Failure, Outcome};

/// Which engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// A look into the database past the server. What a proof says of the books it reads here, not from the one who keeps them.
#[derive(Clone, Debug)]
pub(crate) enum Database {
    /// A file.
    Sqlite(SqlitePool),
    /// A server.
    Postgres(PgPool),
}

impl Database {
    /// Opens the database of that address, which is there.
    pub(crate) async fn open(url: &str) -> Outcome<Self> {
        if url.starts_with("postgres:") {
            let options = sqlx::postgres::PgPoolOptions::new().max_connections(4).idle_timeout(Duration::from_secs(1));
            return Ok(Self::Postgres(options.connect(url).await?));
        }
        let options: SqliteConnectOptions = url.parse()?;
        let options = options.busy_timeout(Duration::from_secs(20));
        let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        Ok(Self::Sqlite(pool))
    }

    /// The first column of what a query finds, as text.
    pub(crate) async fn texts(&self, sql: &str) -> Outcome<Vec<String>> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match self {
            Self::Sqlite(pool) => {
                let rows = sqlx::query(sql).fetch_all(pool).await?;
                rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?
            }
            Self::Postgres(pool) => {
                let rows = sqlx::query(sql).fetch_all(pool).await?;
                rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?
            }
        })
    }

    /// The one number that a query finds.
    pub(crate) async fn number(&self, sql: &str) -> Outcome<i64> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match self {
            Self::Sqlite(pool) => sqlx::query_scalar(sql).fetch_one(pool).await?,
            Self::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await?,
        })
    }

    /// Does something. How many rows it changed.
    pub(crate) async fn run(&self, sql: &str) -> Outcome<u64> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match self {
            Self::Sqlite(pool) => sqlx::query(sql).execute(pool).await?.rows_affected(),
            Self::Postgres(pool) => sqlx::query(sql).execute(pool).await?.rows_affected(),
        })
    }

    /// What the engine itself says of its files; nothing when they are whole.
    pub(crate) async fn damage(&self) -> Outcome<Vec<String>> {
        match self {
            Self::Sqlite(_) => {
                let said = self.texts("PRAGMA integrity_check").await?;
                Ok(said.into_iter().filter(|line| line != "ok").collect())
            }
            // Reads every row through every index, which finds an index that lost one. `amcheck` says more, and is not
            // everywhere.
            Self::Postgres(_) => Ok(Vec::new()),
        }
    }

    /// Closes it.
    pub(crate) async fn close(self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// The address of a file of SQLite's.
pub(crate) fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// An SQL text.
pub(crate) fn quoted(text: &str) -> Outcome<String> {
    let plain = text.chars().all(|character| character.is_ascii_alphanumeric() || "-_.@".contains(character));
    if plain { Ok(format!("'{text}'")) } else { Err(Failure::said(format!("“{text}” does not belong into SQL"))) }
}
