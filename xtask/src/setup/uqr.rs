//! uqr, which draws QR codes: an encoder of no dependencies in one script, from npm (MIT). The page loads it when it is wanted.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Doing, Outcome};
use crate::process::Step;
use crate::{paths, pins};

use super::npm;

/// The script and its licence inside the package.
const SCRIPT: &str = "node_modules/uqr/dist/index.mjs";
const LICENCE: &str = "node_modules/uqr/LICENSE";

/// Installs it, unless it is there. When it can't be fetched the page says links in words only, which is no reason not to build it.
///
/// # Errors
/// A folder can't be written.
pub(super) fn ready(version: &str) -> Outcome<()> {
    let root = root(version)?;
    if works(&root) {
        return Ok(());
    }
    let says = format!("Installing uqr {version}, which draws QR codes");
    let shown = Step { says: &says, takes: "5 seconds", log: "uqr" };
    if let Err(failure) = npm::install("uqr", version, &root, &shown, works, "Without it the page draws no QR codes.") {
        eprintln!("{failure}\nuqr is left out: the page draws no QR codes.");
    }
    Ok(())
}

/// The script with its licence in front, if it is there.
///
/// # Errors
/// It can't be read.
pub(crate) fn script() -> Outcome<Option<String>> {
    let root = root(pins::UQR)?;
    if !works(&root) {
        return Ok(None);
    }
    let read = |file| fs::read_to_string(root.join(file)).doing(|| format!("read {file} of uqr"));
    Ok(Some(["/*! uqr ", pins::UQR, "\n\n", &read(LICENCE)?, "*/\n", &read(SCRIPT)?].concat()))
}

fn root(version: &str) -> Outcome<PathBuf> {
    Ok(paths::tools()?.join(format!("uqr-{version}")))
}

fn works(root: &Path) -> bool {
    root.join(SCRIPT).is_file() && root.join(LICENCE).is_file()
}
