//! What can go wrong with the database.

use std::fmt;

/// The database did not do what it was asked; nothing was written.
#[derive(Debug)]
pub(crate) enum StoreError {
    /// Others were writing for too long.
    Busy,
    /// The database is away, busy, or refused. Messages of sqlx name tables and columns, never what is in them.
    Database(sqlx::Error),
    /// A row holds what it can't hold: the named column is wrong.
    Corrupt(&'static str),
}

/// The end of a transaction failed: whether it was written is not known.
#[derive(Debug)]
pub(crate) struct CommitFailed(pub(super) sqlx::Error);

#[cfg(test)]
impl CommitFailed {
    /// As if the database had gone away in the very moment.
    pub(crate) fn from_test() -> Self {
        Self(sqlx::Error::PoolClosed)
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("the database was busy for too long"),
            Self::Database(error) => write!(f, "{error}"),
            Self::Corrupt(column) => write!(f, "a row is not what it should be: {column}"),
        }
    }
}

impl fmt::Display for CommitFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the transaction could not be committed: {}", self.0)
    }
}
