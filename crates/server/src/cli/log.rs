//! The log: one line for each event on standard error, so that standard output stays for results.
//!
//! Lines of a request stand in its span and carry its id, method, route and account.

use clap::ValueEnum;
use std::{io::IsTerminal, panic};
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

/// How a line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people.
    Text,
    /// For programs: an object in each line.
    Json,
}

/// Begins to log.
pub(super) fn start(level: LogLevel, format: LogFormat) {
    let level = match level {
        LogLevel::Error => tracing::Level::ERROR,
        LogLevel::Warn => tracing::Level::WARN,
        LogLevel::Info => tracing::Level::INFO,
        LogLevel::Debug => tracing::Level::DEBUG,
    };
    // Libraries say little and never below a warning: what they log in detail may hold what must not be logged.
    let filter = Targets::new().with_default(tracing::Level::WARN.min(level)).with_target("tapo_care_server", level);
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal()).with_target(false);
    let lines = match format {
        LogFormat::Text => lines.with_filter(filter).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).with_filter(filter).boxed(),
    };
    // Another subscriber can only be there in a test, whose log it is then.
    let _ = tracing_subscriber::registry().with(lines).try_init();
    panic::set_hook(Box::new(|panic| {
        // The message may hold anything, a code or a password too.
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        tracing::error!(place, "a panic");
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{env, process::Command};

    /// Tells the test below from itself in another process.
    const CHILD: &str = "TAPO_CARE_TEST_PANICS";

    /// The hook is the whole process's, so that another process has it. Seen red without the hook.
    #[test]
    fn a_panic_is_logged_by_its_place_and_never_by_its_words() {
        if env::var_os(CHILD).is_some() {
            start(LogLevel::Error, LogFormat::Json);
            panic!("the code was {}", "W2GBJZT48TRNM");
        }
        let program = env::current_exe().expect("this program");
        let name = "cli::log::tests::a_panic_is_logged_by_its_place_and_never_by_its_words";
        let output =
            Command::new(program).args([name, "--exact", "--nocapture"]).env(CHILD, "1").output().expect("runs");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).expect("text");
        assert!(!output.status.success(), "{said}");
        assert!(said.contains("\"message\":\"a panic\"") && said.contains("cli/log.rs:"), "{said}");
        assert!(!said.contains("TRNM"), "{said}");
    }
}
