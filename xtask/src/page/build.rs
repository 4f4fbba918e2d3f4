//! `cargo xtask build`: the page for release.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::failure::{Doing, Outcome};
use crate::pins::{self, Pins};
use crate::process;
use crate::setup::{self, Purpose, uqr};
use crate::toolbox::Toolbox;
use crate::{lock, paths};

use super::freshness::Stamp;
use super::library::Library;
use super::{compress, docs, prepare, sizes, split};

/// Shown by `--help`.
pub(crate) const HELP: &str = "\
Usage: cargo xtask build

Builds the page for release with Trunk into dist/, cuts its program into pieces, writes the first view of each route
into a page of its own, puts a .br and a .gz beside every file that gets smaller by it,
and prints how many bytes each is. The first build takes about 5 minutes; nothing is done when nothing has changed.";

/// `cargo xtask build`.
pub(crate) fn run(arguments: Arguments) -> Outcome<ExitCode> {
    arguments.finish()?;
    let toolbox = setup::ready(Purpose::Site)?;
    page(&toolbox)?;
    print_table()
}

/// Shows how many bytes each file of the page is.
///
/// # Errors
/// The page was not built.
pub(crate) fn print_table() -> Outcome<ExitCode> {
    let table = fs::read_to_string(table_file()).doing(|| "read the table of sizes".to_owned())?;
    println!("\n{}\nThe page is in dist/.", table.trim_end());
    Ok(ExitCode::SUCCESS)
}

/// Builds the page, unless it is there as its sources are.
///
/// # Errors
/// Trunk fails, or a file can't be written.
pub(crate) fn page(toolbox: &Toolbox) -> Outcome<()> {
    page_with(toolbox, Library::AsItCame)
}

/// The same with this standard library in the program.
///
/// # Errors
/// Those of [`page`].
pub(crate) fn page_with(toolbox: &Toolbox, library: Library) -> Outcome<()> {
    let pins = Pins::read(paths::root())?;
    let toolchain = toolbox.wasm_toolchain.unwrap_or("default");
    let _alone = lock::hold(&paths::root().join("target/xtask/page.lock"), "build of the page")?;
    docs::ready(toolbox)?;
    let stamp = Stamp::new(format!(
        "trunk {} wasm-split {} wasm-bindgen {} wasm-opt {} rust {toolchain} uqr {} library {library:?}\n",
        pins::TRUNK,
        pins::WASM_SPLIT,
        pins.wasm_bindgen,
        pins.binaryen,
        uqr::script()?.map_or("none", |_| pins::UQR)
    ));
    if stamp.holds() {
        eprintln!("The page in dist/ is as its sources are.");
        return Ok(());
    }
    stamp.begin()?;
    eprintln!("Building the page (the first time about 5 minutes, later seconds) …");
    let mut trunk = toolbox.wasm("trunk")?;
    trunk.args(["build", "--release", "--offline", "--skip-version-check", "--features", "split"]);
    library.choose(&mut trunk);
    process::run(&mut trunk, "build the page")?;
    split::program(toolbox)?;
    prepare::pages(toolbox)?;
    let sizes = compress::folder(&paths::dist())?;
    fs::write(table_file(), sizes::table(&sizes)).doing(|| "write the table of sizes".to_owned())?;
    stamp.succeed()
}

fn table_file() -> PathBuf {
    paths::root().join("target/xtask/page-sizes.txt")
}
