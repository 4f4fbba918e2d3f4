//! Where things are: the checkout, what is built, and the tools that were installed for it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Doing, Failure, Outcome};

/// The folder of the checkout.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// Cargo's target folder.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The logs of what was installed.
pub(crate) fn logs() -> PathBuf {
    root().join("target/xtask/logs")
}

/// The built page.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The script of the API's reading page.
pub(crate) fn dist_docs() -> PathBuf {
    root().join("dist-docs")
}

/// The user's own folder of tools for this project, shared by all checkouts: `$TAPO_CARE_TOOLS`, or a folder in the user's cache.
///
/// # Errors
/// Neither it nor a home folder is known.
pub(crate) fn tools() -> Outcome<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    folder("TAPO_CARE_TOOLS")
        .or_else(|| folder("XDG_CACHE_HOME").map(|cache| cache.join("tapo-care")))
        .or_else(|| folder("HOME").map(|home| home.join(".cache/tapo-care")))
        .ok_or_else(|| {
            Failure::said("HOME is not set. Set TAPO_CARE_TOOLS to a folder where build tools may be installed.")
        })
}

/// Makes an empty folder.
///
/// # Errors
/// What is in it can't be removed, or it can't be made.
pub(crate) fn empty(folder: &Path) -> Outcome<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).doing(|| format!("empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).doing(|| format!("make {}", folder.display()))
}

/// The file of a program that PATH has, if it has one.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}
