//! `codes`: issue, import, revoke, status, stats.

mod grant;
mod import;
mod issue;
mod revoke;
mod stats;
mod status;

use super::{CliError, options::CodeStoreOptions};
use crate::{app::App, store::Tx};
use clap::Subcommand;
use tapo_care_wire::{CodeError, RedemptionCode};

/// What to do with codes.
#[derive(Debug, Subcommand)]
pub(super) enum CodesCommand {
    /// Make new codes and print them, once: only keyed hashes are stored.
    Issue(issue::IssueOptions),
    /// Take over codes that exist, from a CSV file with the columns that `issue` prints. All of them, or none.
    Import(import::ImportOptions),
    /// Take back a code, or all unused codes of a batch.
    Revoke(revoke::RevokeOptions),
    /// Say what a code grants and what became of it. Never says who redeemed it.
    Status(status::StatusOptions),
    /// Say what became of the codes of each batch. Never says who redeemed them.
    Stats(stats::StatsOptions),
}

/// Does it.
pub(super) async fn run(command: CodesCommand) -> Result<(), CliError> {
    match command {
        CodesCommand::Issue(options) => issue::run(options).await,
        CodesCommand::Import(options) => import::run(options).await,
        CodesCommand::Revoke(options) => revoke::run(options).await,
        CodesCommand::Status(options) => status::run(options).await,
        CodesCommand::Stats(options) => stats::run(options).await,
    }
}

/// Begins a transaction's making of codes: nobody else makes any or changes keys until it ends, and its key is one that is
/// still in use.
async fn begin_making(app: &App, tx: &mut Tx) -> Result<(), CliError> {
    tx.lock_keys().await?;
    if tx.is_key_in_use(app.keys.newest().id()).await? {
        return Ok(());
    }
    Err(CliError::failed("the key file was changed in this very moment: start the command again. Nothing was changed"))
}

/// The code of an argument.
fn parse_code(text: &str) -> Result<RedemptionCode, String> {
    RedemptionCode::parse(text).map_err(|error| match error {
        CodeError::Empty => "is empty: write the 13 characters of a code".to_owned(),
        CodeError::LooksLike(_) => "is something else: a code is 13 letters and digits".to_owned(),
        CodeError::WrongCharacter { position, .. } => {
            format!("has a character at place {position} that no code has: a code is 13 letters and digits")
        }
        CodeError::TooShort { have, .. } | CodeError::TooLong { have } => {
            format!("has {have} characters: a code has 13")
        }
    })
}
