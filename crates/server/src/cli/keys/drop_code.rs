//! `keys drop`.

use super::{CliError, CodeStoreOptions};
use crate::{
    audit,
    domain::audit::{AuditEvent, KeyPurpose},
    secrets::{KeyError, KeyFile, SealError},
};
use clap::Args;

/// Options of `keys drop`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  tapo-care-server keys drop 3f9a2b8c1d7e5f60\n\n\
    First rotate, and start all servers again: one that still runs with the dropped key would write what no other accepts.\n\
    Codes that can still be redeemed keep a key; take back what is left of an old batch with codes revoke --batch ID.\n\
    An owner who sends a code again that was redeemed under a dropped key is told that it is not known; its receipt stays\n\
    in the owner's history. Secrets of authenticator apps are encrypted anew with the newest key. Recovery codes can't be hashed anew.")]
pub(in crate::cli) struct DropOptions {
    /// The key, as `keys list` shows it.
    #[arg(value_name = "ID")]
    id: String,
    /// Give up recovery codes that were hashed with the key, too. Their owners can make new ones while they are logged in.
    #[arg(long)]
    recovery_codes: bool,
    #[command(flatten)]
    codes: CodeStoreOptions,
}

/// Gives up a key that no code needs.
pub(super) async fn run(options: DropOptions) -> Result<(), CliError> {
    let (id, path, and_recovery_codes) = (options.id, options.codes.code_key_file.clone(), options.recovery_codes);
    let app = options.codes.open().await?;
    // What the key wrote into the log is sealed before it goes, and checked by it.
    audit::seal(&app).await.map_err(CliError::failed)?;
    let mut tx = app.store.write().await?;
    tx.lock_keys().await?;
    let now = app.clock.now();
    let unknown = || CliError::input("there is no such key. `keys list` shows all of them");
    let key = tx.keys(now).await?.into_iter().find(|key| key.id == id).ok_or_else(unknown)?;
    if id == app.keys.newest().id() {
        return Err(CliError::input(
            "new codes are hashed with this key. Begin another one first with: keys rotate-code",
        ));
    }
    if key.codes > 0 {
        return Err(CliError::input(format_args!(
            "{} codes that can still be redeemed need this key. `codes stats` shows of which batches they are",
            key.codes
        )));
    }
    if key.recovery_codes > 0 && !and_recovery_codes {
        return Err(CliError::input(format_args!(
            "{} recovery codes of second factors need this key. Wait until their owners have made new ones, or give them up with \
             --recovery-codes",
            key.recovery_codes
        )));
    }
    if tx.is_audit_key_waiting(&id).await? {
        return Err(CliError::failed(
            "entries of the audit log that this key wrote are not sealed: a server still runs with it. Start all servers again, \
             and try once more",
        ));
    }
    let unreadable = |error: SealError| CliError::failed(error);
    for (account, sealed) in tx.sealed_with(&id).await? {
        let secret = app.keys.unseal(&account, &sealed).map_err(unreadable)?;
        let anew = app.keys.newest().seal(&account, &secret).map_err(unreadable)?;
        tx.reseal(&account, &sealed, &anew).await?;
    }
    tx.delete_recovery_codes_of_key(&id).await?;
    if tx.drop_key(&id, now).await? {
        app.audit.record(&mut tx, &AuditEvent::KeyDropped { key: &id, purpose: KeyPurpose::Codes }, now).await?;
    }
    tx.commit().await?;
    // From here on the newest block is sealed with the newest key, which vouches for all that the dropped one sealed.
    audit::seal(&app).await.map_err(CliError::failed)?;
    // The database before the file: a key that is still in the file, after a failure in between, does no harm.
    let file = KeyFile::read(&path)?.ok_or_else(|| KeyError::Missing(path.display().to_string()))?;
    file.without(&id).replace(&path)?;
    app.close().await;
    println!("The key {id} is dropped, and no longer in {}. Copy the file to all servers.", path.display());
    Ok(())
}
