//! One statement for both engines: its text, its values, and where it runs.
//!
//! sqlx has a driver for "any" database, too, but that one can't read SQLite's BOOLEAN columns; and it hides which engine it
//! is, which the beginnings of transactions must know.

use super::{Row, StoreError, Tx, postgres::Lent, tx::Place};
use sqlx::{Postgres, Sqlite};

/// A value of a statement. Every kind can be missing, and keeps its kind then: PostgreSQL wants to know it.
#[derive(Debug)]
pub(super) enum Value {
    /// A number, or a moment in Unix seconds.
    Number(Option<i64>),
    /// Yes or no.
    Truth(Option<bool>),
    /// Text.
    Text(Option<String>),
}

/// Makes values of what the queries have in hand.
macro_rules! values {
    ($($kind:ident: $($from:ty => $make:expr),+;)+) => {
        $($(impl From<$from> for Value {
            fn from(value: $from) -> Self {
                Self::$kind(($make)(value))
            }
        })+)+
    };
}

values! {
    Number: i64 => Some, Option<i64> => |number| number;
    Truth: bool => Some, Option<bool> => |truth| truth;
    Text: String => Some,
        &str => |text: &str| Some(text.to_owned()),
        &String => |text: &String| Some(text.clone()),
        Option<String> => |text| text,
        Option<&str> => |text: Option<&str>| text.map(str::to_owned);
}

/// A statement with its values.
pub(super) struct Query {
    sql: &'static str,
    values: Vec<Value>,
}

/// A statement. Its values are `$1`, `$2` and so on.
pub(super) fn query(sql: &'static str) -> Query {
    Query { sql, values: Vec::new() }
}

/// What a statement did that gives no rows.
pub(super) struct Done {
    rows: u64,
}

impl Done {
    /// How many rows it wrote or deleted.
    pub(super) fn rows_affected(&self) -> u64 {
        self.rows
    }
}

/// The statement as one engine's driver takes it.
macro_rules! driver_query {
    ($database:ty, $query:expr) => {{
        let Query { sql, values } = $query;
        let mut query = sqlx::query::<$database>(sql);
        for value in values {
            query = match value {
                Value::Number(number) => query.bind(number),
                Value::Truth(truth) => query.bind(truth),
                Value::Text(text) => query.bind(text),
            };
        }
        query
    }};
}

/// Runs the statement with one of the driver's methods, wherever the transaction is.
macro_rules! run {
    ($query:expr, $tx:expr, $method:ident) => {
        match $tx.place()? {
            Place::Sqlite(connection) => {
                driver_query!(Sqlite, $query).$method(connection).await.map(|done| done.into())
            }
            Place::Postgres(connection, patience) => {
                let answer = driver_query!(Postgres, $query).$method(connection);
                Lent::waited(patience, answer).await.map(|done| done.into())
            }
        }
    };
}

impl Query {
    /// The next value.
    pub(super) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Runs it. What it did.
    pub(super) async fn execute(self, tx: &mut Tx) -> Result<Done, StoreError> {
        let done = run!(self, tx, execute);
        tx.heed(done)
    }

    /// Runs it. The first row, if there is one.
    pub(super) async fn fetch_optional(self, tx: &mut Tx) -> Result<Option<Row>, StoreError> {
        let row: Result<MaybeRow, sqlx::Error> = run!(self, tx, fetch_optional);
        Ok(tx.heed(row)?.0)
    }

    /// Runs it. Its one row.
    pub(super) async fn fetch_one(self, tx: &mut Tx) -> Result<Row, StoreError> {
        let row = run!(self, tx, fetch_one);
        tx.heed(row)
    }

    /// Runs it. All rows.
    pub(super) async fn fetch_all(self, tx: &mut Tx) -> Result<Vec<Row>, StoreError> {
        let rows: Result<Rows, sqlx::Error> = run!(self, tx, fetch_all);
        Ok(tx.heed(rows)?.0)
    }
}

/// One row or none, of either engine.
struct MaybeRow(Option<Row>);

/// Rows of either engine.
struct Rows(Vec<Row>);

/// What the drivers give, in our words.
macro_rules! from_driver {
    ($done:ty, $row:ty, $kind:ident) => {
        impl From<$done> for Done {
            fn from(done: $done) -> Self {
                Self { rows: done.rows_affected() }
            }
        }

        impl From<$row> for Row {
            fn from(row: $row) -> Self {
                Self::$kind(row)
            }
        }

        impl From<Option<$row>> for MaybeRow {
            fn from(row: Option<$row>) -> Self {
                Self(row.map(Row::from))
            }
        }

        impl From<Vec<$row>> for Rows {
            fn from(rows: Vec<$row>) -> Self {
                Self(rows.into_iter().map(Row::from).collect())
            }
        }
    };
}

from_driver!(sqlx::sqlite::SqliteQueryResult, sqlx::sqlite::SqliteRow, Sqlite);
from_driver!(sqlx::postgres::PgQueryResult, sqlx::postgres::PgRow, Postgres);
