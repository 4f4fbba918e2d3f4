//! How fast: durable redemptions a second, confirmed by 64 clients over HTTP, beside the same rows and statements written
//! straight to the engine by no more than a loop, in the same minutes on the same machine.

mod bare;
mod processor;

use serde_json::{Value, json};
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::crowd;
use crate::engine::Engine;
use crate::figures::{Times, median, milliseconds};
use crate::http::{Connection, Request};
use crate::outcome::{Failure, Outcome};
use crate::server::Server;
use crate::stage::{Setting, Stage};
use crate::user::{Said, User};
use processor::Used;

/// Clients at a time, each over a connection of its own.
const CLIENTS: usize = 64;

/// Accounts of each client: real ones redeem a few codes, not hundreds. With as many as a client confirms in a run, each begins a
/// plan, as what is measured beside it does.
const ACCOUNTS: usize = 20;

/// Runs of which the middle one counts.
const RUNS: usize = 5;

/// Plans, so that the runs don't all extend one subscription.
const PLANS: [&str; 5] = ["premium-1", "premium-2", "premium-3", "basic-1", "basic-5"];

/// What was measured on one engine.
struct Measured {
    engine: Engine,
    /// Redemptions a second through the server.
    served: f64,
    half: Duration,
    most: Duration,
    /// Processor time of a redemption through the server, in seconds.
    used: Used,
    /// What it is beside.
    bare: Vec<Bare>,
}

/// What was measured without the server.
struct Bare {
    name: &'static str,
    /// Redemptions a second.
    rate: f64,
    /// Processor time of one, in seconds.
    used: Used,
}

/// Measures these engines, prints a table of each, and writes the figures into `file`.
pub(crate) async fn run(setting: &Setting, engines: &[Engine], file: &Path) -> Outcome<()> {
    fs::create_dir_all(&setting.folder)?;
    let disk = disk(&setting.folder)?;
    println!("The disk makes {disk:.0} writes a second durable, one after the other (4 KiB, fdatasync).\n");
    let mut all = Vec::new();
    for &engine in engines {
        let measured = measure(&Setting { engine, ..setting.clone() }).await?;
        println!("{}", measured.table());
        all.push(measured);
    }
    let json = json!({ "clients": CLIENTS, "runs": RUNS, "fsyncsPerSecond": disk,
        "engines": all.iter().map(Measured::json).collect::<Vec<Value>>() });
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, format!("{json:#}\n"))?;
    println!("Kept in {}.", file.display());
    Ok(())
}

/// How many small writes the disk makes durable in a second.
fn disk(folder: &Path) -> Outcome<f64> {
    let path = folder.join("disk.tmp");
    let file = File::create(&path)?;
    let (begun, mut writes) = (Instant::now(), 0_u32);
    while begun.elapsed() < Duration::from_secs(1) {
        file.write_all_at(&[1; 4096], u64::from(writes % 64) * 4096)?;
        file.sync_data()?;
        writes += 1;
    }
    fs::remove_file(path)?;
    Ok(f64::from(writes) / begun.elapsed().as_secs_f64())
}

async fn measure(setting: &Setting) -> Outcome<Measured> {
    let each = setting.amount(20, 2);
    let stage = Stage::new(setting)?;
    let server = stage.serve().await?;
    let database = stage.database().await?;
    let users = crowd::log_in(&stage, &server, &database, CLIENTS * ACCOUNTS).await?;
    let kinds = bare::kinds(setting.engine);
    let (mut served, mut half, mut most, mut used) = (Vec::new(), Vec::new(), Vec::new(), Used::default());
    let mut beside: Vec<(Vec<f64>, Used)> = vec![Default::default(); kinds.len()];
    for run in 0..RUNS {
        let requests = previews(&stage, &users, run, each).await?;
        let time = || Ok::<_, Failure>(Used::until_now(Some(server.process()?), &stage.engine_processes()));
        let before = time()?;
        let (rate, times) = confirm(&server, requests).await?;
        used = used.and(time()?.since(before));
        served.push(rate);
        half.push(times.below(0.5).as_secs_f64());
        most.push(times.below(0.99).as_secs_f64());
        for (kind, (rates, used)) in kinds.iter().zip(&mut beside) {
            previews(&stage, &users, run, each).await?;
            let (rate, used_now) = bare::run(*kind, &stage, &database).await?;
            rates.push(rate);
            *used = used.and(used_now);
        }
    }
    database.close().await;
    let count = (RUNS * CLIENTS * each) as f64;
    let bare = kinds.iter().zip(beside);
    let bare =
        bare.map(|(kind, (rates, used))| Bare { name: kind.name(), rate: median(rates), used: used.each(count) });
    let bare = bare.collect();
    let seconds = |times| Duration::from_secs_f64(median(times));
    Ok(Measured {
        engine: setting.engine,
        served: median(served),
        half: seconds(half),
        most: seconds(most),
        used: used.each(count),
        bare,
    })
}

