//! `cargo xtask torture`: the proofs over real servers, and how fast these are.

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;

use crate::arguments::Arguments;
use crate::failure::{Failure, Outcome};
use crate::process::Running;
use crate::toolbox::Toolbox;
use crate::{paths, process, setup};

/// Shown by `--help`.
pub(crate) const HELP: &str = "\
Usage: cargo xtask torture PROOF [--engine sqlite|postgres] [--count N] [--seed N] [--short] [--broken [--sabotage BREAK]]

  race    200 codes, 100 redeemers each, two servers: 200 wins
  kill    the server killed 500 times under load, on PostgreSQL every second time PostgreSQL: nothing answered is lost
  power   5,000 power cuts at any write, with what was not yet on the disk lost, kept or torn (SQLite)
  cut     every answer of the journey cut at every byte, and asked for again: one redemption, one receipt
  model   10,000 histories of 50 operations against the rules written down a second time
  faults  full and failing disks, a database that is away: \"unavailable\", and well again within 2 seconds
  stop    told to end 100 times under load: all answers come; started again in 300 ms
  short   short versions of all of them, as `cargo xtask test` runs them

  --count N    how much is tried: codes, kills, images, histories, rounds; for `cut`, every N-th byte
  --seed N     where chance begins, to repeat a run; each run prints its own
  --short      the short version of one
  --broken     runs a server that is broken on purpose, and fails unless the proof notices
  --sabotage   another break than the usual one; docs/torture.md lists them

Builds the server for release (for --broken: a debug build of its own, which never lies where the server is looked for),
makes a database of its own below target/, prints figures, and fails on any violation.";

/// No proof takes as long, in hours.
const LIMIT: Duration = Duration::from_secs(3 * 3600);

/// `cargo xtask torture`.
pub(crate) fn run(mut arguments: Arguments) -> Outcome<ExitCode> {
    let broken = arguments.flag("--broken");
    let short = arguments.flag("--short");
    let mut words = Vec::new();
    for name in ["--engine", "--count", "--seed", "--sabotage"] {
        if let Some(value) = arguments.value::<String>(name)? {
            words.extend([name.to_owned(), value]);
        }
    }
    let proof = arguments.word().ok_or_else(|| Failure::usage("Which proof? See `cargo xtask torture --help`."))?;
    arguments.finish()?;
    words.extend(short.then(|| "--short".to_owned()));
    words.extend(broken.then(|| "--broken".to_owned()));
    let toolbox = setup::for_torture()?;
    let folder = if broken { build_broken(&toolbox)? } else { build(&toolbox, true)? };
    Running::start(tool(&toolbox, folder)?.arg(proof).args(words), "the torture")?.exit_code(LIMIT)
}

/// What `cargo xtask bench server` is told.
#[derive(Debug)]
pub(crate) struct BenchOptions {
    /// The one engine that is measured; both, without.
    pub(crate) engine: Option<String>,
    /// How many redemptions each client confirms in a run.
    pub(crate) count: Option<String>,
    /// Milliseconds that the disk takes longer to make a write last.
    pub(crate) sync_takes: Option<f64>,
}

/// `cargo xtask bench server`.
///
/// # Errors
/// Something can't be built or started.
pub(crate) fn bench(options: &BenchOptions) -> Outcome<ExitCode> {
    let toolbox = setup::for_torture()?;
    let folder = build(&toolbox, true)?;
    let mut command = tool(&toolbox, folder)?;
    command.arg("bench");
    command.args(options.engine.iter().map(|engine| format!("--engine={engine}")));
    command.args(options.count.iter().map(|count| format!("--count={count}")));
    if let Some(milliseconds) = options.sync_takes {
        command.env("LD_PRELOAD", slow_disk(&toolbox)?);
        command.env("SLOW_DISK_MICROSECONDS", format!("{:.0}", milliseconds * 1_000.0));
    }
    Running::start(&mut command, "the measuring")?.exit_code(LIMIT)
}

/// Builds what makes a disk slow, with the compiler that Rust links by. Linux only.
fn slow_disk(toolbox: &Toolbox) -> Outcome<PathBuf> {
    let library = paths::target().join("bench/slow_disk.so");
    let mut compiler = toolbox.native("cc")?;
    compiler.args(["-O2", "-shared", "-fPIC", "-o"]).arg(&library);
    compiler.arg(paths::root().join("tests/torture/slow_disk.c")).arg("-ldl");
    process::run(&mut compiler, "build what makes the disk slow")?;
    Ok(library)
}

/// The short versions, over a debug build.
pub(crate) fn short(toolbox: &Toolbox) -> Outcome<Command> {
    let folder = build(toolbox, false)?;
    let mut command = tool(toolbox, folder)?;
    command.arg("short");
    Ok(command)
}

/// Builds the server and the tool. The folder that they are in.
fn build(toolbox: &Toolbox, release: bool) -> Outcome<&'static str> {
    let mut cargo = toolbox.native("cargo")?;
    cargo.args(["build", "--bin", "tapo-care-server", "--bin", "tapo-care-torture"]);
    if release {
        eprintln!("Building the server and what tortures it (the first time about 5 minutes) …");
        cargo.args(["--release", "--package", "tapo-care-server", "--package", "tapo-care-torture"]);
    } else {
        // With the workspace's features, as the native tests were, so that most of it is there already.
        cargo.args(["--workspace", "--exclude", "tapo-care-e2e", "--exclude", "tapo-care-web"]);
    }
    process::run(&mut cargo, "build the server and what tortures it")?;
    Ok(if release { "release" } else { "debug" })
}

/// Builds the tool with a server inside that can be broken, apart from everything else.
fn build_broken(toolbox: &Toolbox) -> Outcome<&'static str> {
    eprintln!("Building a server that is broken on purpose (the first time about 5 minutes) …");
    let mut cargo = toolbox.native("cargo")?;
    cargo.args(["build", "--package", "tapo-care-torture", "--features", "sabotage"]);
    process::run(&mut cargo, "build a server that is broken on purpose")?;
    Ok("debug")
}

fn tool(toolbox: &Toolbox, folder: &str) -> Outcome<Command> {
    let built = paths::target().join(folder);
    let mut command = toolbox.native(&built.join("tapo-care-torture").display().to_string())?;
    command.arg("--server").arg(built.join("tapo-care-server"));
    command.arg("--folder").arg(paths::target().join("torture"));
    if let Some(postgres) = &toolbox.postgres {
        command.arg("--postgres").arg(postgres.folder());
    }
    Ok(command)
}
