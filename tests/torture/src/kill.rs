//! The server is killed at any moment under load, hundreds of times; on PostgreSQL, every second time PostgreSQL itself.
//!
//! What was answered is there afterwards with the same reference; what was not is asked again and comes to one redemption;
//! who was told "not spent" finds it unspent. `--broken` answers before it commits; `receipt-apart` is another break, which
//! writes the receipt in a transaction of its own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tapo_care_wire::{CodeUsed, RedemptionState};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::books;
use crate::engine::{Database, Engine, quoted};
use crate::figures::Times;
use crate::outcome::{Failure, Findings, Outcome};
use crate::server::Server;
use crate::stage::{Setting, Stage};
use crate::user::{Said, User};

/// The server that answers before it commits.
pub(crate) const BROKEN: &str = "answer-before-commit";

/// Visitors at a time, each with accounts of their own, so that no account's history gets long.
const VISITORS: usize = 8;
const ACCOUNTS: usize = 6;
/// In the short version a history stays short by itself.
const FEW_ACCOUNTS: usize = 1;

/// Codes for each round, far more than a round uses.
const CODES: usize = 80;

/// The longest time under load before the kill.
const LOAD: Duration = Duration::from_millis(60);

/// How long PostgreSQL may take to come back and the server to find it.
const RECOVERY: Duration = Duration::from_secs(20);

