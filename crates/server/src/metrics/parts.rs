//! The metrics that parts of the server keep, each its own.

use crate::store::{CommitFailed, StoreError};
use prometheus_client::metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram};
use std::{
    future::Future,
    time::{Duration, Instant},
};

/// Counters by labels with known values.
pub(super) type Counters<const N: usize> = Family<[(&'static str, &'static str); N], Counter>;

/// Makes a histogram of times.
pub(super) type Seconds = fn() -> Histogram;

/// From what one waits for a disk to what nobody waits for. Dashboards reckon percentiles from these.
pub(super) fn seconds() -> Histogram {
    Histogram::new([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0])
}

/// Counters that are there from the start with zero: what grows from nothing to one is no growth to Prometheus.
pub(super) fn counters(label: &'static str, values: impl IntoIterator<Item = &'static str>) -> Counters<1> {
    let counters = Counters::default();
    for value in values {
        drop(counters.get_or_create(&[(label, value)]));
    }
    counters
}

/// Of password hashing.
#[derive(Clone, Debug)]
pub(crate) struct PasswordMetrics {
    pub(super) waiting: Gauge,
    pub(super) waited: Histogram,
}

impl Default for PasswordMetrics {
    fn default() -> Self {
        Self { waiting: Gauge::default(), waited: seconds() }
    }
}

impl PasswordMetrics {
    /// Waits for a turn, and is counted meanwhile.
    pub(crate) async fn wait<T>(&self, turn: impl Future<Output = T>) -> T {
        /// Counts down also when nobody waits any more.
        struct Waiting<'m>(&'m Gauge);
        impl Drop for Waiting<'_> {
            fn drop(&mut self) {
                self.0.dec();
            }
        }
        let started = Instant::now();
        self.waiting.inc();
        let _waiting = Waiting(&self.waiting);
        let turn = turn.await;
        self.waited.observe(started.elapsed().as_secs_f64());
        turn
    }
}

/// Of mail.
#[derive(Clone, Debug)]
pub(crate) struct MailMetrics {
    pub(super) tries: Counters<1>,
}

/// What came of a try to send a mail.
#[derive(Clone, Copy)]
pub(crate) enum MailOutcome {
    /// It was sent.
    Sent,
    /// It will be tried again.
    Deferred,
    /// It was given up.
    GivenUp,
}

impl MailOutcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Deferred => "deferred",
            Self::GivenUp => "given_up",
        }
    }
}

impl Default for MailMetrics {
    fn default() -> Self {
        let outcomes = [MailOutcome::Sent, MailOutcome::Deferred, MailOutcome::GivenUp];
        Self { tries: counters("outcome", outcomes.map(MailOutcome::name)) }
    }
}

impl MailMetrics {
    /// A mail was tried.
    pub(crate) fn tried(&self, outcome: MailOutcome) {
        self.tries.get_or_create(&[("outcome", outcome.name())]).inc();
    }
}

/// Of limits.
#[derive(Clone, Debug)]
pub(crate) struct LimitMetrics {
    pub(super) reached: Counters<1>,
}

impl LimitMetrics {
    /// Of limits of these kinds.
    pub(crate) fn new(kinds: impl IntoIterator<Item = &'static str>) -> Self {
        Self { reached: counters("kind", kinds) }
    }

    /// A limit was found reached.
    pub(crate) fn was_reached(&self, kind: &'static str) {
        self.reached.get_or_create(&[("kind", kind)]).inc();
    }
}

/// Of the database.
#[derive(Clone, Debug)]
pub(crate) struct DatabaseMetrics {
    pub(super) waited: Family<[(&'static str, &'static str); 1], Histogram, Seconds>,
    pub(super) commits: Histogram,
    pub(super) failures: Counters<1>,
}

/// What a transaction is for.
#[derive(Clone, Copy)]
pub(crate) enum Use {
    /// To read.
    Read,
    /// To write.
    Write,
}

impl Use {
    const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

impl Default for DatabaseMetrics {
    fn default() -> Self {
        let waited = Family::new_with_constructor(seconds as Seconds);
        for kind in [Use::Read, Use::Write] {
            drop(waited.get_or_create(&[("use", kind.name())]));
        }
        Self { waited, commits: seconds(), failures: counters("kind", ["busy", "conflict", "failed"]) }
    }
}

impl DatabaseMetrics {
    /// A transaction began, or could not, after so long.
    pub(crate) fn began(&self, kind: Use, waited: Duration) {
        self.waited.get_or_create(&[("use", kind.name())]).observe(waited.as_secs_f64());
    }

    /// A transaction came to its end after so long.
    pub(crate) fn ended(&self, took: Duration, result: &Result<(), CommitFailed>) {
        self.commits.observe(took.as_secs_f64());
        match result {
            Ok(()) => {}
            Err(CommitFailed::Conflict(_)) => self.count("conflict"),
            Err(CommitFailed::Database(_) | CommitFailed::Group) => self.count("failed"),
        }
    }

    /// A statement, or the beginning of a transaction, failed.
    pub(crate) fn failed(&self, error: &StoreError) {
        self.count(match error {
            _ if error.is_busy() => "busy",
            StoreError::Conflict(_) => "conflict",
            _ => "failed",
        });
    }

    fn count(&self, kind: &'static str) {
        self.failures.get_or_create(&[("kind", kind)]).inc();
    }
}
