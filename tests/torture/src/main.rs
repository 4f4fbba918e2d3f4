//! Proofs of "exactly one redemption per code, whatever happens", over real servers. Each prints figures and fails on any
//! violation; each knows a server that is broken on purpose, which it must catch. `cargo xtask torture` builds and runs it.

mod bench;
mod books;
mod crowd;
mod cut;
mod engine;
mod faults;
mod figures;
mod http;
mod kill;
mod model;
mod outcome;
mod power;
mod race;
mod server;
mod stage;
mod stop;
mod user;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, ValueEnum};
use tapo_care_postgres::Programs;
use tokio::signal::unix::{SignalKind, signal};

use engine::Engine;
use outcome::{Failure, Findings, Outcome};
use stage::Setting;

/// What is done to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Proof {
    /// Many ask for the same code at once.
    Race,
    /// The server, and PostgreSQL, are killed under load.
    Kill,
    /// Answers are cut at every byte.
    Cut,
    /// The server is told to end under load.
    Stop,
    /// The power goes at any moment.
    Power,
    /// Random histories against the rules written down a second time.
    Model,
    /// Disks that are full or fail, a database that is away.
    Faults,
    /// Short versions of all of them.
    Short,
    /// No proof, but how fast.
    Bench,
}

/// The words of the command line.
#[derive(Debug, Parser)]
#[command(name = "tapo-care-torture", about = "Run it as `cargo xtask torture`.")]
struct Options {
    proof: Proof,
    /// Where the server keeps its data: SQLite, where nothing is said, and for `bench` either.
    #[arg(long, value_enum)]
    engine: Option<Engine>,
    /// How much is tried; each proof has a number of its own.
    #[arg(long)]
    count: Option<usize>,
    /// Runs the server that is broken on purpose, and fails unless that is noticed.
    #[arg(long)]
    broken: bool,
    /// Another break than the one that belongs to the proof.
    #[arg(long)]
    sabotage: Option<String>,
    /// Where chance begins, to repeat a run.
    #[arg(long)]
    seed: Option<u64>,
    /// The server's program.
    #[arg(long)]
    server: Option<PathBuf>,
    /// The folder of PostgreSQL's programs.
    #[arg(long)]
    postgres: Option<PathBuf>,
    /// Where data is put, on a real disk.
    #[arg(long, default_value = "target/torture")]
    folder: PathBuf,
    /// The short version.
    #[arg(long)]
    short: bool,
}

/// The short versions and the engines that each runs on.
const SHORT: [(Proof, &[Engine]); 7] = [
    (Proof::Race, &[Engine::Sqlite, Engine::Postgres]),
    (Proof::Kill, &[Engine::Sqlite, Engine::Postgres]),
    (Proof::Cut, &[Engine::Sqlite]),
    (Proof::Stop, &[Engine::Sqlite]),
    (Proof::Power, &[Engine::Sqlite]),
    (Proof::Model, &[Engine::Sqlite, Engine::Postgres]),
    (Proof::Faults, &[Engine::Sqlite, Engine::Postgres]),
];

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    // The broken server is this very program, so that no broken one ever lies where the real one is looked for.
    if words.get(1).is_some_and(|word| word == AS_SERVER) {
        return run(async { tapo_care_server::cli::run(words.into_iter().skip(1)).await });
    }
    run(async {
        let mut terminate = match signal(SignalKind::terminate()) {
            Ok(terminate) => terminate,
            Err(error) => {
                eprintln!("signals can't be heard: {error}");
                return ExitCode::FAILURE;
            }
        };
        tokio::select! {
            code = prove(Options::parse_from(words)) => code,
            // Whatever was started ends with the values that stand for it.
            _ = tokio::signal::ctrl_c() => ExitCode::from(130),
            _ = terminate.recv() => ExitCode::from(143),
        }
    })
}

/// Names the break to a server that was built to be broken.
const SABOTAGE: &str = "TAPO_CARE_SABOTAGE";

/// The word that makes this program a server.
const AS_SERVER: &str = "as-server";