/// Runs the proof.
pub(crate) async fn run(setting: &Setting) -> Outcome<Findings> {
    let mut findings = Findings::default();
    let rounds = setting.amount(500, 6);
    let mut chance = fastrand::Rng::with_seed(setting.seed);
    let mut stage = Stage::new(setting)?;
    let mut server = stage.serve().await?;
    let each = if setting.short { FEW_ACCOUNTS } else { ACCOUNTS };
    let accounts = stage.accounts(&server, VISITORS * each).await?;
    let mut visitors: Vec<Visitor> = Vec::new();
    for own in accounts.chunks(each) {
        visitors.push(Visitor::new(own.iter().map(|user| user.at(server.address)).collect()));
    }
    let shared = Arc::new(Shared::default());
    for chunk in 0..(rounds * CODES).div_ceil(20_000) {
        let many = (rounds * CODES - chunk * 20_000).min(20_000);
        let codes = stage.codes(["premium-2", "basic-5"][chunk % 2], 1, many).await?;
        lock(&shared.codes).extend(codes);
    }
    let database = stage.database().await?;

    let begun = Instant::now();
    let (mut back, mut of_cluster) = (Vec::new(), 0);
    for round in 0..rounds {
        let (stop, stopped) = watch::channel(false);
        let mut visiting = JoinSet::new();
        for mut visitor in visitors.drain(..) {
            visitor.lead_to(&server);
            let (shared, stopped) = (Arc::clone(&shared), stopped.clone());
            visiting.spawn(async move {
                visitor.visit(&shared, &stopped).await;
                visitor
            });
        }
        tokio::time::sleep(LOAD.mul_f64(chance.f64())).await;
        let killed = Instant::now();
        if setting.engine == Engine::Postgres && round % 2 == 1 {
            let cluster = stage.cluster.as_mut().ok_or_else(|| Failure::said("there is no PostgreSQL"))?;
            tokio::task::block_in_place(|| cluster.crash().and_then(|()| cluster.restart()))?;
            let before = shared.answered();
            while shared.answered() == before && killed.elapsed() < RECOVERY {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            findings.expect(shared.answered() > before, || format!("nothing is redeemed {RECOVERY:?} after a crash"));
            of_cluster += 1;
            stop.send_replace(true);
        } else {
            server.kill().await?;
            stop.send_replace(true);
            server = stage.serve().await?;
        }
        back.push(killed.elapsed());
        while let Some(visitor) = visiting.join_next().await {
            visitors.push(visitor?);
        }
        shared.check_answered(&database, &mut findings).await?;
        if setting.engine == Engine::Sqlite {
            for damage in database.damage().await? {
                findings.violation(format!("the database is damaged after round {round}: {damage}"));
            }
        }
    }

    // What is under way is brought to its end, as visitors would.
    for visitor in &mut visitors {
        visitor.lead_to(&server);
        visitor.finish(&shared).await;
    }
    shared.check_answered(&database, &mut findings).await?;
    let redeemed = books::check(&database, &mut findings).await?;
    stage.verify_log(&mut findings).await;
    if let Some(cluster) = &stage.cluster {
        let amcheck = ["-d", "postgres", "--install-missing", "--heapallindexed"];
        if let Err(error) = cluster.client("pg_amcheck", &amcheck) {
            findings.violation(format!("the database is damaged: {error}"));
        }
    }
    let answered = shared.answered();
    findings.expect(answered == redeemed, || format!("{redeemed} codes are redeemed, and {answered} were answered"));
    findings.merge(std::mem::take(&mut lock(&shared.findings)));
    findings.figure("kills", format!("{rounds}, {of_cluster} of them of all of PostgreSQL"));
    findings.figure("redemptions answered", answered);
    findings.figure("redemptions in the books", redeemed);
    findings.figure("answers lost and asked for again", lock(&shared.lost));
    findings.figure("“unavailable” with Retry-After", lock(&shared.unavailable));
    findings.figure("from the kill until it works again", Times::of(back));
    findings.figure("time", format!("{:.0} s", begun.elapsed().as_secs_f64()));
    findings.figure("seed", setting.seed);
    database.close().await;
    Ok(findings)
}

/// What all visitors have in common.
#[derive(Default)]
struct Shared {
    codes: Mutex<Vec<String>>,
    /// Id and reference of what was answered, in order.
    receipts: Mutex<Vec<(String, String)>>,
    /// How many of these were looked up.
    checked: Mutex<usize>,
    lost: Mutex<usize>,
    unavailable: Mutex<usize>,
    findings: Mutex<Findings>,
}

impl Shared {
    fn answered(&self) -> usize {
        lock(&self.receipts).len()
    }

    /// Whether what was answered since the last time is in the database.
    async fn check_answered(&self, database: &Database, findings: &mut Findings) -> Outcome<()> {
        let from = *lock(&self.checked);
        let new: Vec<(String, String)> = lock(&self.receipts)[from..].to_vec();
        *lock(&self.checked) = from + new.len();
        if new.is_empty() {
            return Ok(());
        }
        let ids: Vec<String> = new.iter().map(|(id, _)| quoted(id)).collect::<Outcome<_>>()?;
        let sql = format!(
            "SELECT id || ' ' || reference FROM redemptions WHERE redeemed_at IS NOT NULL AND id IN ({})",
            ids.join(",")
        );
        let there = database.texts(&sql).await?;
        for (id, reference) in new {
            let is_there = there.contains(&format!("{id} {reference}"));
            findings.expect(is_there, || format!("the redemption {reference} was answered and is not there"));
        }
        Ok(())
    }
}

/// Someone who redeems one code after the other, each until there is a receipt.
struct Visitor {
    users: Vec<User>,
    turn: usize,
    pending: Option<Pending>,
}

/// A code on its way.
struct Pending {
    code: String,
    /// Id and etag, once it was previewed.
    preview: Option<(String, String)>,
    /// Whether an answer to a confirmation was lost or unclear.
    unknown: bool,
    /// Whether the last answer said that the code is not spent.
    said_unspent: bool,
}

impl Visitor {
    fn new(users: Vec<User>) -> Self {
        Self { users, turn: 0, pending: None }
    }

    fn lead_to(&mut self, server: &Server) {
        for user in &mut self.users {
            *user = user.at(server.address);
        }
    }

    /// Redeems until it is told to stop.
    async fn visit(&mut self, shared: &Shared, stopped: &watch::Receiver<bool>) {
        while !*stopped.borrow() {
            if !self.step(shared).await {
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
        }
    }

    /// Brings what is under way to its end.
    async fn finish(&mut self, shared: &Shared) {
        let begun = Instant::now();
        while self.pending.is_some() {
            self.step(shared).await;
            if begun.elapsed() > RECOVERY {
                lock(&shared.findings).violation("a code is neither redeemed nor refused in the end");
                return;
            }
        }
    }

    /// The next call or two. Whether they came to something; else it is time for a little rest.
    async fn step(&mut self, shared: &Shared) -> bool {
        if self.pending.is_none() {
            let Some(code) = lock(&shared.codes).pop() else { return false };
            self.turn += 1;
            self.pending = Some(Pending { code, preview: None, unknown: false, said_unspent: false });
        }
        let turn = self.turn % self.users.len();
        let Some(pending) = &mut self.pending else { return false };
        let user = &mut self.users[turn];
        let Some((id, etag)) = pending.preview.clone() else {
            let said = user.open(&pending.code).await;
            return match said {
                Said::Redemption(seen) => {
                    pending.preview = Some((seen.id.to_string(), seen.etag.clone()));
                    true
                }
                other => {
                    shared.no_answer(&other);
                    false
                }
            };
        };
        if pending.said_unspent && !pending.unknown {
            // No confirmation may have spent it: all of them were told that it is unspent.
            match user.look(&id).await {
                Said::Redemption(seen) => {
                    if seen.state == RedemptionState::Redeemed {
                        lock(&shared.findings).violation("a code was said to be unspent, and is spent");
                    }
                }
                other => {
                    shared.no_answer(&other);
                    return false;
                }
            }
        }
        let said = user.confirm(&id, &etag).await;
        if let Some(reference) = said.receipt() {
            lock(&shared.receipts).push((id, reference.to_owned()));
            self.pending = None;
            return true;
        }
        let used = shared.no_answer(&said);
        pending.said_unspent = used == Some(Some(CodeUsed::No));
        pending.unknown |= !pending.said_unspent;
        false
    }
}

impl Shared {
    /// Counts what is no answer, and finds fault with what may not be one. What it says of the code, if it speaks.
    fn no_answer(&self, said: &Said) -> Option<Option<CodeUsed>> {
        if matches!(said, Said::Lost) {
            *lock(&self.lost) += 1;
            return None;
        }
        let used = said.unavailable();
        match used {
            Some(_) => *lock(&self.unavailable) += 1,
            None => lock(&self.findings).violation(format!("a good code was answered {said:?}")),
        }
        used
    }
}

/// A poisoned lock only means that another part of a failing proof panicked.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
