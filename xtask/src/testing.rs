//! `cargo xtask test`: every check and every test, with one line at the end that counts them.

mod check;
mod journeys;
mod report;
mod stream;
mod tally;
mod tidy;

use std::process::ExitCode;
use std::time::Instant;

use crate::arguments::Arguments;
use crate::engine::Engines;
use crate::failure::{Failure, Outcome};
use crate::setup::{self, Purpose};

pub(crate) use journeys::{Build, journeys};

use check::Check;
use report::Row;
use tally::Tally;

/// Shown by `--help`.
pub(crate) const HELP: &str = "\
Usage: cargo xtask test [--only PART] [--browsers WHICH]

  --only PART   one of:
                  fmt      the formatting
                  tidy     the rules of the house that no other tool knows
                  clippy   lints as errors, for this machine and for WebAssembly
                  native   unit and server tests on this machine
                  postgres the server's tests once more, on a PostgreSQL of their own
                  size     the bytes of the page against size-budget.toml
                  torture  short versions of the proofs of `cargo xtask torture`
                  web      the page's own tests in a headless browser
                  e2e      journeys of visitors: browser, page and server together
  --browsers WHICH
                the browsers of the journeys: chromium (the default), firefox, webkit, or all three; those that are missing are
                installed. What a browser's driver can't do is skipped, with a line that says why.

Installs what is missing and runs all of them, to the end even when some fail. Closes with `N passed, N failed`.
The first run takes about 35 minutes, a later one about 15.";

/// `cargo xtask test`.
pub(crate) fn run(mut arguments: Arguments) -> Outcome<ExitCode> {
    let only: Option<String> = arguments.value("--only")?;
    let Engines(engines) = arguments.value("--browsers")?.unwrap_or_default();
    arguments.finish()?;
    let checks = match &only {
        None => Check::ALL.to_vec(),
        Some(part) => Check::of_part(part)
            .ok_or_else(|| Failure::usage(format!("There is no part “{part}”. See `cargo xtask test --help`.")))?,
    };

    let checks = Check::in_engines(checks, &engines);

    let mut toolbox = setup::ready(Purpose::Tests)?;
    setup::add_browsers(&mut toolbox, &engines)?;
    let mut rows = Vec::new();
    for check in checks {
        println!("\n── {} ──", check.title());
        let started = Instant::now();
        let tally = match check.run(&toolbox) {
            Ok(tally) => tally,
            Err(Failure::Interrupted) => return Err(Failure::Interrupted),
            Err(failure) => {
                println!("{failure}");
                Tally::FAILED
            }
        };
        rows.push(Row { title: check.title(), tally, time: started.elapsed() });
    }
    println!("\n{}", report::table(&rows));
    let failed = rows.iter().any(|row| row.tally.failed > 0);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
