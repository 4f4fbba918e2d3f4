//! strace, which records what the server writes, and makes its disk fail.

use crate::failure::Outcome;
use crate::paths;

use super::packages::Packages;

const BY_HAND: &str =
    "The torture records and disturbs what the server writes with strace. Install it, and give the same command again.";

/// Finds or installs strace.
///
/// # Errors
/// It can't be had.
pub(crate) fn ready(packages: &mut Packages) -> Outcome<()> {
    match paths::on_path("strace") {
        Some(_) => Ok(()),
        None => packages.install(&["strace"], "strace for the torture", "10 seconds", BY_HAND),
    }
}
