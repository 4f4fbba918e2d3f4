//! `cargo xtask style`: one style sheet out of many, since a browser asks for each imported file in turn.

use std::fs;
use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::failure::{Doing, Outcome};
use crate::paths;

use super::bundle::bundle;

/// Shown by `--help`.
pub(crate) const HELP: &str = "\
Usage: cargo xtask style

Puts every file that style/main.css imports in the place of its @import, and writes target/style/page.css.
Trunk runs this before each build. Nothing is written when nothing changed.";

/// `cargo xtask style`.
pub(crate) fn run(arguments: Arguments) -> Outcome<ExitCode> {
    arguments.finish()?;
    let css = bundle(&paths::root().join("style/main.css"))?;
    let folder = paths::root().join("target/style");
    let file = folder.join("page.css");
    // Trunk watches for changes: writing the same again would make it build for ever.
    if fs::read_to_string(&file).ok().as_deref() != Some(&css) {
        fs::create_dir_all(&folder).doing(|| format!("make {}", folder.display()))?;
        fs::write(&file, css).doing(|| format!("write {}", file.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}
