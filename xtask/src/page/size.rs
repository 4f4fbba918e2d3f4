//! `cargo xtask size`: where the bytes of the page are, and whether they are within the budget.

use std::fs;
use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::failure::{Doing, Failure, Outcome};
use crate::paths;
use crate::setup::{self, Purpose};
use crate::toolbox::Toolbox;

use super::parts::{crates, functions};
use super::{budget, build, compress, sizes};

/// Shown by `--help`.
pub(crate) const HELP: &str = "\
Usage: cargo xtask size

Builds the page if it has changed, and prints the bytes of every file (raw, gzip, brotli), the crates that the first
piece of the program is made of, its largest functions, and how much of the budget is spent. Fails when the page is over its budget, as
`cargo xtask test` does.

The budget is size-budget.toml: bytes as sent to current browsers, by kind of file. Raise a line in the same commit as
what needs it, with the reason beside it, and by no more than that. Don't raise it for what could be smaller: on a slow
phone 10,000 bytes are 50 ms for each visitor, and what was let in once is never taken out. First look here which crate
has grown: often a derive, a format! or another generic copy of something large can go.";

/// So many crates and functions are shown.
const SHOWN: usize = 20;

/// `cargo xtask size`.
pub(crate) fn run(arguments: Arguments) -> Outcome<ExitCode> {
    arguments.finish()?;
    let toolbox = setup::ready(Purpose::Site)?;
    let (text, kept) = within_budget(&toolbox)?;
    let files = compress::measured(&paths::dist())?;
    println!("\n{}", sizes::table(&files));
    println!("{}", parts()?);
    println!("{text}");
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The budget as a table, and whether the page keeps to it. Builds the page if it has changed.
///
/// # Errors
/// The page can't be built or read.
pub(crate) fn within_budget(toolbox: &Toolbox) -> Outcome<(String, bool)> {
    build::page(toolbox)?;
    Ok(budget::table(&budget::compare(&compress::measured(&paths::dist())?)?))
}

fn parts() -> Outcome<String> {
    let file = paths::target().join("split/tapo-care-web.wasm");
    let wasm = fs::read(&file).doing(|| format!("read {}", file.display()))?;
    let functions = functions(&wasm).ok_or_else(|| Failure::said(format!("{} is cut off.", file.display())))?;
    let all: usize = functions.iter().map(|function| function.bytes).sum();
    let mut text =
        format!("{:<28} {:>9} {:>6}   (code of the first piece, before wasm-opt)\n", "crate", "bytes", "share");
    for (name, bytes) in crates(&functions).into_iter().take(SHOWN) {
        let tenths = bytes * 1000 / all.max(1);
        text.push_str(&format!("{name:<28} {bytes:>9} {:>4}.{} %\n", tenths / 10, tenths % 10));
    }
    text.push_str("\nthe largest functions\n");
    for function in functions.iter().take(SHOWN) {
        let name: String = function.name.chars().take(110).collect();
        text.push_str(&format!("{:>9}  {name}\n", function.bytes));
    }
    Ok(text)
}
