//! A test's own database, on whichever engine the tests run over: SQLite, or the PostgreSQL server that
//! `TAPO_CARE_TEST_POSTGRES_URL` names. The same stories are told over both.

use sqlx::{Connection, PgConnection, SqliteConnection};
use std::{env, path::Path};

/// Names the database server that the tests run over instead of SQLite. Its user may make databases.
const POSTGRES_URL: &str = "TAPO_CARE_TEST_POSTGRES_URL";

/// Whether the tests run over PostgreSQL.
pub(crate) fn is_postgres() -> bool {
    postgres_url().is_some()
}

fn postgres_url() -> Option<String> {
    env::var(POSTGRES_URL).ok().filter(|url| !url.is_empty())
}

/// The URL of a new, empty database: a file in the folder, or a database of the server.
pub(crate) async fn fresh(dir: &Path) -> String {
    let Some(server) = postgres_url() else {
        return format!("sqlite://{}", dir.join("data/test.db").display());
    };
    // The folder's name is as unique as a database's must be.
    let name = dir.file_name().and_then(|name| name.to_str()).expect("a name");
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let name = format!("test_{name}_{}", std::process::id());
    let mut connection = PgConnection::connect(&server).await.expect("the database server answers");
    let statement = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::raw_sql(statement).execute(&mut connection).await.expect("a database is made");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{name}")
}

/// A connection past the server.
pub(crate) enum Past {
    /// To SQLite.
    Sqlite(SqliteConnection),
    /// To PostgreSQL.
    Postgres(PgConnection),
}

impl Past {
    /// Connects to the database of that URL.
    pub(crate) async fn connect(url: &str) -> Self {
        if url.starts_with("sqlite") {
            Self::Sqlite(SqliteConnection::connect(url).await.expect("the database opens"))
        } else {
            Self::Postgres(PgConnection::connect(url).await.expect("the database opens"))
        }
    }

    /// Runs statements.
    pub(crate) async fn run(&mut self, statements: &'static str) {
        match self {
            Self::Sqlite(connection) => drop(sqlx::raw_sql(statements).execute(connection).await.expect("they run")),
            Self::Postgres(connection) => drop(sqlx::raw_sql(statements).execute(connection).await.expect("they run")),
        }
    }

    /// Why the database refuses a statement.
    pub(crate) async fn refusal(&mut self, statement: &'static str) -> sqlx::Error {
        let done = match self {
            Self::Sqlite(connection) => sqlx::raw_sql(statement).execute(connection).await.map(drop),
            Self::Postgres(connection) => sqlx::raw_sql(statement).execute(connection).await.map(drop),
        };
        done.expect_err("it was done")
    }

    /// The one number that a query gives.
    pub(crate) async fn number(&mut self, query: &'static str) -> i64 {
        match self {
            Self::Sqlite(connection) => sqlx::query_scalar(query).fetch_one(connection).await.expect("it runs"),
            Self::Postgres(connection) => sqlx::query_scalar(query).fetch_one(connection).await.expect("it runs"),
        }
    }

    /// The rows of all tables as text, where the database is a server. SQLite's are in its files.
    pub(crate) async fn rows(&mut self) -> Vec<u8> {
        let Self::Postgres(connection) = self else { return Vec::new() };
        let names = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
        let tables: Vec<String> = sqlx::query_scalar(names).fetch_all(&mut *connection).await.expect("the tables");
        let mut text = Vec::new();
        for table in tables {
            let rows = sqlx::AssertSqlSafe(format!("SELECT row_to_json(r)::text FROM {table} r"));
            let rows: Vec<String> = sqlx::query_scalar(rows).fetch_all(&mut *connection).await.expect("the rows");
            text.extend(rows.into_iter().flat_map(String::into_bytes));
        }
        text
    }

    /// Keeps all others from writing until [`Past::unlock`], while they can read.
    pub(crate) async fn lock(&mut self) {
        self.run(match self {
            Self::Sqlite(_) => "BEGIN IMMEDIATE",
            Self::Postgres(_) => {
                "BEGIN; LOCK TABLE accounts, sessions, attempts, mailed_codes, registrations, feedback IN EXCLUSIVE MODE"
            }
        })
        .await;
    }

    /// Lets the others write again.
    pub(crate) async fn unlock(&mut self) {
        self.run("ROLLBACK").await;
    }

    /// Closes the connection.
    pub(crate) async fn close(self) {
        match self {
            Self::Sqlite(connection) => connection.close().await.expect("it closes"),
            Self::Postgres(connection) => connection.close().await.expect("it closes"),
        }
    }
}