/// Opens redemptions, and makes for each client the requests that confirm its own. An account has one code of a plan at a time:
/// a second one would find that the first has changed what it does.
async fn previews(stage: &Stage, users: &[User], run: usize, each: usize) -> Outcome<Vec<Vec<Request>>> {
    let mut turns = Vec::new();
    for turn in 0..each.div_ceil(ACCOUNTS) {
        let many = CLIENTS * ACCOUNTS.min(each - turn * ACCOUNTS);
        turns.push(stage.codes(PLANS[(run + turn) % PLANS.len()], 1, many).await?);
    }
    let mut opening = JoinSet::new();
    for own in users.chunks(ACCOUNTS) {
        let own: Vec<User> = own.iter().map(|user| user.at(user.address)).collect();
        let mut codes: Vec<String> = Vec::new();
        for turn in &mut turns {
            codes.extend(turn.drain(..ACCOUNTS.min(turn.len()).min(each - codes.len())));
        }
        opening.spawn(async move {
            let mut requests = Vec::new();
            let Some(first) = own.first() else { return Ok(requests) };
            let mut connection = Connection::open(first.address).await?;
            for (number, code) in codes.iter().enumerate() {
                let user = &own[number % own.len()];
                connection.send(&user.opening(code)).await?;
                match Said::of(connection.answer().await) {
                    Said::Redemption(seen) => requests.push(user.confirming(seen.id.as_str(), &seen.etag)),
                    other => return Err(Failure::said(format!("a good code can't be opened: {other:?}"))),
                }
            }
            Ok::<_, Failure>(requests)
        });
    }
    let mut all = Vec::new();
    while let Some(own) = opening.join_next().await {
        all.push(own??);
    }
    Ok(all)
}

/// Confirms with all clients at once. How many a second, and how long each took.
async fn confirm(server: &Server, requests: Vec<Vec<Request>>) -> Outcome<(f64, Times)> {
    let start = Arc::new(Barrier::new(requests.len() + 1));
    let mut confirming = JoinSet::new();
    for own in requests {
        let (start, mut connection) = (Arc::clone(&start), Connection::open(server.address).await?);
        confirming.spawn(async move {
            start.wait().await;
            let mut times = Vec::new();
            for request in own {
                let begun = Instant::now();
                connection.send(&request).await?;
                let answer = connection.answer().await?;
                times.push(begun.elapsed());
                if answer.status != 200 {
                    return Err(Failure::said(format!("a confirmation was answered {}", answer.text())));
                }
            }
            Ok::<_, Failure>(times)
        });
    }
    start.wait().await;
    let begun = Instant::now();
    let mut times = Vec::new();
    while let Some(own) = confirming.join_next().await {
        times.extend(own??);
    }
    Ok((times.len() as f64 / begun.elapsed().as_secs_f64(), Times::of(times)))
}

impl Measured {
    fn table(&self) -> String {
        let Self { engine, served, half, most, used, bare } = self;
        let mut text = format!(
            "{engine}, {CLIENTS} clients\n  {:<46} {served:>7.0} a second, half within {} ms, 99 % within {} ms\n  {:<46} {used}\n",
            "through the server",
            milliseconds(*half),
            milliseconds(*most),
            "",
        );
        for Bare { name, rate, used } in bare {
            let ratio = served / rate;
            text.push_str(&format!("  {name:<46} {rate:>7.0} a second; the server makes {ratio:.2} of it\n"));
            text.push_str(&format!("  {:<46} {used}\n", ""));
        }
        text
    }

    fn json(&self) -> Value {
        let Self { engine, served, half, most, used, bare } = self;
        let bare: Vec<Value> = bare
            .iter()
            .map(|Bare { name, rate, used }| {
                json!({ "name": name, "perSecond": rate, "ratio": served / rate, "processorSeconds": used.json() })
            })
            .collect();
        json!({ "engine": engine.to_string(), "perSecond": served, "halfWithinSeconds": half.as_secs_f64(),
            "mostWithinSeconds": most.as_secs_f64(), "processorSeconds": used.json(), "beside": bare })
    }
}
