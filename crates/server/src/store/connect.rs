//! Opening the database and bringing its tables up to date.

use super::{Store, error::StoreError};
use crate::files;
use sqlx::{
    ConnectOptions,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{borrow::Cow, fmt, io, str::FromStr, sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// All migrations, oldest first. One that was released is never changed: what has run is compared with what is here.
const MIGRATIONS: [(i64, &str, &str); 4] = [
    (1, "ground", include_str!("../../migrations/0001_ground.sql")),
    (2, "limits", include_str!("../../migrations/0002_limits.sql")),
    (3, "registration", include_str!("../../migrations/0003_registration.sql")),
    (4, "two_step", include_str!("../../migrations/0004_two_step.sql")),
];

/// Connections at the most: one writes, the others read.
const CONNECTIONS: u32 = 8;

/// The database can't be opened. Says what to do.
#[derive(Debug)]
pub(crate) enum ConnectError {
    /// The address is of no kind that this build knows.
    Address(String),
    /// The file of the database can't be made, or its folder.
    File(io::Error),
    /// The database refused.
    Database(StoreError),
    /// The tables can't be brought up to date.
    Migrate(sqlx::migrate::MigrateError),
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(why) => {
                write!(f, "the database URL can't be used ({why}). Write it like sqlite://data/tapo-care.db")
            }
            Self::File(error) => write!(f, "the database's file can't be made: {error}. Choose another place"),
            Self::Database(error) => write!(f, "the database can't be opened: {error}"),
            Self::Migrate(error) => write!(f, "the database's tables can't be brought up to date: {error}"),
        }
    }
}

impl Store {
    /// Opens the database, makes it when it is not there yet, and applies the migrations that are missing.
    pub(crate) async fn open(url: &str, patience: Duration) -> Result<Self, ConnectError> {
        if !url.starts_with("sqlite:") {
            return Err(ConnectError::Address("only sqlite:// is known".to_owned()));
        }
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|error| ConnectError::Address(error.to_string()))?
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // Under NORMAL a power cut loses redemptions that were already answered.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(patience)
            // Statements in the log would be noise; their values are never logged anyhow.
            .disable_statement_logging();
        // SQLite would make a file that all can read, and gives its log and its shared memory the mode that the file has.
        // A database in memory has no file.
        if !url.contains(":memory:") && !url.contains("mode=memory") {
            match files::write_private_file(options.get_filename(), b"") {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(ConnectError::File(error)),
                _ => {}
            }
        }
        let pool = SqlitePoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(patience)
            .connect_with(options)
            .await
            .map_err(|error| ConnectError::Database(error.into()))?;
        migrator().run(&pool).await.map_err(ConnectError::Migrate)?;
        Ok(Self { pool, writer: Arc::new(Semaphore::new(1)), patience })
    }
}

fn migrator() -> Migrator {
    let migrations = MIGRATIONS.into_iter().map(|(version, name, sql)| {
        let sql = sqlx::SqlSafeStr::into_sql_str(sql);
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(migrations.collect())
}
