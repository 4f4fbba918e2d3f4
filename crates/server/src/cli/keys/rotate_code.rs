//! `keys rotate-code`.

use super::{CliError, CodeStoreOptions};
use crate::{
    app::Settings,
    audit::{self, Audit},
    domain::audit::{AuditEvent, KeyPurpose},
    secrets::{KeyError, KeyFile, MOST_KEYS},
    store::{Database, Store},
};
use clap::Args;

/// Options of `keys rotate-code`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  tapo-care-server keys rotate-code\n  tapo-care-server keys rotate-code --lost\n\n\
    --lost is the last way out: no code that is out can be recognised without its key, so all of them are taken back.\n\
    Accounts, subscriptions and receipts are not touched."
)]
pub(in crate::cli) struct RotateCodeOptions {
    /// The key file is lost, and there is no backup: take all codes back that can still be redeemed, and begin with a new key.
    #[arg(long)]
    lost: bool,
    #[command(flatten)]
    codes: CodeStoreOptions,
}

/// Why codes are revoked whose key is lost.
const LOST: &str = "the key of the codes was lost";

/// Begins a new key.
pub(super) async fn run(options: RotateCodeOptions) -> Result<(), CliError> {
    if options.lost { begin_anew(options.codes).await } else { rotate(options.codes).await }
}

/// Puts a new key in front of those that are there.
async fn rotate(options: CodeStoreOptions) -> Result<(), CliError> {
    let path = options.code_key_file.clone();
    let app = options.open().await?;
    let mut tx = app.store.write().await?;
    // Under the lock, so that two rotations at once don't lose a key.
    tx.lock_keys().await?;
    let file = KeyFile::read(&path)?.ok_or_else(|| KeyError::Missing(path.display().to_string()))?;
    if file.len() >= MOST_KEYS {
        return Err(CliError::input(format_args!(
            "there are {MOST_KEYS} keys already, and each is a look-up for every wrong code. Give one up with: keys drop"
        )));
    }
    let file = file.with_new_key()?;
    let new = file.newest_id();
    let now = app.clock.now();
    tx.insert_key(&new, now).await?;
    app.audit.record(&mut tx, &AuditEvent::KeyRotated { key: &new, purpose: KeyPurpose::Codes }, now).await?;
    // The file before the database: a key that codes were hashed with must never be missing from it. One that is only in the
    // file, after a failure in between, does no harm and is taken up at the next start.
    file.replace(&path)?;
    tx.commit().await?;
    app.close().await;
    println!(
        "New codes are hashed with the key {new}, the first of {}. Make a backup of the file, copy it to all servers, and start \
         them again before codes are issued: a server that runs does not know the new key.",
        path.display()
    );
    Ok(())
}

/// Takes back what nobody can recognise any more, and begins with a new key.
async fn begin_anew(options: CodeStoreOptions) -> Result<(), CliError> {
    let path = options.code_key_file.clone();
    if KeyFile::read(&path)?.is_some() {
        return Err(CliError::input(format_args!(
            "{} is there. If it is not the key of this database, move it away first",
            path.display()
        )));
    }
    let settings = Settings::default();
    let store = Store::open(&Database {
        url: options.database.database_url.clone(),
        connections: options.database.database_connections,
        patience: settings.patience,
    })
    .await
    .map_err(CliError::failed)?;
    let mut tx = store.write().await?;
    tx.lock_keys().await?;
    let now = settings.clock.now();
    let file = KeyFile::generate()?;
    let new = file.newest_id();
    let lost = tx.keys(now).await?;
    tx.insert_key(&new, now).await?;
    let audit = Audit::new(file.code_keys()?);
    let mut revoked = 0;
    for batch in tx.batches_with_unspent_codes().await? {
        let codes = tx.revoke_batch(&batch, LOST, now).await?;
        audit.record(&mut tx, &AuditEvent::BatchRevoked { batch: &batch, codes }, now).await?;
        revoked += codes;
    }
    let apps = tx.mail_instead_of_apps().await?;
    for key in lost.iter().filter(|key| !key.dropped) {
        tx.drop_key(&key.id, now).await?;
        audit.record(&mut tx, &AuditEvent::KeyDropped { key: &key.id, purpose: KeyPurpose::Codes }, now).await?;
    }
    audit.record(&mut tx, &AuditEvent::KeyRotated { key: &new, purpose: KeyPurpose::Codes }, now).await?;
    file.replace(&path)?;
    tx.commit().await?;
    store.close().await;
    // Nobody can check the seal of the newest block any more. That the log goes on after it is this command's decision.
    let app = options.open().await?;
    audit::seal_after_loss(&app).await.map_err(CliError::failed)?;
    app.close().await;
    println!(
        "{revoked} codes were taken back. {apps} accounts had an authenticator app, and are mailed codes instead; recovery codes \
         are gone. New codes are hashed with the key {new} in {}. Make a backup of the file, copy it to all \
         servers, and start them again.",
        path.display()
    );
    Ok(())
}
