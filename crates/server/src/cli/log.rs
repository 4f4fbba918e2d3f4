//! The log: one line for each event on standard error, so that standard output stays for results.

use clap::ValueEnum;
use std::io::IsTerminal;
use tracing_subscriber::{Layer, filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// How much is logged.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum LogLevel {
    /// What went wrong.
    Error,
    /// And what looks wrong.
    Warn,
    /// And each request.
    Info,
    /// And details.
    Debug,
}

/// Begins to log.
pub(super) fn start(level: LogLevel) {
    let level = match level {
        LogLevel::Error => tracing::Level::ERROR,
        LogLevel::Warn => tracing::Level::WARN,
        LogLevel::Info => tracing::Level::INFO,
        LogLevel::Debug => tracing::Level::DEBUG,
    };
    // Libraries say little and never below a warning: what they log in detail may hold what must not be logged.
    let filter = Targets::new().with_default(tracing::Level::WARN.min(level)).with_target("tapo_care_server", level);
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal()).with_target(false);
    // Another subscriber can only be there in a test, whose log it is then.
    let _ = tracing_subscriber::registry().with(lines.with_filter(filter)).try_init();
}
