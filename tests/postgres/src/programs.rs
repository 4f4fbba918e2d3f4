//! Where PostgreSQL's programs are.

use std::fs;
use std::path::{Path, PathBuf};

/// Where Debian puts them, a folder for each version, and not on PATH.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder of the programs `postgres`, `initdb` and so on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs(PathBuf);

impl Programs {
    /// Those on PATH, or the newest that Debian has.
    pub fn find() -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let on_path: Vec<PathBuf> = std::env::split_paths(&path).collect();
        on_path.into_iter().chain(debians(Path::new(DEBIAN))).find_map(Self::at)
    }

    /// Those in `folder`, if they are there.
    pub fn at(folder: PathBuf) -> Option<Self> {
        let complete = ["postgres", "initdb", "pg_isready"].iter().all(|program| folder.join(program).is_file());
        complete.then_some(Self(folder))
    }

    /// Their folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The file of one of them.
    pub fn file(&self, program: &str) -> PathBuf {
        self.0.join(program)
    }
}

/// The folders of all versions, the newest first.
fn debians(folder: &Path) -> Vec<PathBuf> {
    let versions = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut versions: Vec<u32> = versions.filter_map(|name| name.to_str()?.parse().ok()).collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    versions.iter().map(|version| folder.join(version.to_string()).join("bin")).collect()
}
