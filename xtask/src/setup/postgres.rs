//! PostgreSQL for the tests.

use tapo_care_postgres::Programs;

use crate::failure::{Failure, Outcome};

use super::packages::Packages;

const BY_HAND: &str = "\
The tests run the server on PostgreSQL, too. Install PostgreSQL (any version from 14 on) so that `postgres` and `initdb` are \
on PATH, and give the same command again.";

/// Finds or installs PostgreSQL.
///
/// # Errors
/// It can't be had.
pub(crate) fn ready(packages: &mut Packages) -> Outcome<Programs> {
    if let Some(programs) = Programs::find() {
        return Ok(programs);
    }
    packages.install(&["postgresql"], "PostgreSQL for the tests", "1 minute", BY_HAND)?;
    Programs::find().ok_or_else(|| Failure::said(format!("PostgreSQL was installed but isn't there.\n\n{BY_HAND}")))
}
