//! `cargo xtask bench`: how fast the server and the page are.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::failure::{Doing, Failure, Outcome};
use crate::process::{Running, pause};
use crate::setup::{self, Purpose};
use crate::testing::{self, Build};
use crate::toolbox::Toolbox;
use crate::torture::BenchOptions;
use crate::{page, paths, torture};

/// Shown by `--help`.
pub(crate) const HELP: &str = "\
Usage: cargo xtask bench server [--engine sqlite|postgres] [--count N] [--sync-takes MS]
       cargo xtask bench page [--runs N] [--peers DIR]

server: confirms codes with 64 clients on either engine, and writes the same rows past the server, as fast as the engine takes
them; prints both, their ratio and the disk's own rate, the middle one of 5 runs each, and whose processor time it takes. The figures
are kept in target/bench/server.json.
  --engine NAME     one engine alone
  --count N         how many redemptions each of the 64 clients confirms in a run (20)
  --sync-takes MS   as on a disk that takes so many milliseconds longer to make a write last (Linux)

page: goes from the log-in to the receipt in Chromium over the real server, built for release, without throttle and with slow 4G
and a processor of a quarter of the speed; prints what a visitor waits for, the middle one of the runs with the least and the most.
The figures are kept in target/bench/page.json.
  --runs N      how many runs (5)
  --peers DIR   instead measures side by side with the apps in DIR (solid/dist, react/dist), by its own mock/server.mjs and
                measure/measure.mjs, of which Node runs both; kept in target/bench/peers.json

Nothing else should run on the machine meanwhile.";

/// No measuring of the page takes as long.
const LIMIT: Duration = Duration::from_secs(3600);

/// Compressing an app takes its stand-in for the server a while.
const PATIENCE: Duration = Duration::from_secs(120);

/// The apps that a folder of peers has, the one that ratios are taken to first.
const PEERS: [&str; 2] = ["solid", "react"];

/// `cargo xtask bench`.
pub(crate) fn run(mut arguments: Arguments) -> Outcome<ExitCode> {
    let server = BenchOptions {
        engine: arguments.value("--engine")?,
        count: arguments.value("--count")?,
        sync_takes: arguments.value("--sync-takes")?,
    };
    let runs: Option<usize> = arguments.value("--runs")?;
    let peers: Option<PathBuf> = arguments.value("--peers")?;
    let what = arguments.word();
    arguments.finish()?;
    let folder = paths::target().join("bench");
    fs::create_dir_all(&folder).doing(|| format!("make {}", folder.display()))?;
    let runs = runs.unwrap_or(5).max(1);
    match (what.as_deref(), peers) {
        (Some("server"), None) => torture::bench(&server),
        (Some("page"), None) => own_page(runs, &folder.join("page.json")),
        (Some("page"), Some(peers)) => side_by_side(&paths::root().join(peers), runs, &folder.join("peers.json")),
        _ => Err(Failure::usage("What is to be measured? See `cargo xtask bench --help`.")),
    }
}

/// The page over its own server.
fn own_page(runs: usize, file: &Path) -> Outcome<ExitCode> {
    let toolbox = setup::ready(Purpose::Tests)?;
    let mut command = testing::journeys(&toolbox, Build::Release)?;
    command.args(["--quiet", "bench::", "--", "--ignored", "--nocapture"]);
    command.env("TAPO_CARE_BENCH", file).env("TAPO_CARE_BENCH_RUNS", runs.to_string());
    Running::start(&mut command, "the measuring")?.exit_code(LIMIT)
}

/// The page beside others that do the same work, all served by the same stand-in for the server.
fn side_by_side(peers: &Path, runs: usize, file: &Path) -> Outcome<ExitCode> {
    let toolbox = setup::ready(Purpose::Tests)?;
    page::build::page(&toolbox)?;
    let apps = PEERS.map(|name| (name, peers.join(name).join("dist")));
    let apps = apps.into_iter().chain([("this page", paths::dist())]);
    let mut measure = toolbox.native("node")?;
    measure.arg(peers.join("measure/measure.mjs")).arg("--runs").arg(runs.to_string()).arg("--out").arg(file);
    let mut servers = Vec::new();
    for (name, dist) in apps {
        if !dist.join("index.html").is_file() {
            return Err(Failure::said(format!(
                "{} is not built: `npm install && npm run build` in {}, and `npm install` in measure.",
                dist.display(),
                peers.display()
            )));
        }
        let (address, running) = stand_in(&toolbox, peers, &dist)?;
        measure.arg("--name").arg(name).arg("--url").arg(format!("http://{address}/tapo_web/login"));
        servers.push(running);
    }
    if let Some(browser) = &toolbox.browser {
        measure.env("CHROME_PATH", &browser.chrome);
    }
    Running::start(&mut measure, "the measuring")?.exit_code(LIMIT)
}

/// The peers' stand-in for the server, with one app. Returns once it answers.
fn stand_in(toolbox: &Toolbox, peers: &Path, dist: &Path) -> Outcome<(String, Running)> {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr());
    let address = free.doing(|| "find a free port".to_owned())?;
    let mut command: Command = toolbox.native("node")?;
    command.arg(peers.join("mock/server.mjs")).arg("--port").arg(address.port().to_string()).arg("--app").arg(dist);
    let running = Running::start(command.stdout(Stdio::null()), "the stand-in for the server")?;
    let started = Instant::now();
    while TcpStream::connect(address).is_err() {
        if started.elapsed() > PATIENCE {
            return Err(Failure::said(format!("The stand-in for the server does not serve {}.", dist.display())));
        }
        pause()?;
    }
    Ok((address.to_string(), running))
}
