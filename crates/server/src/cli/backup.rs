//! `backup`.

use super::CliError;
use crate::{
    app::DEFAULT_DATABASE_URL,
    store::{BackupError, back_up},
};
use clap::Args;
use std::path::PathBuf;

/// What is copied, and where to.
#[derive(Args, Clone, Debug)]
pub(super) struct BackupOptions {
    /// The new file. Keep it where a fire at the database's place does not reach, and apart from the key of the codes.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The database.
    #[arg(long, env = "TAPO_CARE_DATABASE_URL", hide_env_values = true, value_name = "URL", default_value = DEFAULT_DATABASE_URL)]
    database_url: String,
}

/// Copies the database.
pub(super) async fn run(options: BackupOptions) -> Result<(), CliError> {
    let BackupOptions { file, database_url } = options;
    let bytes = back_up(&database_url, &file).await.map_err(|error| match error {
        BackupError::NotAFile | BackupError::File(_) => CliError::input(error),
        BackupError::Database(_) | BackupError::Damaged(_) => CliError::failed(error),
    })?;
    println!("The database is in {}, {bytes} bytes, and whole.", file.display());
    Ok(())
}
