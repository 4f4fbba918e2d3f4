//! Firefox and its driver, for journeys that are asked for in it.

use std::path::PathBuf;

use crate::failure::{Failure, Outcome};
use crate::{paths, pins};

use super::browser::program;
use super::cargo_tool::CargoTool;
use super::packages::Packages;

const BY_HAND: &str = "\
The journeys in Firefox take Firefox, or Debian's firefox-esr, and geckodriver. Install them, on PATH or named by FIREFOX and \
GECKODRIVER, and give the same command again.";

const BROWSERS: &[&str] = &["firefox-esr", "firefox"];

/// Finds or installs them. Gives where each is, by the variable that tells the journeys.
///
/// # Errors
/// They can't be had, or a variable names a file that isn't there.
pub(crate) fn ready(packages: &mut Packages) -> Outcome<Vec<(&'static str, PathBuf)>> {
    let firefox = match program("FIREFOX", BROWSERS)? {
        Some(there) => there,
        None => {
            packages.install(&["firefox-esr"], "Firefox for the journeys", "30 seconds", BY_HAND)?;
            program("FIREFOX", BROWSERS)?.ok_or_else(|| missing("Firefox"))?
        }
    };
    let driver = match program("GECKODRIVER", &[])? {
        Some(named) => named,
        None => match CargoTool::geckodriver(pins::GECKODRIVER).ready()? {
            Some(folder) => folder.join("geckodriver"),
            None => paths::on_path("geckodriver").ok_or_else(|| missing("geckodriver"))?,
        },
    };
    Ok(vec![("FIREFOX", firefox), ("GECKODRIVER", driver)])
}

fn missing(what: &str) -> Failure {
    Failure::said(format!("{what} was installed but isn't on PATH.\n\n{BY_HAND}"))
}
