//! The power goes, at any moment. What the server writes is recorded under load, and played again up to a random moment: what
//! was made durable is there; of the rest, writes are lost, kept, put in another order, or torn into sectors. Whatever disk that
//! makes, all redemptions are on it that were answered before the moment. SQLite only: PostgreSQL's own files are its own.
//!
//! `--broken` runs with `synchronous=NORMAL`, which loses some: so the harness can see a loss.

mod image;
mod trace;

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinSet;

use crate::books;
use crate::engine::{Database, Engine, sqlite_url};
use crate::outcome::{Failure, Findings, Outcome};
use crate::stage::{Setting, Stage};
use image::Image;
use trace::{Event, File};

/// The server that does not wait for the disk.
pub(crate) const BROKEN: &str = "synchronous-normal";

const VISITORS: usize = 8;

/// Every so manieth image is looked at as thoroughly as the end of other proofs.
const THOROUGH: usize = 25;

/// Runs the proof.
pub(crate) async fn run(setting: &Setting) -> Outcome<Findings> {
    if setting.engine != Engine::Sqlite {
        return Err(Failure::said("power cuts are tried on SQLite only"));
    }
    let mut findings = Findings::default();
    let mut chance = fastrand::Rng::with_seed(setting.seed);
    let images = setting.amount(5_000, 100);
    let redemptions = if setting.short { 60 } else { 600 };
    let stage = Stage::new(setting)?;
    let (mut disk, events) = record(&stage, redemptions).await?;
    let answers = events.iter().filter(|event| matches!(event, Event::Answer(_))).count();
    let syncs = events.iter().filter(|event| matches!(event, Event::Sync(..))).count();
    if answers < redemptions || events.iter().filter(|event| of(event).is_some()).count() < redemptions {
        return Err(Failure::said(format!("strace recorded {answers} answers, and too little of what was written")));
    }

    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { stage.data() };
    let place = tempfile::Builder::new().prefix("tapo-care-power-").tempdir_in(place)?;
    let mut cuts: Vec<usize> = (0..images).map(|_| chance.usize(0..events.len())).collect();
    cuts.sort_unstable();
    let (mut durable, mut answered, mut at) = (Durable::default(), HashSet::new(), 0);
    let (mut lost, mut damaged, mut under_way_most) = (0, 0, 0);
    for (number, cut) in cuts.into_iter().enumerate() {
        for (place, event) in events.iter().enumerate().take(cut).skip(at) {
            match event {
                Event::Sync(file, upto) => durable.advance(*file, *upto, &events, &mut disk),
                Event::Answer(reference) => drop(answered.insert(reference.clone())),
                Event::Write(..) | Event::Truncate(..) => {}
            }
            at = place + 1;
        }
        let mut image = disk.clone();
        let under_way = durable.under_way(&events, cut);
        under_way_most = under_way_most.max(under_way.len());
        image.crash(under_way, &mut chance);
        let file = place.path().join("image.db");
        fs::write(&file, &image.main)?;
        fs::write(place.path().join("image.db-wal"), &image.log)?;
        let _none = fs::remove_file(place.path().join("image.db-shm"));
        let database = Database::open(&sqlite_url(&file)).await?;
        match look(&database, number.is_multiple_of(THOROUGH), &mut findings).await {
            Ok(there) => {
                let missing = answered.iter().filter(|reference| !there.contains(*reference)).count();
                lost += usize::from(missing > 0);
                findings.expect(missing == 0, || {
                    format!("cut at event {cut}: {missing} of {} answered redemptions are lost", answered.len())
                });
            }
            Err(failure) => {
                damaged += 1;
                findings.violation(format!("cut at event {cut}: the database can't be read: {failure}"));
            }
        }
        database.close().await;
    }
    findings.figure("redemptions recorded", answers);
    findings.figure("writes and syncs recorded", format!("{} with {syncs} syncs", events.len() - answers));
    findings.figure("images of the disk", images);
    findings.figure("images that lost an answered redemption", lost);
    findings.figure("images that can't be read", damaged);
    findings.figure("writes under way at the most", under_way_most);
    findings.figure("seed", setting.seed);
    Ok(findings)
}

