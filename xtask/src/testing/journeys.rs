//! The program of the journeys, which measures and takes pictures, too.

use std::process::Command;

use crate::failure::Outcome;
use crate::toolbox::Toolbox;
use crate::{page, paths, server};

/// How the server under the journeys is built.
#[derive(Clone, Copy)]
pub(crate) enum Build {
    /// Without the optimisation that only costs time here, and with the workspace's features as the native tests were, so
    /// that most of it is there already.
    Debug,
    /// As it is deployed.
    Release,
}

/// The journeys over the page as it is deployed, once page and server are built. What is to be played is still to be named.
///
/// # Errors
/// Something can't be built.
pub(crate) fn journeys(toolbox: &Toolbox, build: Build) -> Outcome<Command> {
    page::build::page(toolbox)?;
    let (options, folder): (&[&str], _) = match build {
        Build::Debug => (&["--workspace", "--exclude", "tapo-care-e2e"], "debug"),
        Build::Release => (&["--release", "--package", "tapo-care-server"], "release"),
    };
    server::build(&mut toolbox.native("cargo")?, options)?;
    let mut command = toolbox.native("cargo")?;
    command.args(["test", "--package", "tapo-care-e2e"]);
    command.env("TAPO_CARE_SERVER_BIN", paths::target().join(folder).join("tapo-care-server"));
    command.env("TAPO_CARE_PAGE_DIR", paths::dist());
    Ok(command)
}
