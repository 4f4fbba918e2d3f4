//! axe-core and html-validate, which judge the rendered pages: what assistive technology meets, and what the standard says.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Outcome;
use crate::paths;
use crate::pins::{AXE_CORE, HTML_VALIDATE};
use crate::process::{Step, answer};

use super::npm;
use super::packages::Packages;

const BY_HAND: &str = "\
The tests judge the rendered pages with axe-core and html-validate, which are fetched with npm; the second runs on Node 18 or newer. Install \
Node and npm, and give the same command again.";

/// Finds or installs them. Gives the folder that holds their `node_modules`.
///
/// # Errors
/// They can't be fetched, or there is no Node to run the second.
pub(crate) fn ready(packages: &mut Packages) -> Outcome<PathBuf> {
    let root = paths::tools()?.join(format!("page-checks-{AXE_CORE}-{HTML_VALIDATE}"));
    let there = root.join("node_modules/axe-core").is_dir() && root.join("node_modules/html-validate").is_dir();
    if paths::on_path("node").is_none() || (!there && paths::on_path("npm").is_none()) {
        packages.install(&["nodejs", "npm"], "Node, which html-validate runs on,", "1 minute", BY_HAND)?;
    }
    if !there {
        let says = format!("Installing axe-core {AXE_CORE} and html-validate {HTML_VALIDATE}, which judge the pages");
        let works = |folder: &Path| {
            let script = "import('html-validate').then(({ HtmlValidate }) => new HtmlValidate())";
            let judges = answer(Command::new("node").args(["--input-type=module", "-e", script]).current_dir(folder));
            judges.is_some() && folder.join("node_modules/axe-core/axe.min.js").is_file()
        };
        let shown = Step { says: &says, takes: "10 seconds", log: "page-checks" };
        npm::install_all(&[("axe-core", AXE_CORE), ("html-validate", HTML_VALIDATE)], &root, &shown, works, BY_HAND)?;
    }
    Ok(root)
}
