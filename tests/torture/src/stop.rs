//! The server is told to end under load, a hundred times: it answers what it has taken, ends soon, and begins again quickly.
//! `--broken` ends at once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use tokio::task::JoinSet;

use crate::books;
use crate::engine::Engine;
use crate::figures::Times;
use crate::outcome::{Findings, Outcome};
use crate::stage::{Setting, Stage};
use crate::user::{Said, User};

/// The server that ends without waiting for anything.
pub(crate) const BROKEN: &str = "end-at-once";

const VISITORS: usize = 16;

/// Codes for each round, far more than a round uses.
const CODES: usize = 150;

/// A request that was sent so long before the signal has been read; a later one may lie unread in a connection that is
/// closed for lack of work, which every client of a kept connection must expect.
const TAKEN: Duration = Duration::from_millis(25);

/// For how many milliseconds at least the server is under load before it is told to end. One over PostgreSQL has connections to
/// open and statements to prepare at first.
fn under_load(engine: Engine) -> u64 {
    match engine {
        Engine::Sqlite => 40,
        Engine::Postgres => 200,
    }
}

/// The longest that the end may take.
const END: Duration = Duration::from_secs(5);

/// The longest that a start may take, in a release build on a machine that does nothing else.
const START: Duration = Duration::from_millis(300);

/// Runs the proof.
pub(crate) async fn run(setting: &Setting) -> Outcome<Findings> {
    let mut findings = Findings::default();
    let rounds = setting.amount(100, 6);
    let mut chance = fastrand::Rng::with_seed(setting.seed);
    let stage = Stage::new(setting)?;
    let mut server = stage.serve().await?;
    let mut users = stage.accounts(&server, VISITORS).await?;
    let database = stage.database().await?;
    let codes = Arc::new(Mutex::new(stage.codes("premium-2", 1, rounds * CODES).await?));
    let (mut starts, mut ends, mut answered, mut unread, mut in_flight) = (vec![], vec![], 0, 0, 0);
    for _ in 0..rounds {
        let mut visiting = JoinSet::new();
        for user in users.drain(..) {
            let (mut user, codes) = (user.at(server.address), Arc::clone(&codes));
            visiting.spawn(async move {
                let end = redeem(&mut user, &codes).await;
                (user, end)
            });
        }
        let load = under_load(setting.engine);
        tokio::time::sleep(Duration::from_millis(load + chance.u64(0..load * 2))).await;
        let told = Instant::now();
        server.signal(Signal::SIGTERM)?;
        let status = server.ended().await?;
        ends.push(told.elapsed());
        findings.expect(status.success(), || format!("the server ended with {status}"));
        while let Some(visit) = visiting.join_next().await {
            let (user, visit) = visit?;
            users.push(user);
            answered += visit.receipts;
            in_flight += usize::from(visit.answered_last.is_some_and(|at| at > told));
            findings.expect(visit.wrong.is_none(), || format!("a good code was answered {:?}", visit.wrong));
            let Some((sent, begun)) = visit.lost else { continue };
            if begun > 0 {
                findings.violation(format!("an answer ended after {begun} bytes"));
            } else if sent + TAKEN < told {
                findings
                    .violation(format!("a request that was sent {:?} before the signal has no answer", told - sent));
            } else {
                unread += 1;
            }
        }
        server = stage.serve().await?;
        starts.push(server.ready);
    }
    let (starts, ends) = (Times::of(starts), Times::of(ends));
    findings.expect(ends.longest() <= END, || format!("an end took {:?}", ends.longest()));
    if !cfg!(debug_assertions) {
        findings
            .expect(starts.below(0.95) <= START, || format!("5 % of the starts took over {:?}", starts.below(0.95)));
    }
    let redeemed = books::check(&database, &mut findings).await?;
    stage.verify_log(&mut findings).await;
    findings.expect(redeemed >= answered, || format!("{answered} were answered, and {redeemed} are there"));
    findings.figure("times told to end", rounds);
    findings.figure("redemptions answered", answered);
    findings.figure("answers that came after the signal", in_flight);
    findings.figure("requests that crossed the end unread", unread);
    findings.figure("from the signal to the end", ends);
    findings.figure("from the start until it listens", starts);
    database.close().await;
    Ok(findings)
}

/// What a visitor saw until the server was gone.
#[derive(Default)]
struct Visit {
    receipts: usize,
    /// When the last answer came.
    answered_last: Option<Instant>,
    /// When the request was sent that has no answer, and how many bytes of one came.
    lost: Option<(Instant, usize)>,
    wrong: Option<Said>,
}

/// Redeems one code after the other until the server is gone.
async fn redeem(user: &mut User, codes: &Mutex<Vec<String>>) -> Visit {
    let mut visit = Visit::default();
    let mut seen: Option<(String, String)> = None;
    loop {
        let request = match &seen {
            Some((id, etag)) => user.confirming(id, etag),
            None => {
                let Some(code) = codes.lock().unwrap_or_else(PoisonError::into_inner).pop() else { return visit };
                user.opening(&code)
            }
        };
        // Where no connection can be had any more, no request was sent.
        let Ok(connection) = user.connection().await else { return visit };
        if connection.send(&request).await.is_err() {
            user.hang_up();
            return visit;
        }
        let sent = Instant::now();
        let answer = connection.answer().await;
        let Ok(answer) = answer else {
            visit.lost = Some((sent, connection.begun()));
            user.hang_up();
            return visit;
        };
        visit.answered_last = Some(Instant::now());
        let closes = answer.header("connection").is_some_and(|what| what == "close");
        match Said::of(Ok(answer)) {
            said if said.receipt().is_some() => {
                visit.receipts += 1;
                seen = None;
            }
            Said::Redemption(redemption) => seen = Some((redemption.id.to_string(), redemption.etag.clone())),
            said if said.unavailable().is_some() => {}
            said => {
                visit.wrong = Some(said);
                return visit;
            }
        }
        if closes {
            user.hang_up();
        }
    }
}
