//! The disk is full or fails, the database is away: whoever asks hears "unavailable" and when to come back, nobody hears a
//! wrong "yes", and the server is well within two seconds after. `--broken` does not hear that a commit failed.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tapo_care_wire::{CodeUsed, RedemptionState};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::books;
use crate::engine::{Database, Engine};
use crate::outcome::{Failure, Findings, Outcome};
use crate::server::{Program, Server};
use crate::stage::{Setting, Stage};
use crate::user::{Said, User};

/// The server that takes a failed commit for a good one.
pub(crate) const BROKEN: &str = "deaf-to-failure";

const VISITORS: usize = 8;

/// How long the server waits for a database by itself.
const PATIENCE: Duration = Duration::from_secs(5);

/// How soon the server must be well after the fault.
const HEALTHY: Duration = Duration::from_secs(2);

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// No byte can be written beyond the size that the file has: the kernel refuses.
    DiskFull,
    /// The kernel says that the disk failed when something is written.
    WritesFail,
    /// It says so when what was written is to be made durable.
    SyncsFail,
    /// Another process holds the lock.
    Locked,
    /// The database's processes stand still.
    Frozen,
    /// The database is stopped, and started again.
    Away,
    /// The database takes every statement, and has no space left when it is to commit them.
    CommitsFail,
}

impl Fault {
    fn of(engine: Engine) -> &'static [Self] {
        match engine {
            Engine::Sqlite => &[Self::DiskFull, Self::WritesFail, Self::SyncsFail, Self::Locked],
            Engine::Postgres => &[Self::Frozen, Self::Away, Self::CommitsFail],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::DiskFull => "disk full",
            Self::WritesFail => "writes fail (EIO)",
            Self::SyncsFail => "fsync fails (EIO)",
            Self::Locked => "locked by another process",
            Self::Frozen => "database frozen",
            Self::Away => "database stopped",
            Self::CommitsFail => "commits fail (no space)",
        }
    }
}

/// Runs the proof.
pub(crate) async fn run(setting: &Setting) -> Outcome<Findings> {
    let mut findings = Findings::default();
    // How long each fault lasts, in seconds. Longer than the patience of the server where it is to be seen to end.
    let lasts = Duration::from_secs(setting.amount(7, 1) as u64);
    let each = if setting.short { 10 } else { 100 };
    for &fault in Fault::of(setting.engine) {
        let mut stage = Stage::new(setting)?;
        // The kernel's limit on the size of files stands for the full disk: it takes no special rights, and is lifted again.
        let limited = Program { words: soft_limit(&stage.program.words), ..stage.program.clone() };
        let arguments = stage.serving(&[]);
        // It is to be made first, since a database that can't be made at all is another matter.
        let server = limited.serve(&arguments).await?;
        let users = stage.accounts(&server, VISITORS + 1).await?;
        let codes = stage.codes("premium-2", 1, VISITORS * each + 1).await?;
        let database = stage.database().await?;
        let mut trial = Trial { fault, lasts, each, findings: Findings::default() };
        trial.go(&mut stage, &server, &database, users, codes).await?;
        findings.merge(trial.findings);
        database.close().await;
    }
    Ok(findings)
}

/// The words that start the server so that it hears of the kernel's limit instead of being killed.
fn soft_limit(words: &[String]) -> Vec<String> {
    let mut all = ["sh", "-c", r#"trap "" XFSZ; exec "$@""#, "limited"].map(str::to_owned).to_vec();
    all.extend(words.iter().cloned());
    all
}

/// Before, during and after the fault.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    Before,
    During,
    After,
}

/// One fault.
struct Trial {
    fault: Fault,
    lasts: Duration,
    /// Codes for each visitor.
    each: usize,
    findings: Findings,
}

/// What the visitors saw while the fault lasted.
#[derive(Default)]
struct Seen {
    receipts: Vec<(String, String)>,
    unavailable: usize,
    /// Redemptions that were said to be unspent, and whose every attempt was.
    unspent: Vec<String>,
    wrong: Vec<String>,
    slowest: Duration,
}

