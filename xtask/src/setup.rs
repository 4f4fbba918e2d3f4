//! Makes a machine with only Rust able to build, run and test the site. Quick when nothing is missing.

mod binaryen;
mod browser;
mod cargo_tool;
mod components;
mod debian;
mod firefox;
mod nginx;
mod npm;
mod oidc_provider;
mod packages;
mod page_checks;
mod postgres;
mod scalar;
mod strace;
pub(crate) mod uqr;
mod wasm;
mod webkit;

use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::engine::Engine;
use crate::failure::Outcome;
use crate::pins::{self, Pins};
use crate::toolbox::Toolbox;
use crate::{lock, paths};

use cargo_tool::CargoTool;
use packages::Packages;

/// Shown by `--help`.
pub(crate) const HELP: &str = "\
Usage: cargo xtask setup

Installs what is missing and leaves alone what is there:
  - Rust's standard library for WebAssembly, through rustup or, where rustup can't fetch it, Debian's packages;
  - Trunk, wasm-split, wasm-bindgen and wasm-opt, each of just the version that the page needs, in a folder of their own
    (TAPO_CARE_TOOLS, by default ~/.cache/tapo-care): tools of other versions that you have stay as they are;
  - Scalar, which shows the API at /api/docs, and uqr, which draws QR codes, if npm can fetch them;
  - oidc-provider, axe-core and html-validate, in the same folder, rustfmt, Clippy, PostgreSQL, nginx, strace, Chromium and its driver for the tests
    (CHROME and CHROMEDRIVER name others).
Firefox and WebKit with their drivers are installed when `cargo xtask test --browsers` asks for them.
The other commands do this themselves. On a fresh machine it takes about 5 minutes.";

/// What a command is going to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Build and run the site.
    Site,
    /// Test it too, which takes a browser, PostgreSQL and nginx.
    Tests,
}

/// `cargo xtask setup`.
pub(crate) fn run(arguments: Arguments) -> Outcome<ExitCode> {
    arguments.finish()?;
    let toolbox = ready(Purpose::Tests)?;
    println!(
        "Everything is there. WebAssembly is compiled by {}.",
        toolbox.wasm_toolchain.map_or("your usual Rust".to_owned(), |name| format!("the Rust toolchain “{name}”"))
    );
    for folder in &toolbox.folders {
        println!("  {}", folder.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Installs what is missing for `purpose`.
///
/// # Errors
/// Something can't be had; the message says how to get it by hand.
pub(crate) fn ready(purpose: Purpose) -> Outcome<Toolbox> {
    // Of all checkouts of this user, since they share the tools.
    let _alone = lock::hold(&paths::tools()?.join("setup.lock"), "setup")?;
    let pins = Pins::read(paths::root())?;
    let mut packages = Packages::new();

    let wasm_toolchain = wasm::ready(&mut packages)?;
    if purpose == Purpose::Tests {
        components::ready(wasm_toolchain)?;
    }
    let folders = [
        CargoTool::trunk(pins::TRUNK).ready()?,
        CargoTool::wasm_split(pins::WASM_SPLIT).ready()?,
        CargoTool::wasm_bindgen(&pins.wasm_bindgen).ready()?,
        binaryen::ready(&pins.binaryen, &mut packages)?,
    ];
    // After wasm-opt, which brings npm.
    let scalar = scalar::ready(pins::SCALAR)?;
    uqr::ready(pins::UQR)?;
    let (browser, postgres) = match purpose {
        Purpose::Site => (None, None),
        Purpose::Tests => {
            strace::ready(&mut packages)?;
            (Some(browser::ready(&mut packages)?), Some(postgres::ready(&mut packages)?))
        }
    };
    let (oidc_provider, page_checks) = match purpose {
        Purpose::Site => (None, None),
        Purpose::Tests => {
            nginx::ready(&mut packages)?;
            let provider = oidc_provider::ready(pins::OIDC_PROVIDER, &mut packages)?;
            (Some(provider), Some(page_checks::ready(&mut packages)?))
        }
    };
    let folders = folders.into_iter().flatten().collect();
    Ok(Toolbox { wasm_toolchain, folders, browser, drivers: Vec::new(), scalar, postgres, oidc_provider, page_checks })
}

/// Adds browsers for journeys to what [`ready`] found for [`Purpose::Tests`], which Chromium is among.
///
/// # Errors
/// Those of [`ready`].
pub(crate) fn add_browsers(toolbox: &mut Toolbox, engines: &[Engine]) -> Outcome<()> {
    let _alone = lock::hold(&paths::tools()?.join("setup.lock"), "setup")?;
    let mut packages = Packages::new();
    for engine in engines {
        toolbox.drivers.extend(match engine {
            Engine::Chromium => Vec::new(),
            Engine::Firefox => firefox::ready(&mut packages)?,
            Engine::WebKit => webkit::ready(&mut packages)?,
        });
    }
    Ok(())
}

/// Installs what is missing for the torture, which takes neither a browser nor the page.
///
/// # Errors
/// Those of [`ready`].
pub(crate) fn for_torture() -> Outcome<Toolbox> {
    let _alone = lock::hold(&paths::tools()?.join("setup.lock"), "setup")?;
    let mut packages = Packages::new();
    strace::ready(&mut packages)?;
    let postgres = Some(postgres::ready(&mut packages)?);
    Ok(Toolbox {
        wasm_toolchain: None,
        folders: Vec::new(),
        browser: None,
        drivers: Vec::new(),
        scalar: None,
        postgres,
        oidc_provider: None,
        page_checks: None,
    })
}
