//! Options that several commands have.

use super::CliError;
use crate::{
    app::{App, DEFAULT_CODE_KEY_FILE, DEFAULT_DATABASE_URL, Settings},
    store::Store,
};
use clap::Args;
use std::path::PathBuf;

/// Where the database is.
#[derive(Args, Clone, Debug)]
pub(super) struct DatabaseOptions {
    /// The database, such as sqlite://data/tapo-care.db. It is made when it is not there.
    // A URL may hold a password one day, which help must not show.
    #[arg(long, env = "TAPO_CARE_DATABASE_URL", hide_env_values = true, value_name = "URL", default_value = DEFAULT_DATABASE_URL)]
    pub(super) database_url: String,
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
    /// Brings the tables up to date.
    pub(super) async fn migrate(self) -> Result<(), CliError> {
        let store = Store::open(&self.database_url, Settings::default().patience).await.map_err(CliError::failed)?;
        store.close().await;
        println!("The tables are up to date.");
        Ok(())
    }
}

impl CodeStoreOptions {
    /// Opens the database and the key.
    pub(super) async fn open(self) -> Result<App, CliError> {
        let settings = Settings {
            database_url: self.database.database_url,
            code_key_file: self.code_key_file,
            ..Settings::default()
        };
        Ok(App::open(settings).await?)
    }
}
