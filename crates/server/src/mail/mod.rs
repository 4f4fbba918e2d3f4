//! Mail: what is written to people, and how it goes out.
//!
//! A request puts its mail into a queue and goes on; a task in the background sends it. So the time of an answer says
//! nothing of what was mailed, and a slow mail server keeps nobody waiting.

mod carrier;
mod language;
mod layout;
mod letter;
mod recipient;

/// Written by the build script, from `mails/`.
mod words {
    include!(concat!(env!("OUT_DIR"), "/mails.rs"));
}

pub(crate) use language::Language;
pub(crate) use letter::Letter;
pub(crate) use recipient::Recipient;

use crate::{
    clock::Clock,
    metrics::{MailMetrics, MailOutcome},
};
use carrier::Carrier;
use std::{fmt, path::PathBuf, sync::Arc, time::Duration};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
};

/// Mails that wait at the most. When a mail server is away for long, callers are told "unavailable" rather than promised
/// a mail.
const QUEUE: usize = 256;

/// Mails at the most that wait to be tried again, each in a task of its own, so that one that its recipient's mail server
/// refuses for now keeps no other waiting. Beyond it the mail server itself is away, and all wait.
const RETRIES: usize = 64;

/// How long the end of the server waits for the queue.
const PATIENCE: Duration = Duration::from_secs(5);

/// How mail goes out.
#[derive(Clone)]
pub struct MailSettings {
    /// The folder that mails are put into, a file each, when there is no mail server.
    pub outbox: PathBuf,
    /// The mail server, such as `smtps://user:password@mail.example.com` or `smtp://mail.example.com?tls=required`.
    pub smtp_url: Option<String>,
    /// Who mails come from, such as `Tapo Care <care@example.com>`.
    pub from: String,
}

/// Where mails are put when nobody says so.
pub(crate) const DEFAULT_OUTBOX: &str = "data/outbox";
/// Who mails come from when nobody says so: good for an outbox only.
pub(crate) const DEFAULT_FROM: &str = "Tapo Care <no-reply@localhost>";

impl Default for MailSettings {
    fn default() -> Self {
        Self { outbox: DEFAULT_OUTBOX.into(), smtp_url: None, from: DEFAULT_FROM.to_owned() }
    }
}

/// Never shows the mail server's password.
impl fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailSettings")
            .field("outbox", &self.outbox)
            .field("smtp", &self.smtp_url.is_some())
            .field("from", &self.from)
            .finish()
    }
}

/// One mail.
struct Mail {
    to: Recipient,
    letter: Letter,
}

/// What the task in the background is asked for.
enum Job {
    Send(Box<Mail>),
    /// To say when everything before it is out.
    Tell(oneshot::Sender<()>),
}

/// Takes mails and sends them in the background. The task ends with the last of its senders.
#[derive(Clone, Debug)]
pub(crate) struct Mailer {
    jobs: mpsc::Sender<Job>,
    /// What became of mails.
    pub(crate) metrics: MailMetrics,
}

/// A place in the queue, taken before anything is written that the mail belongs to.
pub(crate) struct Place(mpsc::OwnedPermit<Job>);

/// Too many mails are waiting.
#[derive(Debug)]
pub(crate) struct QueueFull;

/// The settings can't be used. Says what to do.
#[derive(Debug)]
pub(crate) struct BadSettings(String);

impl fmt::Display for BadSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Mailer {
    /// Begins to send.
    pub(crate) fn start(settings: &MailSettings, clock: Clock) -> Result<Self, BadSettings> {
        let metrics = MailMetrics::default();
        let carrier = Carrier::new(settings, clock, metrics.clone())?;
        let (sender, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(work(carrier, receiver));
        Ok(Self { jobs: sender, metrics })
    }

    /// Takes a place in the queue.
    pub(crate) fn place(&self) -> Result<Place, QueueFull> {
        self.jobs.clone().try_reserve_owned().map(Place).map_err(|_| QueueFull)
    }

    /// How many mails wait to be sent for the first time, or are about to be written.
    pub(crate) fn queued(&self) -> usize {
        self.jobs.max_capacity() - self.jobs.capacity()
    }

    /// Waits until every mail that was given so far is out or given up, but not for long.
    pub(crate) async fn flushed(&self) {
        let (tell, told) = oneshot::channel();
        let flush = async {
            // All places at once are free only when every mail has left the queue, and nobody is about to put one there.
            drop(self.jobs.reserve_many(QUEUE).await);
            if self.jobs.send(Job::Tell(tell)).await.is_ok() {
                // An error means that the task has ended: nothing is waiting then.
                let _ = told.await;
            }
        };
        if tokio::time::timeout(PATIENCE, flush).await.is_err() {
            tracing::warn!("some mails could not be sent in time");
        }
    }
}

impl Place {
    /// Puts a mail there.
    pub(crate) fn send(self, to: Recipient, letter: Letter) {
        self.0.send(Job::Send(Box::new(Mail { to, letter })));
    }
}

/// The task in the background.
async fn work(carrier: Carrier, mut jobs: mpsc::Receiver<Job>) {
    let carrier = Arc::new(carrier);
    let mut retries = JoinSet::new();
    while let Some(job) = jobs.recv().await {
        // Those that have ended make room.
        while retries.try_join_next().is_some() {}
        match job {
            Job::Send(mail) => {
                if carrier.try_first(&mail).await {
                    continue;
                }
                while retries.len() >= RETRIES {
                    retries.join_next().await;
                }
                let carrier = Arc::clone(&carrier);
                retries.spawn(async move { carrier.try_again(&mail).await });
            }
            Job::Tell(asker) => {
                while retries.join_next().await.is_some() {}
                // An error means that whoever asked has lost patience.
                let _ = asker.send(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As at the end of the server: a request has a place, and writes its mail only now. Seen red with waiting for what is in
    /// the queue already.
    #[tokio::test]
    async fn the_end_waits_for_mails_that_are_about_to_be_written() {
        let dir = tempfile::tempdir().expect("a folder");
        let settings = MailSettings { outbox: dir.path().join("outbox"), ..MailSettings::default() };
        let mailer = Mailer::start(&settings, Clock::system()).expect("good settings");
        let place = mailer.place().expect("there is room");
        let flush = tokio::spawn(async move { mailer.flushed().await });
        // Lets the others go as far as they can.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        let recipient = Recipient::parse("someone@example.com", Language::ENGLISH).expect("an address");
        place.send(recipient, Letter::NoAccount);
        flush.await.expect("ends");
        let mails = std::fs::read_dir(&settings.outbox).map(Iterator::count).unwrap_or_default();
        assert_eq!(mails, 1);
    }
}
