//! The tools that setup found or installed, and the commands that run with them.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use tapo_care_postgres::{Cluster, Programs};

use crate::failure::{Doing, Failure, Outcome};
use crate::paths;

/// A browser that can be driven by programs.
pub(crate) struct Browser {
    /// Chromium or Chrome.
    pub(crate) chrome: PathBuf,
    /// The program that drives it.
    pub(crate) chromedriver: PathBuf,
}

/// What setup found or installed.
pub(crate) struct Toolbox {
    /// The rustup toolchain that compiles to WebAssembly, where it isn't the usual one.
    pub(crate) wasm_toolchain: Option<&'static str>,
    /// Folders of tools that come first on the PATH of children. The user's own PATH stays as it is.
    pub(crate) folders: Vec<PathBuf>,
    /// The browser, when it was asked for.
    pub(crate) browser: Option<Browser>,
    /// Where other browsers and their drivers are, by the variables that tell the journeys.
    pub(crate) drivers: Vec<(&'static str, PathBuf)>,
    /// The script that shows the API's document, if it could be had.
    pub(crate) scalar: Option<PathBuf>,
    /// PostgreSQL, when it was asked for.
    pub(crate) postgres: Option<Programs>,
    /// The folder of oidc-provider, when it was asked for.
    pub(crate) oidc_provider: Option<PathBuf>,
    /// The folder of axe-core and html-validate, when they were asked for.
    pub(crate) page_checks: Option<PathBuf>,
}

impl Toolbox {
    /// `program` with the tools on its PATH, started in the checkout.
    ///
    /// # Errors
    /// A folder's name can't stand in PATH, or this program's own file is gone.
    pub(crate) fn native(&self, program: &str) -> Outcome<Command> {
        let mut command = Command::new(program);
        command.current_dir(paths::root()).env("PATH", self.path()?);
        // The hook of Trunk.toml calls this very program with it, rather than compile it once more with another toolchain.
        command.env("TAPO_CARE_XTASK", this_program()?);
        if let Some(browser) = &self.browser {
            command.env("CHROME", &browser.chrome).env("CHROMEDRIVER", &browser.chromedriver);
        }
        command.envs(self.drivers.iter().map(|(variable, program)| (variable, program)));
        if let Some(folder) = &self.oidc_provider {
            command.env("TAPO_CARE_OIDC_PROVIDER", folder);
        }
        if let Some(folder) = &self.page_checks {
            command.env("TAPO_CARE_PAGE_CHECKS", folder);
        }
        Ok(command)
    }

    /// The same, for programs that compile to WebAssembly.
    ///
    /// # Errors
    /// Those of [`Self::native`].
    pub(crate) fn wasm(&self, program: &str) -> Outcome<Command> {
        let mut command = self.native(program)?;
        if let Some(toolchain) = self.wasm_toolchain {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
        Ok(command)
    }

    /// A PostgreSQL of one's own, which ends with what is returned.
    ///
    /// # Errors
    /// It can't be started.
    pub(crate) fn cluster(&self) -> Outcome<Cluster> {
        let programs = self.postgres.as_ref().ok_or_else(|| Failure::said("PostgreSQL was not asked for."))?;
        Cluster::start(programs, &paths::target().join("xtask")).doing(|| "start PostgreSQL".to_owned())
    }

    fn path(&self) -> Outcome<OsString> {
        let old = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&old));
        env::join_paths(folders).doing(|| "put the build tools on PATH".to_owned())
    }
}

/// The file of this program. A build of the workspace may have put another of the same sources in its place meanwhile, of which
/// Linux says that the one that runs was deleted.
fn this_program() -> Outcome<PathBuf> {
    let path = env::current_exe().doing(|| "find the file of this program".to_owned())?;
    let name = path.to_string_lossy();
    Ok(name.strip_suffix(" (deleted)").map(PathBuf::from).unwrap_or(path.clone()))
}
