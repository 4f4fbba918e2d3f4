//! The measuring of `cargo xtask bench page`: what a visitor waits for, from the first answer to the receipt, over the real server.
//!
//! No test, and it only runs when that command asks for it. All times are taken inside the page (`bench/probe.js`), so that the way
//! from here to the browser is in none of them. Each sample has a server, a database and a browser of its own.

use crate::act::{click, fill, open_at_once, prepare_pages};
use crate::check;
use crate::find::{Target, button, checkbox, link, textbox};
use crate::harness::{PASSWORD, Page, Person, Size, Stage, journey};
use crate::look::command;
use crate::steps::CODE;
use crate::wait::until;
use serde_json::{Value, json};

/// Names the file for the figures.
const FILE: &str = "TAPO_CARE_BENCH";

/// Names how many samples are taken.
const RUNS: &str = "TAPO_CARE_BENCH_RUNS";

/// The network and the processor of the visitor.
struct Profile {
    name: &'static str,
    /// How much slower than this machine.
    processor: u8,
    /// Milliseconds to each answer, bytes a second down, and up.
    network: Option<(u32, u32, u32)>,
}

const PROFILES: [Profile; 2] = [
    Profile { name: "no throttle", processor: 1, network: None },
    Profile { name: "slow 4G, 4x CPU", processor: 4, network: Some((150, 200_000, 93_750)) },
];

/// What was measured, in order, with its unit.
type Figures = Vec<(&'static str, &'static str, f64)>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures, for `cargo xtask bench page`"]
async fn the_page() {
    let runs: usize = std::env::var(RUNS).ok().and_then(|runs| runs.parse().ok()).expect("how many runs");
    let mut report = Vec::new();
    for profile in &PROFILES {
        let mut samples: Vec<Figures> = Vec::new();
        for _ in 0..runs {
            journey(async |stage: &Stage| samples.push(sample(stage, profile).await)).await;
        }
        println!("\n{:<40} {:>10} {:>10} {:>10}", profile.name, "median", "least", "most");
        for (place, (name, unit, _)) in samples[0].iter().enumerate() {
            let mut values: Vec<f64> = samples.iter().map(|sample| sample[place].2).collect();
            values.sort_by(f64::total_cmp);
            let (median, least, most) = (values[values.len() / 2], values[0], values[values.len() - 1]);
            println!("{name:<40} {median:>10.1} {least:>10.1} {most:>10.1}   {unit}");
            report.push(json!({
                "profile": profile.name, "figure": name, "unit": unit, "median": median, "least": least, "most": most,
            }));
        }
    }
    let file = std::env::var_os(FILE).expect("the file for the figures");
    std::fs::write(file, serde_json::to_string_pretty(&report).expect("JSON")).expect("writes the figures");
}

/// One visitor's way, and their next visit to the log-in.
async fn sample(stage: &Stage, profile: &Profile) -> Figures {
    let page = &stage.impatient_visitor(Size::Desk).await;
    prepare_pages(page, include_str!("bench/probe.js")).await;
    throttle(page, profile).await;

    open_at_once(page, "/tapo_web/login").await;
    let usable = since(page).await;
    fill(page, textbox("Email"), Person::Demo.email()).await;
    crate::act::app_runs(page).await;
    check::value(page, textbox("Email"), Person::Demo.email()).await;
    let mut figures = vec![
        ("first paint of content", "ms", number(page, "noted.first()").await),
        ("largest paint of content", "ms", number(page, "noted.largest").await),
        ("layout shift", "", number(page, "noted.shift").await),
        ("blocking time until the app runs", "ms", number(page, "noted.busy").await),
        ("time until usable", "ms", usable),
        ("bytes of the page by then", "kB", number(page, "noted.bytes()").await / 1000.0),
    ];

    fill(page, textbox("Password"), PASSWORD).await;
    let home = [("h1", "Tapo Care"), ("a", "Use Promo Code")];
    let entry = [("h1", "Redeem Promo Code"), ("input", "Redemption Code"), ("button", "Confirm")];
    let details = [("h1", "Confirm the plan details"), ("button", "Confirm and redeem")];
    let cameras = [("h1", "Redemption complete"), ("button", "Save cameras")];
    let receipt = [("h1", "Receipt"), ("button", "Print")];
    let mut steps = vec![("log in", step(page, button("Log in"), &home).await)];
    steps.push(("use promo code", step(page, link("Use Promo Code"), &entry).await));
    fill(page, textbox("Redemption Code"), CODE).await;
    steps.push(("confirm code", step(page, button("Confirm"), &details).await));
    steps.push(("confirm and redeem", step(page, button("Confirm and redeem"), &cameras).await));
    for camera in ["Front door", "Garden"] {
        click(page, checkbox(camera)).await;
    }
    steps.push(("save cameras", step(page, button("Save cameras"), &receipt).await));
    let journey: f64 = steps.iter().map(|(_, took)| took).sum();
    figures.extend(steps.into_iter().map(|(name, took)| (name, "ms", took)));
    figures.push(("journey, log-in to receipt", "ms", journey));
    figures.push(("bytes of the page on the journey", "kB", number(page, "noted.bytes()").await / 1000.0));
    command(page, "HeapProfiler.collectGarbage", json!({})).await;
    let memory = command(page, "Runtime.getHeapUsage", json!({})).await;
    let megabytes = |name: &str| memory[name].as_f64().unwrap_or_default() / 1e6;
    figures.push(("JavaScript's heap", "MB", megabytes("usedSize")));
    figures.push(("WebAssembly's memory and other buffers", "MB", megabytes("backingStorageSize")));

    page.driver.delete_cookie("session").await.expect("forgets the session");
    open_at_once(page, "/tapo_web/login").await;
    figures.push(("second visit, time until usable", "ms", since(page).await));
    figures
}

async fn throttle(page: &Page, profile: &Profile) {
    if let Some((latency, down, up)) = profile.network {
        command(page, "Network.enable", json!({})).await;
        let conditions =
            json!({ "offline": false, "latency": latency, "downloadThroughput": down, "uploadThroughput": up });
        command(page, "Network.emulateNetworkConditions", conditions).await;
    }
    command(page, "Emulation.setCPUThrottlingRate", json!({ "rate": profile.processor })).await;
}

/// From a click to the first frame in which all of what comes next can be used, in milliseconds.
async fn step(page: &Page, target: Target, next: &[(&str, &str)]) -> f64 {
    page.run("noted.until(arguments[0])", vec![json!(next)]).await.expect("watches");
    click(page, target).await;
    let shown = since(page).await;
    shown - number(page, "noted.clicked").await
}

/// When everything that was watched for could be used, in milliseconds since the page began to load.
async fn since(page: &Page) -> f64 {
    until(page, "what comes next", async || {
        let since: Value = page.run("return window.noted?.since ?? 0", vec![]).await?.convert()?;
        Ok(since.as_f64().filter(|since| *since > 0.0).ok_or("not yet".to_owned()))
    })
    .await
}

async fn number(page: &Page, what: &str) -> f64 {
    let value = page.run(&format!("return {what}"), vec![]).await.expect("looks");
    value.convert().expect("a number")
}
