//! A browser for the tests.

use std::path::PathBuf;

use crate::failure::{Failure, Outcome};
use crate::paths;
use crate::toolbox::Browser;

use super::packages::Packages;

const BY_HAND: &str = "\
The tests drive a real browser. Install Chromium or Chrome and the chromedriver of the same version, on PATH or named by \
CHROME and CHROMEDRIVER, and give the same command again.";

const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Finds or installs a browser and its driver.
///
/// # Errors
/// They can't be had, or a variable names a file that isn't there.
pub(crate) fn ready(packages: &mut Packages) -> Outcome<Browser> {
    if let Some(browser) = find()? {
        return Ok(browser);
    }
    packages.install(&["chromium", "chromium-driver"], "the browser Chromium for the tests", "1 minute", BY_HAND)?;
    find()?.ok_or_else(|| Failure::said(format!("Chromium was installed but isn't on PATH.\n\n{BY_HAND}")))
}

fn find() -> Outcome<Option<Browser>> {
    let chrome = program("CHROME", BROWSERS)?;
    let chromedriver = program("CHROMEDRIVER", &["chromedriver"])?;
    Ok(chrome.zip(chromedriver).map(|(chrome, chromedriver)| Browser { chrome, chromedriver }))
}

/// The program that `variable` names, or the first of `names` that PATH has.
pub(super) fn program(variable: &str, names: &[&str]) -> Outcome<Option<PathBuf>> {
    match std::env::var_os(variable).map(PathBuf::from) {
        Some(path) if path.is_file() => Ok(Some(path)),
        Some(path) => Err(Failure::said(format!("{variable} names {}, which is no file.", path.display()))),
        None => Ok(names.iter().find_map(|name| paths::on_path(name))),
    }
}
