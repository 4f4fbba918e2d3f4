//! Whether the page has to be built again: Trunk would take six seconds to find out.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::failure::{Doing, Outcome};
use crate::paths;

/// All that the page is made of. A file that is removed or renamed shows as a newer folder.
const SOURCES: &[&str] = &[
    "src",
    "crates/wire",
    "style",
    "public",
    "locales",
    "crates/messages",
    "build.rs",
    "index.html",
    "start.js",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "xtask/src/page",
];

/// A file whose time is the start of the last build that succeeded, and whose text says with what it was built.
pub(crate) struct Stamp {
    file: PathBuf,
    with: String,
}

impl Stamp {
    /// `with` names the tools: other tools make another page.
    pub(crate) fn new(with: String) -> Self {
        Self { file: paths::root().join("target/xtask/page.stamp"), with }
    }

    /// Whether the page is there, was built with the same tools, and nothing it is made of has changed since the build began.
    pub(crate) fn holds(&self) -> bool {
        let same_tools = fs::read_to_string(&self.file).is_ok_and(|text| text == self.with);
        let built = fs::metadata(&self.file).and_then(|data| data.modified());
        let (true, Ok(built)) = (same_tools && paths::dist().join("index.html").is_file(), built) else {
            return false;
        };
        SOURCES
            .iter()
            .map(|source| paths::root().join(source))
            .filter(|source| source.exists())
            .all(|source| older(&source, built))
    }

    /// To be called before a build: the old page no longer counts, and the new one counts from now.
    ///
    /// # Errors
    /// The file can't be written.
    pub(crate) fn begin(&self) -> Outcome<()> {
        if self.file.exists() {
            fs::remove_file(&self.file).doing(|| format!("remove {}", self.file.display()))?;
        }
        fs::write(self.begun(), &self.with).doing(|| format!("write {}", self.begun().display()))
    }

    /// To be called when it succeeded.
    ///
    /// # Errors
    /// The file can't be moved.
    pub(crate) fn succeed(&self) -> Outcome<()> {
        fs::rename(self.begun(), &self.file).doing(|| format!("write {}", self.file.display()))
    }

    fn begun(&self) -> PathBuf {
        self.file.with_extension("begun")
    }
}

/// Whether `path` and all below it were changed before `time`. What can't be read counts as changed.
fn older(path: &Path, time: SystemTime) -> bool {
    let Ok(changed) = fs::metadata(path).and_then(|data| data.modified()) else { return false };
    if changed >= time {
        return false;
    }
    if !path.is_dir() {
        return true;
    }
    let Ok(entries) = fs::read_dir(path) else { return false };
    entries.into_iter().all(|entry| entry.is_ok_and(|entry| older(&entry.path(), time)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_newer_file_or_folder_is_found() {
        let folder = paths::root().join("target/xtask/test-freshness");
        fs::create_dir_all(folder.join("sub")).expect("a folder can be made");
        fs::write(folder.join("sub/file"), "text").expect("a file can be written");
        let changed = fs::metadata(folder.join("sub/file")).and_then(|data| data.modified()).expect("it has a time");
        assert!(older(&folder, changed + Duration::from_secs(60)));
        assert!(!older(&folder, changed), "what changed at the very time of the build may not be in it");
        assert!(!older(&folder.join("gone"), changed));
    }
}
