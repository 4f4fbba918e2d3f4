//! `codes status`.

use super::{CliError, CodeStoreOptions, grant::columns, issue::COLUMNS, parse_code};
use crate::domain::code::Fate;
use clap::Args;
use tapo_care_wire::RedemptionCode;

/// Options of `codes status`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  tapo-care-server codes status W2GBJZT48TRNM")]
pub(in crate::cli) struct StatusOptions {
    /// The code.
    #[arg(value_parser = parse_code, value_name = "CODE")]
    code: RedemptionCode,
    #[command(flatten)]
    codes: CodeStoreOptions,
}

/// Says what a code grants and what became of it; never who redeemed it.
pub(super) async fn run(options: StatusOptions) -> Result<(), CliError> {
    let app = options.codes.open().await?;
    let mut tx = app.store.read().await?;
    let found = tx.code(&app.keys.hashes(&options.code)).await?;
    drop(tx);
    let code = found.ok_or_else(|| CliError::input("there is no such code. Check its characters and the database"))?;
    let state = match (code.fate(), &code.revoked) {
        (Fate::Redeemed, _) => "redeemed".to_owned(),
        (Fate::Revoked, Some(reason)) => format!("revoked: {reason}"),
        (Fate::Revoked, None) => "revoked".to_owned(),
        (Fate::Unused, _) => "unused".to_owned(),
    };
    println!("code: {}\nstate: {state}", code.hint);
    for (name, value) in COLUMNS[1..].iter().zip(columns(&code.batch)) {
        if !value.is_empty() {
            println!("{name}: {value}");
        }
    }
    app.close().await;
    Ok(())
}
