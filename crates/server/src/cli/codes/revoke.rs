//! `codes revoke`.

use super::{CliError, CodeStoreOptions, parse_code};
use crate::{
    app::App,
    domain::{audit::AuditEvent, code::Fate},
};
use clap::Args;
use tapo_care_wire::RedemptionCode;

/// Options of `codes revoke`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    tapo-care-server codes revoke W2GBJZT48TRNM --reason \"sent to the wrong customer\"\n  \
    tapo-care-server codes revoke --batch 3f9k2m8q1x7c5v0b4n6z --reason \"leaked\"\n\n\
    What was redeemed stays redeemed.")]
pub(in crate::cli) struct RevokeOptions {
    /// The code.
    #[arg(value_parser = parse_code, value_name = "CODE", required_unless_present = "batch", conflicts_with = "batch")]
    code: Option<RedemptionCode>,
    /// All unused codes of this batch instead.
    #[arg(long, value_name = "ID")]
    batch: Option<String>,
    /// Why, for whoever looks it up later.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    codes: CodeStoreOptions,
}

/// Takes codes back.
pub(super) async fn run(options: RevokeOptions) -> Result<(), CliError> {
    if options.reason.trim().is_empty() {
        return Err(CliError::input("the reason is empty. Say why, such as --reason \"leaked\""));
    }
    let app = options.codes.open().await?;
    match (options.code, options.batch) {
        (Some(code), _) => revoke_code(&app, &code, &options.reason).await?,
        (None, Some(batch)) => revoke_batch(&app, &batch, &options.reason).await?,
        (None, None) => return Err(CliError::input("name a code, or a batch with --batch")),
    }
    app.close().await;
    Ok(())
}

async fn revoke_code(app: &App, code: &RedemptionCode, reason: &str) -> Result<(), CliError> {
    let mut tx = app.store.write().await?;
    let unknown = || CliError::input("there is no such code. Check its characters and the database");
    let record = tx.code(&app.keys.hashes(code)).await?.ok_or_else(unknown)?;
    match record.fate() {
        Fate::Redeemed => return Err(CliError::input("this code was redeemed: it can't be taken back any more")),
        Fate::Revoked => return Err(CliError::input("this code was revoked before: there is nothing to do")),
        Fate::Unused => {}
    }
    let now = app.clock.now();
    if !tx.revoke_code(&record.id, reason, now).await? {
        return Err(CliError::failed("the code was redeemed or revoked in this very moment: look at codes status"));
    }
    let event = AuditEvent::CodeRevoked { code: &record.id, batch: &record.batch.id };
    app.audit.record(&mut tx, &event, now).await?;
    tx.commit().await?;
    println!("{} is revoked.", code.hint());
    Ok(())
}

async fn revoke_batch(app: &App, batch: &str, reason: &str) -> Result<(), CliError> {
    let mut tx = app.store.write().await?;
    if tx.batch(batch).await?.is_none() {
        return Err(CliError::input("there is no such batch. `codes status CODE` says which batch a code is of"));
    }
    let now = app.clock.now();
    let revoked = tx.revoke_batch(batch, reason, now).await?;
    let redeemed = tx.redeemed_in_batch(batch).await?;
    app.audit.record(&mut tx, &AuditEvent::BatchRevoked { batch, codes: revoked }, now).await?;
    tx.commit().await?;
    println!("{revoked} codes revoked; {redeemed} were redeemed before and stay so.");
    Ok(())
}