fn run(work: impl Future<Output = ExitCode>) -> ExitCode {
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => {
            eprintln!("no runtime: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The proof that runs the server inside this process has to be broken as a whole: it is run again with the break named to it.
async fn broken_inside(options: &Options) -> Option<ExitCode> {
    if !options.broken || options.proof != Proof::Model || std::env::var_os(SABOTAGE).is_some() {
        return None;
    }
    let broken = break_of(options.proof, options.sabotage.as_deref());
    let again = std::env::current_exe().map(|program| {
        let mut command = tokio::process::Command::new(program);
        command.args(std::env::args_os().skip(1)).env(SABOTAGE, broken).kill_on_drop(true);
        command
    });
    let status = match again {
        Ok(mut command) => command.status().await,
        Err(error) => Err(error),
    };
    Some(if status.is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn prove(options: Options) -> ExitCode {
    if let Some(code) = broken_inside(&options).await {
        return code;
    }
    let proofs: Vec<(Proof, Engine)> = if options.proof == Proof::Short {
        SHORT.iter().flat_map(|&(proof, engines)| engines.iter().map(move |&engine| (proof, engine))).collect()
    } else {
        vec![(options.proof, options.engine.unwrap_or(Engine::Sqlite))]
    };
    let (mut passed, mut failed) = (0, 0);
    for (proof, engine) in proofs {
        let begun = Instant::now();
        let name = format!("{} ({engine})", name(proof));
        let right = match one(&options, proof, engine).await {
            Ok(findings) => {
                println!("{name}: {:.1} s\n{findings}", begun.elapsed().as_secs_f64());
                (findings.violations() == 0) != options.broken
            }
            Err(failure) => {
                println!("{name} could not be tried: {failure}");
                false
            }
        };
        if options.broken {
            println!("  broken on purpose: {}", if right { "caught" } else { "NOT CAUGHT" });
        }
        println!();
        if right { passed += 1 } else { failed += 1 }
    }
    // As Rust's own tests say it, so that who counts those can count these.
    println!("test result: {}. {passed} passed; {failed} failed;", if failed == 0 { "ok" } else { "FAILED" });
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn one(options: &Options, proof: Proof, engine: Engine) -> Outcome<Findings> {
    let broken = options.broken.then(|| break_of(proof, options.sabotage.as_deref()));
    let server = match (&options.server, &broken) {
        (Some(server), None) => vec![server.display().to_string()],
        (None, None) => return Err(Failure::said("name the server's program with --server")),
        (_, Some(_)) if cfg!(feature = "sabotage") => {
            vec![std::env::current_exe()?.display().to_string(), AS_SERVER.to_owned()]
        }
        (_, Some(_)) => return Err(Failure::said("a broken server takes a build with the feature “sabotage”")),
    };
    let setting = Setting {
        engine,
        server,
        broken,
        postgres: options.postgres.clone().and_then(Programs::at).or_else(Programs::find),
        folder: options.folder.canonicalize().or_else(|_| {
            std::fs::create_dir_all(&options.folder)?;
            options.folder.canonicalize()
        })?,
        count: options.count,
        short: options.short || options.proof == Proof::Short,
        seed: options.seed.unwrap_or_else(|| fastrand::u64(..)),
    };
    match proof {
        Proof::Race => race::run(&setting).await,
        Proof::Kill => kill::run(&setting).await,
        Proof::Cut => cut::run(&setting).await,
        Proof::Stop => stop::run(&setting).await,
        Proof::Power => power::run(&setting).await,
        Proof::Model => model::run(&setting).await,
        Proof::Faults => {
            faults::tools()?;
            faults::run(&setting).await
        }
        Proof::Bench => {
            let both = [Engine::Sqlite, Engine::Postgres];
            let engines = options.engine.as_ref().map_or(&both[..], std::slice::from_ref);
            bench::run(&setting, engines, Path::new("target/bench/server.json")).await.map(|()| Findings::default())
        }
        Proof::Short => Err(Failure::said("the short versions are several")),
    }
}

/// How the server is broken for this proof.
fn break_of(proof: Proof, asked: Option<&str>) -> String {
    let usual = match proof {
        Proof::Race => race::BROKEN,
        Proof::Kill | Proof::Short | Proof::Bench => kill::BROKEN,
        Proof::Power => power::BROKEN,
        Proof::Model => model::BROKEN,
        Proof::Faults => faults::BROKEN,
        Proof::Cut => cut::BROKEN,
        Proof::Stop => stop::BROKEN,
    };
    asked.unwrap_or(usual).to_owned()
}

fn name(proof: Proof) -> String {
    proof.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}