impl Trial {
    async fn go(
        &mut self,
        stage: &mut Stage,
        server: &Server,
        database: &Database,
        users: Vec<User>,
        mut codes: Vec<String>,
    ) -> Outcome<()> {
        let name = self.fault.name();
        let (tell, told) = watch::channel(Moment::Before);
        let mut visiting = JoinSet::new();
        // Each begins with codes that it has looked at, so that something can be confirmed when nothing can be written.
        for mut user in users.iter().take(VISITORS).map(|user| user.at(user.address)) {
            let mut seen = Vec::new();
            let own = codes.split_off(codes.len() - (codes.len() - 1).min(self.each));
            for code in &own {
                let preview = user.preview(code).await?;
                seen.push(preview.id.to_string());
            }
            let stage = told.clone();
            visiting.spawn(async move { visit(user, seen, &stage).await });
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
        let wound = self.hurt(stage, server, database).await?;
        tell.send_replace(Moment::During);
        tokio::time::sleep(self.lasts).await;
        wound.heal(stage, database).await?;

        let healed = Instant::now();
        // Whoever looks whether all is well has an account apart, whose codes change nothing for the visitors'.
        let mut first = users.into_iter().last().ok_or_else(|| Failure::said("nobody is there"))?;
        while ready(&mut first).await != Some(200) && healed.elapsed() < HEALTHY * 5 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let code = codes.pop().ok_or_else(|| Failure::said("the codes are used up"))?;
        let mut redeemed = false;
        while !redeemed && healed.elapsed() < HEALTHY * 5 {
            redeemed = redeem(&mut first, &code).await;
        }
        let well = healed.elapsed();
        self.findings.expect(redeemed && well <= HEALTHY, || format!("{name}: not well after {well:?}"));

        tell.send_replace(Moment::After);
        let mut all = Seen::default();
        while let Some(seen) = visiting.join_next().await {
            let seen = seen?;
            all.receipts.extend(seen.receipts);
            all.unavailable += seen.unavailable;
            all.unspent.extend(seen.unspent);
            all.wrong.extend(seen.wrong);
            all.slowest = all.slowest.max(seen.slowest);
        }
        self.judge(database, &all).await?;
        // A fault that is shorter than the server's patience is waited for.
        let refuses = matches!(self.fault, Fault::DiskFull | Fault::WritesFail | Fault::SyncsFail | Fault::CommitsFail);
        let told = all.unavailable > 0 || !(refuses || self.lasts > PATIENCE);
        self.findings.expect(told, || format!("{name}: nobody was told, so nothing was tried"));
        books::check(database, &mut self.findings).await?;
        self.findings.figure(
            name,
            format!(
                "{} redeemed, {} “unavailable”, slowest answer {:.1} s, well after {} ms",
                all.receipts.len(),
                all.unavailable,
                all.slowest.as_secs_f64(),
                well.as_millis()
            ),
        );
        Ok(())
    }

    /// Compares what was said with what is there.
    async fn judge(&mut self, database: &Database, all: &Seen) -> Outcome<()> {
        let name = self.fault.name();
        let sql = "SELECT id || ' ' || reference FROM redemptions WHERE redeemed_at IS NOT NULL";
        let there = database.texts(sql).await?;
        for (id, reference) in &all.receipts {
            let is_there = there.contains(&format!("{id} {reference}"));
            self.findings.expect(is_there, || format!("{name}: a wrong “yes”, {reference} is not there"));
        }
        for id in &all.unspent {
            let spent = there.iter().any(|row| row.starts_with(&format!("{id} ")));
            self.findings.expect(!spent, || format!("{name}: a wrong “no”, {id} is redeemed"));
        }
        for wrong in &all.wrong {
            self.findings.violation(format!("{name}: {wrong}"));
        }
        Ok(())
    }

    async fn hurt(&self, stage: &mut Stage, server: &Server, database: &Database) -> Outcome<Wound> {
        let process = server.process()?;
        match self.fault {
            Fault::DiskFull => {
                limit_files(process, "0").await?;
                Ok(Wound::Limit(process))
            }
            Fault::WritesFail => Ok(Wound::Strace(strace(process, "pwrite64", stage).await?)),
            Fault::SyncsFail => Ok(Wound::Strace(strace(process, "fsync,fdatasync", stage).await?)),
            Fault::Locked => {
                database.run("BEGIN IMMEDIATE").await?;
                Ok(Wound::Lock)
            }
            Fault::CommitsFail => {
                for statement in NO_SPACE {
                    database.run(statement).await?;
                }
                Ok(Wound::Trigger)
            }
            Fault::Frozen | Fault::Away => {
                let cluster = stage.cluster.as_mut().ok_or_else(|| Failure::said("there is no PostgreSQL"))?;
                match self.fault {
                    Fault::Frozen => cluster.freeze(true)?,
                    _ => cluster.stop(),
                }
                Ok(Wound::Cluster(self.fault))
            }
        }
    }
}

/// What is to be undone.
enum Wound {
    Limit(i32),
    Strace(Child),
    Lock,
    Trigger,
    Cluster(Fault),
}

/// What makes every commit of a redemption fail, and nothing before it.
const NO_SPACE: [&str; 2] = [
    "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$",
    "CREATE CONSTRAINT TRIGGER no_space AFTER UPDATE ON redemptions DEFERRABLE INITIALLY DEFERRED \
     FOR EACH ROW EXECUTE FUNCTION no_space()",
];

impl Wound {
    async fn heal(self, stage: &mut Stage, database: &Database) -> Outcome<()> {
        match self {
            Self::Limit(process) => limit_files(process, "unlimited").await,
            Self::Strace(mut strace) => {
                // TERM lets it let go of the server; KILL would leave that to the kernel, which ends the server.
                let process = strace.id().and_then(|id| i32::try_from(id).ok());
                if let Some(process) = process {
                    nix::sys::signal::kill(nix::unistd::Pid::from_raw(process), nix::sys::signal::Signal::SIGTERM)?;
                }
                strace.wait().await?;
                Ok(())
            }
            Self::Lock => database.run("ROLLBACK").await.map(drop),
            Self::Trigger => database.run("DROP TRIGGER no_space ON redemptions").await.map(drop),
            Self::Cluster(fault) => {
                let cluster = stage.cluster.as_mut().ok_or_else(|| Failure::said("there is no PostgreSQL"))?;
                if matches!(fault, Fault::Frozen) {
                    Ok(cluster.freeze(false)?)
                } else {
                    Ok(tokio::task::block_in_place(|| cluster.restart())?)
                }
            }
        }
    }
}

/// Sets the size beyond which the process may not write its files.
async fn limit_files(process: i32, limit: &str) -> Outcome<()> {
    let status = Command::new("prlimit").args(["--pid", &process.to_string(), &format!("--fsize={limit}:")]).status();
    if status.await?.success() { Ok(()) } else { Err(Failure::said("prlimit can't set the limit")) }
}

/// Makes these calls of the process fail, until the value is ended.
async fn strace(process: i32, calls: &str, stage: &Stage) -> Outcome<Child> {
    let mut command = Command::new("strace");
    let inject = format!("inject={calls}:error=EIO");
    command.args(["-f", "-p", &process.to_string(), "-e", &format!("trace={calls}"), "-e", &inject]);
    command.arg("-o").arg(stage.data().join("strace.log")).stdin(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.kill_on_drop(true).spawn()?;
    let said = child.stderr.take().ok_or_else(|| Failure::said("strace says nothing"))?;
    let mut lines = BufReader::new(said).lines();
    // It says so when it holds the threads of the process.
    match lines.next_line().await? {
        Some(line) if line.contains("attached") => {
            tokio::spawn(async move { while matches!(lines.next_line().await, Ok(Some(_))) {} });
            Ok(child)
        }
        other => Err(Failure::said(format!("strace can't hold the server: {other:?}"))),
    }
}

/// Confirms what was looked at while the fault lasts, again and again.
async fn visit(mut user: User, mut waiting: Vec<String>, moment: &watch::Receiver<Moment>) -> Seen {
    let mut seen = Seen::default();
    loop {
        let now = *moment.borrow();
        let Some(id) = waiting.pop().filter(|_| now != Moment::After) else { return seen };
        if now == Moment::Before {
            // Not so quick that nothing is left to be refused.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // The effect moves from "new" to "extends" as the account's own codes go, so the etag is asked for.
        let etag = match user.look(&id).await {
            Said::Redemption(found) if found.state == RedemptionState::Previewed => found.etag.clone(),
            Said::Redemption(_) => continue,
            said => {
                seen.unheard(&said);
                waiting.insert(0, id);
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
        };
        let asked = Instant::now();
        let said = user.confirm(&id, &etag).await;
        seen.slowest = seen.slowest.max(asked.elapsed());
        if let Some(reference) = said.receipt() {
            seen.receipts.push((id, reference.to_owned()));
        } else if seen.unheard(&said) == Some(CodeUsed::No) {
            seen.unspent.push(id);
        } else {
            waiting.insert(0, id);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Seen {
    /// Whoever can't be served must be told so. What is claimed of the code then.
    fn unheard(&mut self, said: &Said) -> Option<CodeUsed> {
        let used = said.unavailable();
        match used {
            Some(_) => self.unavailable += 1,
            None => self.wrong.push(format!("instead of “unavailable”: {said:?}")),
        }
        used.flatten()
    }
}

async fn ready(user: &mut User) -> Option<u16> {
    let request = user.request("GET", "/api/v1/health/ready", None, None);
    user.call(&request).await.ok().map(|answer| answer.status)
}

async fn redeem(user: &mut User, code: &str) -> bool {
    let Said::Redemption(seen) = user.open(code).await else { return false };
    user.confirm(seen.id.as_str(), &seen.etag).await.receipt().is_some()
}

/// Whether strace and prlimit are there.
pub(crate) fn tools() -> Outcome<()> {
    for tool in ["strace", "prlimit"] {
        let path = std::env::var_os("PATH").unwrap_or_default();
        if !std::env::split_paths(&path).any(|folder| Path::new(&folder).join(tool).is_file()) {
            return Err(Failure::said(format!("{tool} is not installed")));
        }
    }
    Ok(())
}
