//! `keys rotate-code`.

use super::{CliError, CodeStoreOptions};
use crate::{
    domain::audit::{AuditEvent, KeyPurpose},
    secrets::{KeyError, KeyFile, MOST_KEYS},
};

/// Puts a new key in front of those that are there.
pub(super) async fn run(options: CodeStoreOptions) -> Result<(), CliError> {
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