/// How far each file is durable: the number of the event up to which it is.
#[derive(Default)]
struct Durable {
    main: usize,
    log: usize,
}

impl Durable {
    fn of(&mut self, file: File) -> &mut usize {
        match file {
            File::Main => &mut self.main,
            File::Log => &mut self.log,
        }
    }

    fn advance(&mut self, file: File, upto: usize, events: &[Event], disk: &mut Image) {
        let from = self.of(file);
        for event in events.iter().take(upto).skip(*from).filter(|event| of(event) == Some(file)) {
            disk.apply(event);
        }
        *from = upto.max(*from);
    }

    /// What happened before the cut without being durable, with what was about to happen.
    fn under_way<'a>(&self, events: &'a [Event], cut: usize) -> Vec<&'a Event> {
        let from = self.main.min(self.log);
        let some = events.iter().enumerate().take(cut + 1).skip(from);
        let not_yet = some.filter(|(number, event)| match of(event) {
            Some(File::Main) => *number >= self.main,
            Some(File::Log) => *number >= self.log,
            None => false,
        });
        not_yet.map(|(_, event)| event).collect()
    }
}

/// The file that a write is to.
fn of(event: &Event) -> Option<File> {
    match event {
        Event::Write(file, ..) | Event::Truncate(file, _) => Some(*file),
        Event::Sync(..) | Event::Answer(_) => None,
    }
}

/// The references that are there; the rest of the books, too, when it is to be thorough.
async fn look(database: &Database, thorough: bool, findings: &mut Findings) -> Outcome<HashSet<String>> {
    let references = database.texts("SELECT reference FROM redemptions WHERE reference IS NOT NULL").await?;
    if thorough {
        books::check(database, findings).await?;
    } else {
        for damage in database.damage().await? {
            findings.violation(format!("an image is damaged: {damage}"));
        }
    }
    Ok(references.into_iter().collect())
}

/// Redeems under the eyes of strace. The files at the beginning, and all that happened.
async fn record(stage: &Stage, redemptions: usize) -> Outcome<(Image, Vec<Event>)> {
    let server = stage.serve().await?;
    let users = stage.accounts(&server, VISITORS).await?;
    let codes = Arc::new(Mutex::new(stage.codes("premium-2", 1, redemptions).await?));
    let record = stage.data().join("strace.log");
    let mut strace = attach(server.process()?, &record).await?;
    let read = |ending: &str| fs::read(stage.data().join(format!("tapo-care.db{ending}")));
    let disk = Image { main: read("")?, log: read("-wal").unwrap_or_default() };
    let mut visiting = JoinSet::new();
    for mut user in users {
        let codes = Arc::clone(&codes);
        visiting.spawn(async move {
            loop {
                let code = codes.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let Some(code) = code else { return Ok::<_, Failure>(()) };
                let seen = user.preview(&code).await?;
                let said = user.confirm(seen.id.as_str(), &seen.etag).await;
                said.receipt().ok_or_else(|| Failure::said(format!("a good code was answered {said:?}")))?;
            }
        });
    }
    while let Some(visitor) = visiting.join_next().await {
        visitor??;
    }
    let process = strace.id().and_then(|id| i32::try_from(id).ok()).ok_or_else(|| Failure::said("strace ended"))?;
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(process), nix::sys::signal::Signal::SIGTERM)?;
    strace.wait().await?;
    let events = trace::read(&fs::read_to_string(record)?);
    Ok((disk, events))
}

async fn attach(process: i32, record: &Path) -> Outcome<Child> {
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-xx", "-s", "100000", "-e", "signal=none", "-p", &process.to_string()]);
    command.args(["-e", "trace=pwrite64,ftruncate,fsync,fdatasync,write,writev,sendto", "-o"]).arg(record);
    let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true).spawn()?;
    let said = child.stderr.take().ok_or_else(|| Failure::said("strace says nothing"))?;
    let mut lines = BufReader::new(said).lines();
    match lines.next_line().await? {
        Some(line) if line.contains("attached") => {
            tokio::spawn(async move { while matches!(lines.next_line().await, Ok(Some(_))) {} });
            Ok(child)
        }
        other => Err(Failure::said(format!("strace can't hold the server: {other:?}"))),
    }
}
