//! Scalar, which shows the API's document to people: its script in one file, from npm. It is never fetched by a browser from elsewhere.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Doing, Outcome};
use crate::paths;
use crate::process::{Step, step};

/// The script inside the package.
const SCRIPT: &str = "node_modules/@scalar/api-reference/dist/browser/standalone.js";

/// Finds or installs the script of `version`. `None` when it can't be fetched: the server then shows a plain list in its place,
/// which is no reason not to build the page.
///
/// # Errors
/// A folder can't be written.
pub(crate) fn ready(version: &str) -> Outcome<Option<PathBuf>> {
    let root = paths::tools()?.join(format!("scalar-{version}"));
    let script = root.join(SCRIPT);
    if script.is_file() {
        return Ok(Some(script));
    }
    // Made beside its place and then moved, so that an installation that broke off is never taken for a whole one.
    let new = root.with_extension("new");
    for folder in [&new, &root] {
        if folder.exists() {
            fs::remove_dir_all(folder).doing(|| format!("empty {}", folder.display()))?;
        }
    }
    fs::create_dir_all(&new).doing(|| format!("make {}", new.display()))?;
    let says = format!("Installing Scalar {version}, which shows the API at /api/docs");
    let mut command = Command::new("npm");
    // Only its one file is used: not what it would need to be put into another program.
    command
        .args(["install", "--no-fund", "--no-audit", "--ignore-scripts", "--omit=dev", "--omit=peer", "--prefix", "."])
        .arg(format!("@scalar/api-reference@{version}"))
        .current_dir(&new);
    if let Err(failure) = step(&Step { says: &says, takes: "30 seconds", log: "scalar" }, &mut command) {
        eprintln!("{failure}\nScalar is left out: /api/docs shows a plain list.");
        return Ok(None);
    }
    fs::rename(&new, &root).doing(|| format!("make {}", root.display()))?;
    Ok(Some(script).filter(|script| script.is_file()))
}
