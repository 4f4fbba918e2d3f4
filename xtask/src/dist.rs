//! `cargo xtask dist`: all that a server needs, in one file.

use std::env::consts::{ARCH, OS};
use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::failure::Outcome;
use crate::page::build;
use crate::page::library::Library;
use crate::server;
use crate::setup::{self, Purpose};
use crate::{paths, process};

/// Shown by `--help`.
pub(crate) const HELP: &str = "\
Usage: cargo xtask dist

Packs the server, built for release and for this machine, with the page and its documents into target/tapo-care-ARCH-OS.tar.gz.
Unpacked, `./tapo-care-server serve`, started in that folder, finds the page by itself; docs/operations.md has the options.

The page's program gets a standard library built for size, whose panics end at once, where the compiler has the source
(`rustup component add rust-src`): some 8 % less to load. Elsewhere it gets the one that came with the compiler. The page stays
in dist/; the next `cargo xtask build` makes the usual one again.";

/// What is packed, besides the server.
const PACKED: [&str; 4] = ["dist", "dist-docs", "docs/operations.md", "LICENSE"];

/// `cargo xtask dist`.
pub(crate) fn run(arguments: Arguments) -> Outcome<ExitCode> {
    arguments.finish()?;
    let toolbox = setup::ready(Purpose::Site)?;
    build::page_with(&toolbox, Library::smallest(&toolbox)?)?;
    eprintln!("Building the server (the first time about 3 minutes) …");
    server::build(&mut toolbox.native("cargo")?, &["--release", "--package", "tapo-care-server"])?;
    let file = paths::target().join(format!("tapo-care-{ARCH}-{OS}.tar.gz"));
    let mut tar = toolbox.native("tar")?;
    // The script that shows the API is not there where it could not be had.
    let there = PACKED.into_iter().filter(|name| paths::root().join(name).exists());
    tar.arg("-czf").arg(&file).args(there).arg("-C").arg(paths::target().join("release")).arg("tapo-care-server");
    process::run(&mut tar, "pack")?;
    build::print_table()?;
    println!("All that a server needs is in {}.", file.display());
    Ok(ExitCode::SUCCESS)
}
