//! What can go wrong with the database.

use std::fmt;

/// The database did not do what it was asked; nothing was written.
#[derive(Debug)]
pub(crate) enum StoreError {
    /// Others were writing for too long.
    Busy,
    /// Transactions were in each other's way, and the database undid this one: done again from its start, it may succeed.
    Conflict(sqlx::Error),
    /// The database is away, busy, or refused. Messages of sqlx name tables and columns, never what is in them.
    Database(sqlx::Error),
    /// A row holds what it can't hold: the named column is wrong.
    Corrupt(&'static str),
}

/// The end of a transaction failed.
#[derive(Debug)]
pub(crate) enum CommitFailed {
    /// Whether it was written is not known.
    Database(sqlx::Error),
    /// Another of the same group failed, or their common end. Whether it was written is not known.
    Group,
    /// Transactions were in each other's way: it was not written. Done again from its start, it may succeed.
    Conflict(sqlx::Error),
}

#[cfg(test)]
impl CommitFailed {
    /// As if the database had gone away in the very moment.
    pub(crate) fn from_test() -> Self {
        Self::Database(sqlx::Error::PoolClosed)
    }
}

/// Whether the database asks to do the transaction again: it could not be put in order with others (SQLSTATE 40001, which
/// distributed engines answer often), or waited for one that waited for it (40P01).
fn asks_for_another_try(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(code.as_deref(), Some("40001" | "40P01"))
}

impl StoreError {
    /// Whether others kept the database from answering for too long: it is not broken.
    pub(crate) fn is_busy(&self) -> bool {
        /// SQLITE_BUSY and SQLITE_LOCKED, the lowest byte of its result codes, and PostgreSQL's lock_not_available and
        /// query_canceled, which the time limit of a statement ends in.
        const CODES: [&str; 2] = ["55P03", "57014"];
        match self {
            Self::Busy | Self::Database(sqlx::Error::PoolTimedOut) => true,
            Self::Database(error) => {
                let code = error.as_database_error().and_then(|error| error.code());
                let sqlite = |code: &str| code.parse::<u32>().is_ok_and(|code| matches!(code & 0xFF, 5 | 6));
                code.is_some_and(|code| CODES.contains(&&*code) || (code.len() < 5 && sqlite(&code)))
            }
            Self::Conflict(_) | Self::Corrupt(_) => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if asks_for_another_try(&error) { Self::Conflict(error) } else { Self::Database(error) }
    }
}

impl From<sqlx::Error> for CommitFailed {
    fn from(error: sqlx::Error) -> Self {
        if asks_for_another_try(&error) { Self::Conflict(error) } else { Self::Database(error) }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("the database was busy for too long"),
            Self::Conflict(error) => write!(f, "transactions were in each other's way: {error}"),
            Self::Database(error) => write!(f, "{error}"),
            Self::Corrupt(column) => write!(f, "a row is not what it should be: {column}"),
        }
    }
}

impl fmt::Display for CommitFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) | Self::Conflict(error) => {
                write!(f, "the transaction could not be committed: {error}")
            }
            Self::Group => f.write_str("the transaction could not be committed, together with others"),
        }
    }
}
