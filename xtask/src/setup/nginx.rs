//! nginx for the tests.

use std::path::Path;

use crate::failure::Outcome;
use crate::paths;

use super::packages::Packages;

const BY_HAND: &str = "\
The tests run two servers behind a proxy. Install nginx so that it is on PATH, and give the same command again.";

/// Where Debian puts it, which is on root's PATH only.
const DEBIAN: &str = "/usr/sbin/nginx";

/// Finds or installs nginx.
///
/// # Errors
/// It can't be had.
pub(crate) fn ready(packages: &mut Packages) -> Outcome<()> {
    if paths::on_path("nginx").is_some() || Path::new(DEBIAN).is_file() {
        return Ok(());
    }
    packages.install(&["nginx-light"], "the proxy nginx for the tests", "20 seconds", BY_HAND)
}
