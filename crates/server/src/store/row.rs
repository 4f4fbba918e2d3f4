//! Reading columns.

use super::error::StoreError;
use jiff::Timestamp;
use sqlx::{Decode, Postgres, Row as _, Sqlite, Type, postgres::PgRow, sqlite::SqliteRow};

/// A row, read by the names of its columns.
pub(super) enum Row {
    /// SQLite's.
    Sqlite(SqliteRow),
    /// PostgreSQL's.
    Postgres(PgRow),
}

/// What a column can be read as, whichever the engine.
pub(super) trait Column<'r>: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres> {}

impl<'r, T> Column<'r> for T where T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres> {}

impl Row {
    /// A column as it stands.
    pub(super) fn get<'r, T: Column<'r>>(&'r self, name: &'static str) -> Result<T, StoreError> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(name)?,
            Self::Postgres(row) => row.try_get(name)?,
        })
    }

    /// A moment.
    pub(super) fn moment(&self, name: &'static str) -> Result<Timestamp, StoreError> {
        Timestamp::from_second(self.get(name)?).map_err(|_| StoreError::Corrupt(name))
    }

    /// A moment that may be missing.
    pub(super) fn optional_moment(&self, name: &'static str) -> Result<Option<Timestamp>, StoreError> {
        let second: Option<i64> = self.get(name)?;
        second.map(|second| Timestamp::from_second(second).map_err(|_| StoreError::Corrupt(name))).transpose()
    }

    /// A number that can't be negative.
    pub(super) fn count(&self, name: &'static str) -> Result<u32, StoreError> {
        u32::try_from(self.get::<i64>(name)?).map_err(|_| StoreError::Corrupt(name))
    }
}
