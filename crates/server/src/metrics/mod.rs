//! What the server counts and measures, for dashboards and alarms.
//!
//! Each part of the server keeps its own metrics, in `parts`; here they get their names. Labels have few values, which are known
//! beforehand: patterns of addresses, never addresses; kinds of things, never whose they are. `docs/operations.md` has the
//! table, which a test compares with what is exported.

mod listener;
mod parts;

pub use listener::{MetricsListener, serve_metrics};
pub(crate) use parts::{DatabaseMetrics, LimitMetrics, MailMetrics, MailOutcome, PasswordMetrics, Use};

use crate::{app::App, problem::Failure};
use parts::{Counters, Seconds, counters, seconds};
use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::{Registry, Unit},
};
use std::{fmt, time::Duration};
use tapo_care_wire::ErrorCode;

/// What becomes of a code most often. Others are counted once they happen.
const OUTCOMES: [&str; 6] = [
    ErrorCode::CodeAlreadyRedeemed.name(),
    ErrorCode::CodeExpired.name(),
    ErrorCode::CodeRevoked.name(),
    ErrorCode::RegionMismatch.name(),
    ErrorCode::CodeNotYetActive.name(),
    ErrorCode::Unavailable.name(),
];

/// The metrics of requests and redemptions. They live as long as the server.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    requests: Family<Request, Histogram, Seconds>,
    redemptions: Counters<1>,
    previews: Counters<1>,
    /// Pages that listen to what happens to cameras.
    pub(crate) camera_event_listeners: Gauge,
}

/// A kind of request.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Request {
    /// A method of HTTP, or `other`.
    pub(crate) method: &'static str,
    /// The pattern of the address, or `none` where there is nothing.
    pub(crate) route: String,
    /// Such as `2xx`.
    pub(crate) status: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let outcomes = |done: [&'static str; 2]| counters("outcome", done.into_iter().chain(OUTCOMES));
        Self {
            requests: Family::new_with_constructor(seconds),
            redemptions: outcomes(["redeemed", "repeated"]),
            previews: outcomes(["opened", "found_again"]),
            camera_event_listeners: Gauge::default(),
        }
    }
}

impl Metrics {
    /// A request was answered.
    pub(crate) fn answered(&self, request: &Request, took: Duration) {
        self.requests.get_or_create(request).observe(took.as_secs_f64());
    }

    /// A confirmation came to its end: what it did, or why it failed.
    pub(crate) fn confirmed(&self, outcome: Result<&'static str, &Failure>) {
        let outcome = outcome.unwrap_or_else(|failure| failure.code().name());
        self.redemptions.get_or_create(&[("outcome", outcome)]).inc();
    }

    /// A code was sent: what came of it, or why it failed.
    pub(crate) fn previewed(&self, outcome: Result<&'static str, &Failure>) {
        let outcome = outcome.unwrap_or_else(|failure| failure.code().name());
        self.previews.get_or_create(&[("outcome", outcome)]).inc();
    }
}

/// All metrics of a server as text, as Prometheus reads them.
pub(crate) fn exposition(app: &App) -> Result<String, fmt::Error> {
    let mut out = String::new();
    text::encode(&mut out, &registry(app))?;
    Ok(out)
}

/// The metrics by their names. Made anew each time, since some are looked up only when someone asks.
fn registry(app: &App) -> Registry {
    let mut all = Registry::with_prefix("tapo_care");
    let Metrics { requests, redemptions, previews, camera_event_listeners } = app.metrics.clone();
    let (passwords, mails, database) = (&app.passwords.metrics, &app.mail.metrics, &app.store.metrics);
    let now = |value: usize| {
        let gauge = Gauge::<i64>::default();
        gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        gauge
    };
    let started = Gauge::<i64>::default();
    started.set(app.started_at.as_second());

    all.register("build", "The version that runs", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
    all.register_with_unit("process_start_time", "When the server started, in Unix time", Unit::Seconds, started);
    all.register_with_unit(
        "http_request_duration",
        "Time from the head of a request to its answer",
        Unit::Seconds,
        requests,
    );
    all.register("redemptions", "Confirmations of a redemption, by what came of them", redemptions);
    all.register("previews", "Codes that were sent, by what came of them", previews);
    all.register(
        "limits_reached",
        "Times that a limit was found reached, by its kind",
        app.limits.metrics.reached.clone(),
    );
    all.register("password_hashes_waiting", "Passwords that wait to be hashed", passwords.waiting.clone());
    all.register_with_unit(
        "password_hash_wait",
        "Time that a password waited to be hashed",
        Unit::Seconds,
        passwords.waited.clone(),
    );
    all.register("mails", "Tries to send a mail, by what came of them", mails.tries.clone());
    all.register("mails_queued", "Mails that wait to be sent for the first time", now(app.mail.queued()));
    all.register(
        "database_connections_in_use",
        "Connections to the database that are in use",
        now(app.store.connections_in_use()),
    );
    all.register_with_unit(
        "database_wait",
        "Time until a transaction could begin, by its use",
        Unit::Seconds,
        database.waited.clone(),
    );
    all.register_with_unit(
        "database_commit_duration",
        "Time that the end of a transaction took",
        Unit::Seconds,
        database.commits.clone(),
    );
    all.register(
        "database_failures",
        "Times that the database failed, was busy, or asked for another try",
        database.failures.clone(),
    );
    all.register("camera_event_listeners", "Pages that listen to what happens to cameras", camera_event_listeners);
    all
}
