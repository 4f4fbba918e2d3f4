//! Keeps two runs of this program from doing the same thing at once.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use crate::failure::{Doing, Outcome};
use crate::process;

/// Waits until no other run holds the lock `file`, and holds it until what is returned is dropped. `what` is what the
/// other run does, such as "build of the page".
///
/// # Errors
/// The file can't be made, or someone pressed Ctrl-C.
pub(crate) fn hold(file: &Path, what: &str) -> Outcome<File> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).doing(|| format!("make {}", folder.display()))?;
    }
    let lock = File::create(file).doing(|| format!("write {}", file.display()))?;
    let mut told = false;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) if !told => {
                eprintln!("Waiting for another {what} …");
                told = true;
            }
            Err(TryLockError::WouldBlock) => process::pause()?,
            Err(TryLockError::Error(error)) => return Err(error).doing(|| format!("lock {}", file.display())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_held_until_dropped() {
        let file = crate::paths::root().join("target/xtask/test.lock");
        let held = hold(&file, "test").expect("nobody else holds it");
        let other = File::create(&file).expect("the file can be opened again");
        assert!(matches!(other.try_lock(), Err(TryLockError::WouldBlock)));
        drop(held);
        other.try_lock().expect("now it is free");
    }
}
