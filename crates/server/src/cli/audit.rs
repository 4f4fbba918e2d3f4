//! `audit`: is the log what was written?

use super::{CliError, options::CodeStoreOptions};
use crate::{
    audit::{self, Report},
    domain::audit::Head,
};
use clap::{Args, Subcommand};

/// Findings that are printed at the most.
const MOST_PRINTED: usize = 50;

/// What to do with the audit log.
#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Recompute the whole audit log, compare it with the database, and fail when anything was changed.
    Verify(VerifyOptions),
}

/// Options of `audit verify`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    tapo-care-server audit verify\n  \
    tapo-care-server audit verify --expect 17:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n\n\
    Keep what it prints as the newest block somewhere else: only who kept it can tell that the end of the log was cut off.")]
pub(super) struct VerifyOptions {
    /// A block that an earlier run printed as the newest. It must still be in the chain. Can be given several times.
    #[arg(long, value_name = "ORDINAL:HASH")]
    expect: Vec<Head>,
    #[command(flatten)]
    codes: CodeStoreOptions,
}

/// Does it.
pub(super) async fn run(command: AuditCommand) -> Result<(), CliError> {
    match command {
        AuditCommand::Verify(options) => verify(options).await,
    }
}

async fn verify(options: VerifyOptions) -> Result<(), CliError> {
    let app = options.codes.open().await?;
    let report = audit::verify(&app, options.expect).await.map_err(CliError::failed)?;
    // Not `close`: that would seal, and nothing may follow what can't be explained.
    app.store.close().await;
    let Report { counts, newest, findings } = report;
    println!("entries sealed: {}\nentries waiting: {}", counts.sealed, counts.waiting);
    println!("blocks: {}", newest.as_ref().map_or(0, |head| head.ordinal));
    if findings.is_empty() {
        if let Some(head) = newest {
            println!("newest block: {head}");
        }
        println!("The audit log is what was written.");
        return Ok(());
    }
    for finding in findings.iter().take(MOST_PRINTED) {
        eprintln!("found: {finding}.");
    }
    Err(CliError::failed(format_args!(
        "the audit log is not what was written: {} findings. Somebody has changed the database around this program: keep a \
         copy of it as it is, and compare with a backup",
        findings.len()
    )))
}
