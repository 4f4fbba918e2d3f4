//! Opening the database and bringing its tables up to date.

use super::{Connections, Engine, Store, Writer, error::StoreError};
use crate::{files, metrics::DatabaseMetrics};
use sqlx::{
    ConnectOptions,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{borrow::Cow, fmt, io, str::FromStr, time::Duration};

/// All migrations, oldest first. One that was released is never changed: what has run is compared with what is here.
const MIGRATIONS: [(i64, &str, &str); 10] = [
    (1, "ground", include_str!("../../migrations/0001_ground.sql")),
    (2, "limits", include_str!("../../migrations/0002_limits.sql")),
    (3, "registration", include_str!("../../migrations/0003_registration.sql")),
    (4, "two_step", include_str!("../../migrations/0004_two_step.sql")),
    (5, "audit", include_str!("../../migrations/0005_audit.sql")),
    (6, "receipts", include_str!("../../migrations/0006_receipts.sql")),
    (7, "outside", include_str!("../../migrations/0007_outside.sql")),
    (8, "camera changes", include_str!("../../migrations/0008_camera_changes.sql")),
    (9, "turns", include_str!("../../migrations/0009_turns.sql")),
    (10, "unspent", include_str!("../../migrations/0010_unspent.sql")),
];

/// How often to try migrations that another process may be doing at the same time.
const MIGRATION_TRIES: usize = 5;

/// Which database, and how it is used.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    /// `sqlite://…` or `postgres://…`.
    pub(crate) url: String,
    /// Connections at the most; `None` for what suits the engine.
    pub(crate) connections: Option<u32>,
    /// How long to wait for a connection or a lock before saying "unavailable".
    pub(crate) patience: Duration,
}

/// SQLite's readers at the most: they share one file.
const SQLITE_CONNECTIONS: u32 = 8;
/// Connections to PostgreSQL at the most: it has some 100 for all processes together.
const POSTGRES_CONNECTIONS: u32 = 16;

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres:") || url.starts_with("postgresql:")
}

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
    Migrate(MigrateError),
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(why) => write!(
                f,
                "the database URL can't be used ({why}). Write it like sqlite://data/tapo-care.db or \
                 postgres://user@host/database"
            ),
            Self::File(error) => write!(f, "the database's file can't be made: {error}. Choose another place"),
            Self::Database(error) => write!(f, "the database can't be opened: {error}"),
            Self::Migrate(error) => write!(f, "the database's tables can't be brought up to date: {error}"),
        }
    }
}

impl Store {
    /// Opens the database and applies the migrations that are missing. A file of SQLite is made when it is not there yet.
    pub(crate) async fn open(database: &Database) -> Result<Self, ConnectError> {
        let Database { url, connections, patience } = database;
        let engine = if is_postgres(url) {
            open_postgres(url, connections.unwrap_or(POSTGRES_CONNECTIONS), *patience).await?
        } else if url.starts_with("sqlite:") {
            open_sqlite(url, connections.unwrap_or(SQLITE_CONNECTIONS), *patience).await?
        } else {
            return Err(ConnectError::Address("only sqlite:// and postgres:// are known".to_owned()));
        };
        engine.migrate().await?;
        Ok(Self { engine, metrics: DatabaseMetrics::default() })
    }
}

async fn open_sqlite(url: &str, connections: u32, patience: Duration) -> Result<Engine, ConnectError> {
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(ConnectError::Address("a database in memory would be gone with its first connection".to_owned()));
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
    #[cfg(feature = "sabotage")]
    let options = match crate::sabotage::is("synchronous-normal") {
        true => options.synchronous(SqliteSynchronous::Normal),
        false => options,
    };
    // SQLite would make a file that all can read, and gives its log and its shared memory the mode that the file has.
    match files::write_private_file(options.get_filename(), b"") {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(ConnectError::File(error)),
        _ => {}
    }
    let readers = SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(patience)
        // A file does not go away behind a connection's back.
        .test_before_acquire(false)
        .connect_with(options.clone())
        .await
        .map_err(|error| ConnectError::Database(error.into()))?;
    Ok(Engine::Sqlite { readers, writer: Writer::new(options, patience) })
}

async fn open_postgres(url: &str, connections: u32, patience: Duration) -> Result<Engine, ConnectError> {
    let milliseconds = patience.as_millis().to_string();
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| ConnectError::Address(error.to_string()))?
        .application_name("tapo-care-server")
        // The database gives up waiting before the client does: "unavailable", and nothing was written. The last one frees
        // the locks of a process that hangs.
        .options([
            ("lock_timeout", milliseconds.as_str()),
            ("statement_timeout", milliseconds.as_str()),
            ("idle_in_transaction_session_timeout", "30000"),
        ])
        .disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(patience)
        .connect_with(options)
        .await
        .map_err(|error| ConnectError::Database(error.into()))?;
    Ok(Engine::Postgres(Connections::new(pool, patience)))
}

impl Engine {
    /// Brings the tables up to date. Several processes may do so at once: each migration is one transaction, so whoever comes
    /// second fails, looks again, and finds it done. No lock that only one engine has is needed.
    async fn migrate(&self) -> Result<(), ConnectError> {
        let mut tries = 1;
        loop {
            let done = match self {
                Self::Sqlite { readers, .. } => migrator().run(readers).await,
                Self::Postgres(connections) => migrator().run(connections.pool()).await,
            };
            match done {
                Err(MigrateError::Execute(_) | MigrateError::ExecuteMigration(..)) if tries < MIGRATION_TRIES => {
                    tracing::info!("another process may be bringing the tables up to date, too: trying again");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    tries += 1;
                }
                done => return done.map_err(ConnectError::Migrate),
            }
        }
    }
}

fn migrator() -> Migrator {
    let migrations = MIGRATIONS.into_iter().map(|(version, name, sql)| {
        let sql = sqlx::SqlSafeStr::into_sql_str(sql);
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql, false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    migrator.set_locking(false);
    migrator
}
