//! Packages of npm, each in a folder of its own by version. None of their own scripts runs.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::{Doing, Failure, Outcome};
use crate::process::{Step, step};

/// Installs `package` of `version` into the folder `root`. `works` says whether a folder holds one that does.
///
/// # Errors
/// It can't be fetched, or doesn't work; `by_hand` ends that message.
pub(crate) fn install(
    package: &str,
    version: &str,
    root: &Path,
    shown: &Step<'_>,
    works: impl Fn(&Path) -> bool,
    by_hand: &str,
) -> Outcome<()> {
    install_all(&[(package, version)], root, shown, works, by_hand)
}

/// [`install`] for several packages in one folder, with their versions.
///
/// # Errors
/// Those of [`install`].
pub(crate) fn install_all(
    packages: &[(&str, &str)],
    root: &Path,
    shown: &Step<'_>,
    works: impl Fn(&Path) -> bool,
    by_hand: &str,
) -> Outcome<()> {
    // Made beside its place and then moved, so that an installation that broke off is never taken for a whole one.
    let new = root.with_extension("new");
    if new.exists() {
        fs::remove_dir_all(&new).doing(|| format!("empty {}", new.display()))?;
    }
    fs::create_dir_all(&new).doing(|| format!("make {}", new.display()))?;
    let mut command = Command::new("npm");
    command
        .args(["install", "--no-fund", "--no-audit", "--ignore-scripts", "--prefix", "."])
        .args(packages.iter().map(|(package, version)| format!("{package}@{version}")))
        .current_dir(&new);
    step(shown, &mut command)?;
    if !works(&new) {
        let names: Vec<String> = packages.iter().map(|(package, version)| format!("{package} {version}")).collect();
        return Err(Failure::said(format!("{} was fetched but doesn't work.\n\n{by_hand}", names.join(" with "))));
    }
    if root.exists() {
        fs::remove_dir_all(root).doing(|| format!("empty {}", root.display()))?;
    }
    fs::rename(&new, root).doing(|| format!("make {}", root.display()))
}
