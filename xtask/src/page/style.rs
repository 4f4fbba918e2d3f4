//! `cargo xtask style`: what Trunk is given besides the sources: one style sheet out of many, since a browser asks for each
//! imported file in turn, and the words of each language but English, which browsers load when they are wanted.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::failure::{Doing, Failure, Outcome};
use crate::paths;

use super::bundle::bundle;

/// Shown by `--help`.
pub(crate) const HELP: &str = "\
Usage: cargo xtask style

Puts every file that style/main.css imports in the place of its @import, and writes target/style/page.css.
Writes the messages of locales/ into target/locales/, a file for each language.
Trunk runs this before each build. Nothing is written when nothing changed.";

/// `cargo xtask style`.
pub(crate) fn run(arguments: Arguments) -> Outcome<ExitCode> {
    arguments.finish()?;
    let css = bundle(&paths::root().join("style/main.css"))?;
    write(&paths::root().join("target/style/page.css"), &css)?;
    words()?;
    Ok(ExitCode::SUCCESS)
}

/// The files of the languages. Their names change with what is in them, so those of before go.
fn words() -> Outcome<()> {
    let folder = paths::root().join("target/locales");
    let files =
        tapo_care_messages::files(&paths::root().join("locales")).map_err(|error| Failure::said(error.to_string()))?;
    fs::create_dir_all(&folder).doing(|| format!("make {}", folder.display()))?;
    for entry in fs::read_dir(&folder).doing(|| format!("read {}", folder.display()))? {
        let entry = entry.doing(|| format!("read {}", folder.display()))?;
        if files.iter().all(|file| entry.file_name() != file.name.as_str()) {
            fs::remove_file(entry.path()).doing(|| format!("remove {}", entry.path().display()))?;
        }
    }
    files.iter().try_for_each(|file| write(&folder.join(&file.name), &file.content))
}

/// Writes a file, unless it is there as it is: Trunk watches for changes, and would build for ever.
fn write(file: &Path, content: &str) -> Outcome<()> {
    if fs::read_to_string(file).ok().as_deref() == Some(content) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).doing(|| format!("make {}", folder.display()))?;
    }
    fs::write(file, content).doing(|| format!("write {}", file.display()))
}
