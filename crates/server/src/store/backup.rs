//! A copy of SQLite's database, as it was at one moment, while others read and write.

use crate::files;
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use std::{fmt, io, path::Path, str::FromStr, time::Duration};

/// How long to wait for writers: they hold the file for moments only.
const PATIENCE: Duration = Duration::from_secs(30);

/// No copy was made. Says what to do.
#[derive(Debug)]
pub(crate) enum BackupError {
    /// It is a server's database, not a file.
    NotAFile,
    /// The address is not one of a database that there is.
    Database(sqlx::Error),
    /// The copy can't be written.
    File(io::Error),
    /// The copy is there, but is not what it should be.
    Damaged(String),
}

impl fmt::Display for BackupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAFile => f.write_str("only sqlite:// is copied this way. For PostgreSQL use pg_dump"),
            Self::Database(error) => write!(f, "the database can't be copied: {error}"),
            Self::File(error) => {
                write!(
                    f,
                    "the copy can't be written: {error}. Name a file that is not there yet, in a folder with room"
                )
            }
            Self::Damaged(why) => write!(f, "the copy is damaged ({why}): the disk or the database is"),
        }
    }
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<io::Error> for BackupError {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

/// Copies the database into a new file that only its owner can read, looks whether it is whole, and gives its size in bytes.
/// The tables stay as they are: a copy before an update is of the old version.
pub(crate) async fn back_up(url: &str, to: &Path) -> Result<u64, BackupError> {
    if !url.starts_with("sqlite:") {
        return Err(BackupError::NotAFile);
    }
    let from = SqliteConnectOptions::from_str(url)?
        .create_if_missing(false)
        .busy_timeout(PATIENCE)
        .disable_statement_logging();
    let mut database = from.connect().await?;
    // SQLite takes an empty file that is there, and keeps its mode; it would make one that all can read.
    files::write_private_file(to, b"")?;
    let path = to.to_str().ok_or_else(|| io::Error::other("its name is not text"))?;
    sqlx::query("VACUUM INTO $1").bind(path).execute(&mut database).await?;
    database.close().await?;
    // SQLite does not wait for the disk here.
    files::sync(to)?;
    let mut copy =
        SqliteConnectOptions::new().filename(to).read_only(true).disable_statement_logging().connect().await?;
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut copy).await?;
    copy.close().await?;
    if verdict == "ok" { Ok(std::fs::metadata(to)?.len()) } else { Err(BackupError::Damaged(verdict)) }
}
