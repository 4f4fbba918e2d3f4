//! `keys rotate-receipt`.

use super::{CliError, CodeStoreOptions};
use crate::{
    app::DEFAULT_RECEIPT_KEY_FILE,
    domain::audit::{AuditEvent, KeyPurpose},
    files,
    receipts::ReceiptSigner,
};
use clap::Args;
use std::path::PathBuf;

/// Options of `keys rotate-receipt`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  tapo-care-server keys rotate-receipt\n\n\
    Also the way out when the file is lost: the public key of the old one stays in the database, so that what it signed\n\
    stays good.")]
pub(in crate::cli) struct RotateReceiptOptions {
    /// The file of the key that receipts are signed with.
    #[arg(long, env = "TAPO_CARE_RECEIPT_KEY_FILE", value_name = "FILE", default_value = DEFAULT_RECEIPT_KEY_FILE)]
    receipt_key_file: PathBuf,
    #[command(flatten)]
    codes: CodeStoreOptions,
}

/// Begins a new key in place of the one that there is.
pub(super) async fn run(options: RotateReceiptOptions) -> Result<(), CliError> {
    let path = options.receipt_key_file;
    let app = options.codes.open().await?;
    let (signer, text) = ReceiptSigner::generate()?;
    let mut tx = app.store.write().await?;
    let now = app.clock.now();
    tx.retire_receipt_key(now).await?;
    if !tx.insert_receipt_key(&signer.record(now)).await? {
        return Err(CliError::failed("somebody else has changed the key in this very moment. Nothing was changed"));
    }
    let event = AuditEvent::KeyRotated { key: signer.id(), purpose: KeyPurpose::Receipts };
    app.audit.record(&mut tx, &event, now).await?;
    // Should one of the two fail, file and database don't fit together, a server says so at its start, and this command can
    // simply be given again.
    files::replace_private_file(&path, text.as_bytes())
        .map_err(|error| CliError::failed(format_args!("{} can't be written: {error}", path.display())))?;
    tx.commit().await?;
    app.close().await;
    println!(
        "Receipts are signed with the key {} in {}. Copy the file to all servers and start them again.",
        signer.id(),
        path.display()
    );
    Ok(())
}
