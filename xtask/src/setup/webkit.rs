//! WebKit, its driver, and a screen for them that nobody sees, for journeys that are asked for in it.

use std::path::PathBuf;

use crate::failure::{Failure, Outcome};
use crate::paths;

use super::browser::program;
use super::packages::Packages;

const BY_HAND: &str = "\
The journeys in WebKit take WebKitGTK's MiniBrowser and its driver, which are in Debian's webkit2gtk-driver, and Xvfb. Install \
them, the driver on PATH or named by WEBKIT_DRIVER, and give the same command again.";

/// Finds or installs them. Gives where the driver is, by the variable that tells the journeys; it knows its browser.
///
/// # Errors
/// They can't be had, or the variable names a file that isn't there.
pub(crate) fn ready(packages: &mut Packages) -> Outcome<Vec<(&'static str, PathBuf)>> {
    if find()?.is_none() {
        packages.install(
            &["webkit2gtk-driver", "xvfb"],
            "WebKit and a screen for the journeys",
            "30 seconds",
            BY_HAND,
        )?;
    }
    let driver =
        find()?.ok_or_else(|| Failure::said(format!("WebKit was installed but isn't on PATH.\n\n{BY_HAND}")))?;
    Ok(vec![("WEBKIT_DRIVER", driver)])
}

fn find() -> Outcome<Option<PathBuf>> {
    let driver = program("WEBKIT_DRIVER", &["WebKitWebDriver"])?;
    Ok(driver.filter(|_| paths::on_path("Xvfb").is_some()))
}
