//! wasm-opt, which makes WebAssembly smaller: Binaryen's own build of it for Node.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Outcome;
use crate::paths;
use crate::process::{Step, answer};

use super::cargo_tool::says_version;
use super::npm;
use super::packages::Packages;

const BY_HAND: &str = "\
The page is made smaller by wasm-opt, which is fetched with npm and runs on Node 16 or newer. Install Node and npm, \
or put a wasm-opt of the version in Trunk.toml on PATH, and give the same command again.";

/// Finds or installs wasm-opt of `version`. `None` means that PATH has just this version; otherwise the folder of its programs.
///
/// # Errors
/// It can't be fetched, or there is no Node to run it.
pub(crate) fn ready(version: &str, packages: &mut Packages) -> Outcome<Option<PathBuf>> {
    let root = paths::tools()?.join(format!("binaryen-{version}"));
    let folder = root.join("node_modules/.bin");
    let there = folder.join("wasm-opt").is_file();
    if !there && answer(Command::new("wasm-opt").arg("--version")).is_some_and(|text| says_version(&text, version)) {
        return Ok(None);
    }
    if paths::on_path("node").is_none() || (!there && paths::on_path("npm").is_none()) {
        packages.install(&["nodejs", "npm"], "Node, which wasm-opt runs on,", "1 minute", BY_HAND)?;
    }
    if there {
        return Ok(Some(folder));
    }

    let says = format!("Installing wasm-opt {version}, which makes the page smaller");
    let works = |new: &Path| {
        let program = new.join("node_modules/.bin/wasm-opt");
        answer(Command::new(program).arg("--version")).is_some_and(|text| says_version(&text, version))
    };
    let shown = Step { says: &says, takes: "20 seconds", log: "binaryen" };
    npm::install("binaryen", version, &root, &shown, works, BY_HAND)?;
    Ok(Some(folder))
}
