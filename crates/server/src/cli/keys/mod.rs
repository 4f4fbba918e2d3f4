//! `keys`: the keys of codes and receipts, and their rotation. `docs/keys.md` is the operator's guide.

mod drop_code;
mod list;
mod rotate_code;
mod rotate_receipt;

use super::{CliError, options::CodeStoreOptions};
use crate::secrets::KeyError;
use clap::Subcommand;

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Show all keys: since when each is used, and how many codes need it.
    List(CodeStoreOptions),
    /// Begin to hash new codes with a new key. Codes that are out stay with theirs.
    RotateCode(rotate_code::RotateCodeOptions),
    /// Give up a key of codes that no code needs any more.
    Drop(drop_code::DropOptions),
    /// Begin to sign receipts with a new key. What was signed stays good.
    RotateReceipt(rotate_receipt::RotateReceiptOptions),
}

/// Does it.
pub(super) async fn run(command: KeysCommand) -> Result<(), CliError> {
    match command {
        KeysCommand::List(options) => list::run(options).await,
        KeysCommand::RotateCode(options) => rotate_code::run(options).await,
        KeysCommand::Drop(options) => drop_code::run(options).await,
        KeysCommand::RotateReceipt(options) => rotate_receipt::run(options).await,
    }
}

impl From<KeyError> for CliError {
    fn from(error: KeyError) -> Self {
        Self::failed(error)
    }
}
