//! oidc-provider, a certified provider of identities that runs on Node: what the log-in with one is tested against.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::Outcome;
use crate::paths;
use crate::process::{Step, answer};

use super::npm;
use super::packages::Packages;

const BY_HAND: &str = "\
The tests log in with a real provider of identities: oidc-provider, which is fetched with npm and runs on Node 20 or newer. Install \
Node and npm, and give the same command again.";

/// Finds or installs it. Gives the folder that holds its `node_modules`.
///
/// # Errors
/// It can't be fetched, or there is no Node to run it.
pub(crate) fn ready(version: &str, packages: &mut Packages) -> Outcome<PathBuf> {
    let root = paths::tools()?.join(format!("oidc-provider-{version}"));
    let there = root.join("node_modules/oidc-provider").is_dir();
    if paths::on_path("node").is_none() || (!there && paths::on_path("npm").is_none()) {
        packages.install(&["nodejs", "npm"], "Node, which oidc-provider runs on,", "1 minute", BY_HAND)?;
    }
    if !there {
        let says = format!("Installing oidc-provider {version}, which the tests log in with");
        let works = |folder: &std::path::Path| {
            let script = "import('oidc-provider').then(({ default: Provider }) => new Provider('http://127.0.0.1'))";
            answer(Command::new("node").args(["--input-type=module", "-e", script]).current_dir(folder)).is_some()
        };
        let shown = Step { says: &says, takes: "5 seconds", log: "oidc-provider" };
        npm::install("oidc-provider", version, &root, &shown, works, BY_HAND)?;
    }
    Ok(root)
}
