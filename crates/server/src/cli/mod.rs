//! The command line. Every option can come from the environment too, and `--help` says how.

mod audit;
mod backup;
mod cameras;
mod codes;
mod identity;
mod keys;
mod limits;
mod log;
mod mail;
mod options;
mod serve;
mod tls;

use crate::app::StartError;
use clap::{Parser, Subcommand};
use options::DatabaseOptions;
use std::{ffi::OsString, fmt, process::ExitCode};

/// The Tapo Care redemption server: HTTP API, embedded database, and the built page.
#[derive(Debug, Parser)]
#[command(
    name = "tapo-care-server",
    version,
    after_help = "Try it:\n  tapo-care-server serve --demo\n\
                  then open http://localhost:8080/tapo_web and log in as demo@example.com, password \"correct horse battery\"."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer requests until Ctrl-C.
    Serve(Box<serve::ServeOptions>),
    /// Make the database if it is not there, and bring its tables up to date. `serve` does it by itself.
    Migrate(DatabaseOptions),
    /// Copy the database of a server that runs, or does not, into a new file. SQLite only: PostgreSQL has pg_dump.
    Backup(backup::BackupOptions),
    /// Print the OpenAPI document of the HTTP API.
    Openapi,
    /// Issue, import, revoke and look up Redemption Codes.
    #[command(subcommand)]
    Codes(codes::CodesCommand),
    /// Show, change and give up the keys of codes and receipts.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Check the log of all that was done with codes, cameras and keys.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Add, change and list cameras, as the app of their owners would.
    #[command(subcommand)]
    Cameras(cameras::CamerasCommand),
}

/// Why a command did not do what it was asked.
enum CliError {
    /// The one who asked can put it right: exit code 2.
    Input(String),
    /// Something else failed: exit code 1.
    Failed(String),
}

impl CliError {
    fn input(why: impl fmt::Display) -> Self {
        Self::Input(why.to_string())
    }

    fn failed(why: impl fmt::Display) -> Self {
        Self::Failed(why.to_string())
    }
}

impl From<StartError> for CliError {
    fn from(error: StartError) -> Self {
        Self::failed(error)
    }
}

impl From<crate::store::StoreError> for CliError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::failed(format_args!("the database failed: {error}. Nothing was changed"))
    }
}

impl From<crate::store::CommitFailed> for CliError {
    fn from(error: crate::store::CommitFailed) -> Self {
        Self::failed(format_args!("{error}. Whether anything was changed is not known"))
    }
}

impl From<crate::audit::NotRecorded> for CliError {
    fn from(error: crate::audit::NotRecorded) -> Self {
        Self::failed(format_args!("the audit log can't be written: {error}. Nothing was changed"))
    }
}

impl From<crate::random::NoRandomness> for CliError {
    fn from(error: crate::random::NoRandomness) -> Self {
        Self::failed(error)
    }
}

/// Runs the command that the arguments name, the program's own name first. Errors go to standard error.
pub async fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way, too. When nobody reads there is nothing to be done about it.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let done = match cli.command {
        Command::Serve(options) => serve::run(*options).await,
        Command::Migrate(options) => options.migrate().await,
        Command::Codes(command) => codes::run(command).await,
        Command::Keys(command) => keys::run(command).await,
        Command::Audit(command) => audit::run(command).await,
        Command::Cameras(command) => cameras::run(command).await,
        Command::Backup(options) => backup::run(options).await,
        Command::Openapi => {
            println!("{:#}", crate::openapi_document());
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(CliError::Input(why)) => {
            eprintln!("error: {why}.");
            ExitCode::from(2)
        }
        Err(CliError::Failed(why)) => {
            eprintln!("error: {why}.");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory as _;

    const OPERATIONS: &str = include_str!("../../../../docs/operations.md");

    /// Text as a cell of a table of Markdown.
    fn cell(text: &str) -> String {
        text.replace('|', "\\|").replace('<', "&lt;").replace('>', "&gt;")
    }

    /// Seen red with an option left out, and with another default.
    #[test]
    fn the_table_of_options_in_the_documents_is_what_serve_takes() {
        let cli = Cli::command();
        let serve = cli.find_subcommand("serve").expect("there is serve");
        let mut expected = String::from("| option | environment | default | what |\n|---|---|---|---|\n");
        for option in serve.get_arguments().filter(|option| option.get_id() != "help") {
            let name = option.get_long().expect("options have long names");
            let takes_value = option.get_action().takes_values();
            let value = option
                .get_value_names()
                .filter(|_| takes_value)
                .map_or(String::new(), |names| format!(" {}", names[0]));
            let variable = option.get_env().and_then(|name| name.to_str()).expect("every option has a variable");
            let default: Vec<_> = option.get_default_values().iter().filter_map(|value| value.to_str()).collect();
            let default =
                if default.is_empty() || !takes_value { String::new() } else { format!("`{}`", default.join(",")) };
            let help = option.get_long_help().or(option.get_help()).expect("every option has help").to_string();
            let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
            expected += &format!("| `--{name}{value}` | `{variable}` | {default} | {} |\n", cell(&help));
        }
        assert!(OPERATIONS.contains(&expected), "the table in docs/operations.md should be:\n{expected}");
    }
}
