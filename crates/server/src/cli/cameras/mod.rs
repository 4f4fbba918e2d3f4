//! `cameras`: what stands in for the app in which owners add their cameras, for operators and demonstrations.

mod add;
mod list;
mod set;

use super::{CliError, options::DatabaseOptions};
use crate::store::{Account, Tx};
use clap::Subcommand;

/// Characters of a camera's name at the most.
const NAME_LIMIT: usize = 64;

/// What to do with cameras.
#[derive(Debug, Subcommand)]
pub(super) enum CamerasCommand {
    /// Add a camera to an account. Whoever looks at the account's cameras sees it at once.
    Add(add::AddOptions),
    /// Rename a camera, or say whether it is connected.
    Set(set::SetOptions),
    /// List the cameras of an account as CSV.
    List(list::ListOptions),
}

/// Does it.
pub(super) async fn run(command: CamerasCommand) -> Result<(), CliError> {
    match command {
        CamerasCommand::Add(options) => add::run(options).await,
        CamerasCommand::Set(options) => set::run(options).await,
        CamerasCommand::List(options) => list::run(options).await,
    }
}

/// The account of that address.
async fn account(tx: &mut Tx, email: &str) -> Result<Account, CliError> {
    let login = tx.login(email).await?;
    let unknown = || CliError::input("there is no account of this e-mail address. Check it and the database");
    Ok(login.ok_or_else(unknown)?.account)
}

/// A name that can be shown.
fn parse_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > NAME_LIMIT || name.chars().any(char::is_control) {
        return Err(format!("a camera's name has 1 to {NAME_LIMIT} characters, on one line"));
    }
    Ok(name.to_owned())
}
