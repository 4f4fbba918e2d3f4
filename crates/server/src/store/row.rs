//! Reading columns.

use super::{Db, error::StoreError};
use jiff::Timestamp;
use sqlx::{ColumnIndex, Database, Decode, Row as _, Type};

/// A row, read by the names of its columns.
pub(super) struct Row(pub(super) <Db as Database>::Row);

impl Row {
    /// A column as it stands.
    pub(super) fn get<'r, T>(&'r self, name: &'static str) -> Result<T, StoreError>
    where
        T: Decode<'r, Db> + Type<Db>,
        &'static str: ColumnIndex<<Db as Database>::Row>,
    {
        Ok(self.0.try_get(name)?)
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
