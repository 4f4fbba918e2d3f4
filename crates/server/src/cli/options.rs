//! Options that several commands have.

use super::CliError;
use crate::{
    app::{App, DEFAULT_CODE_KEY_FILE, DEFAULT_DATABASE_URL, Settings},
    store::{Database, Store},
};
use clap::Args;
use std::path::PathBuf;

/// Where the database is.
#[derive(Args, Clone, Debug)]
pub(super) struct DatabaseOptions {
    /// The database: sqlite://data/tapo-care.db, say, which is made when it is not there, or postgres://user@host/database.
    /// A password belongs into the environment, not onto the command line.
    // The URL may hold a password, which help must not show.
    #[arg(long, env = "TAPO_CARE_DATABASE_URL", hide_env_values = true, value_name = "URL", default_value = DEFAULT_DATABASE_URL)]
    pub(super) database_url: String,
    /// Connections to the database at the most: 8 for SQLite, 16 for PostgreSQL unless you say otherwise. All processes
    /// together must stay below PostgreSQL's max_connections.
    #[arg(long, env = "TAPO_CARE_DATABASE_CONNECTIONS", value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(super) database_connections: Option<u32>,
}

/// Where codes are kept.
#[derive(Args, Clone, Debug)]
pub(super) struct CodeStoreOptions {
    #[command(flatten)]
    pub(super) database: DatabaseOptions,
    /// The file of the key that codes are hashed with. It is made when the database has no codes yet. Keep a backup of it
    /// apart from the database's: without it no code can be recognised.
    #[arg(long, env = "TAPO_CARE_CODE_KEY_FILE", value_name = "FILE", default_value = DEFAULT_CODE_KEY_FILE)]
    pub(super) code_key_file: PathBuf,
}

impl DatabaseOptions {
    /// Opens the database alone, for what has nothing to do with codes and needs no key.
    pub(super) async fn open(self) -> Result<Store, CliError> {
        let Self { database_url: url, database_connections: connections } = self;
        let database = Database { url, connections, patience: Settings::default().patience };
        Store::open(&database).await.map_err(CliError::failed)
    }

    /// Brings the tables up to date.
    pub(super) async fn migrate(self) -> Result<(), CliError> {
        self.open().await?.close().await;
        println!("The tables are up to date.");
        Ok(())
    }
}

impl CodeStoreOptions {
    /// Opens the database and the key.
    pub(super) async fn open(self) -> Result<App, CliError> {
        let settings = Settings {
            database_url: self.database.database_url,
            database_connections: self.database.database_connections,
            code_key_file: self.code_key_file,
            ..Settings::default()
        };
        Ok(App::open(settings).await?)
    }
}
