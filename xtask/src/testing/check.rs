//! What is checked, in the order of what is quickest to tell that something is wrong.

use std::process::Command;
use std::time::Duration;

use crate::engine::Engine;
use crate::failure::Outcome;
use crate::process::Running;
use crate::toolbox::Toolbox;
use crate::{page, paths, torture};

use super::journeys::{Build, journeys};
use super::tally::Tally;
use super::{stream, tidy};

/// Names the PostgreSQL in which each test of the server then makes a database of its own.
const POSTGRES_URL: &str = "TAPO_CARE_TEST_POSTGRES_URL";

const MINUTE: Duration = Duration::from_secs(60);

/// One check: one row of the table at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// The formatting.
    Format,
    /// The rules of the house.
    Tidy,
    /// Lints for this machine.
    ClippyNative,
    /// Lints for the browser.
    ClippyWasm,
    /// Tests on this machine.
    Native,
    /// The server's tests once more, on PostgreSQL.
    Postgres,
    /// The bytes of the page.
    Size,
    /// The proofs, in short.
    Torture,
    /// Tests of the page in a browser.
    Web,
    /// Journeys through the whole, in a browser of this engine.
    Journeys(Engine),
}

impl Check {
    /// All checks, in order.
    pub(crate) const ALL: [Self; 10] = [
        Self::Format,
        Self::Tidy,
        Self::ClippyNative,
        Self::ClippyWasm,
        Self::Native,
        Self::Postgres,
        Self::Size,
        Self::Torture,
        Self::Web,
        Self::Journeys(Engine::Chromium),
    ];

    /// The checks of one part, by the name that `--only` takes.
    pub(crate) fn of_part(part: &str) -> Option<Vec<Self>> {
        let checks: &[Self] = match part {
            "fmt" => &[Self::Format],
            "tidy" => &[Self::Tidy],
            "clippy" => &[Self::ClippyNative, Self::ClippyWasm],
            "native" => &[Self::Native],
            "postgres" => &[Self::Postgres],
            "size" => &[Self::Size],
            "torture" => &[Self::Torture],
            "web" => &[Self::Web],
            "e2e" => &[Self::Journeys(Engine::Chromium)],
            _ => return None,
        };
        Some(checks.to_vec())
    }

    /// The checks with their journeys in these engines.
    pub(crate) fn in_engines(checks: Vec<Self>, engines: &[Engine]) -> Vec<Self> {
        let in_each = |check| match check {
            Self::Journeys(_) => engines.iter().copied().map(Self::Journeys).collect(),
            other => vec![other],
        };
        checks.into_iter().flat_map(in_each).collect()
    }

    /// What it is called in the output.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Tidy => "tidy",
            Self::ClippyNative => "clippy",
            Self::ClippyWasm => "clippy, wasm",
            Self::Native => "native tests",
            Self::Postgres => "server tests, PostgreSQL",
            Self::Size => "bytes of the page",
            Self::Torture => "torture, in short",
            Self::Web => "browser tests",
            Self::Journeys(Engine::Chromium) => "journeys, Chromium",
            Self::Journeys(Engine::Firefox) => "journeys, Firefox",
            Self::Journeys(Engine::WebKit) => "journeys, WebKit",
        }
    }

    /// Runs it, with its output shown. The time limits are there for what hangs, such as a browser.
    ///
    /// # Errors
    /// A program can't be started or hangs, or someone pressed Ctrl-C. What fails is no error here, it is counted.
    pub(crate) fn run(self, toolbox: &Toolbox) -> Outcome<Tally> {
        match self {
            Self::Format => passes(toolbox.native("cargo")?.args(["fmt", "--all", "--check"]), 5 * MINUTE),
            Self::Tidy => tidy::run(paths::root()),
            Self::ClippyNative => {
                let options = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
                passes(toolbox.native("cargo")?.args(options), 30 * MINUTE)
            }
            Self::ClippyWasm => {
                let options =
                    ["clippy", "--package", "tapo-care-web", "--target", "wasm32-unknown-unknown", "--all-targets"];
                passes(toolbox.wasm("cargo")?.args(options).args(["--", "-D", "warnings"]), 30 * MINUTE)
            }
            Self::Native => {
                let options = ["test", "--workspace", "--exclude", "tapo-care-e2e", "--no-fail-fast"];
                stream::count(toolbox.native("cargo")?.args(options).env_remove(POSTGRES_URL), 40 * MINUTE)
            }
            Self::Postgres => {
                // With the workspace's features, as the native tests were, so that nothing is compiled again.
                let options = ["test", "--workspace", "--exclude", "tapo-care-e2e", "--no-fail-fast", "--test", "api"];
                let cluster = toolbox.cluster()?;
                let mut command = toolbox.native("cargo")?;
                stream::count(command.args(options).env(POSTGRES_URL, cluster.url("postgres")), 40 * MINUTE)
            }
            Self::Size => {
                let (table, kept) = page::size::within_budget(toolbox)?;
                println!("{table}");
                Ok(if kept { Tally::PASSED } else { Tally::FAILED })
            }
            Self::Torture => stream::count(&mut torture::short(toolbox)?, 20 * MINUTE),
            Self::Web => {
                let mut command = toolbox.wasm("cargo")?;
                command.args([
                    "test",
                    "--target",
                    "wasm32-unknown-unknown",
                    "--package",
                    "tapo-care-web",
                    "--test",
                    "web",
                ]);
                // In seconds and for all tests together; the 20 that it is by default are meant for a few.
                stream::count(command.env("WASM_BINDGEN_TEST_TIMEOUT", "600"), 30 * MINUTE)
            }
            Self::Journeys(engine) => {
                let mut command = journeys(toolbox, Build::Debug)?;
                stream::count(command.arg("--no-fail-fast").env("TAPO_CARE_BROWSER", engine.name()), 30 * MINUTE)
            }
        }
    }
}

/// Whether a command without tests of its own succeeds.
fn passes(command: &mut Command, limit: Duration) -> Outcome<Tally> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = Running::start(command, &program)?.wait(limit)?;
    Ok(if status.success() { Tally::PASSED } else { Tally::FAILED })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_together_are_everything() {
        let parts = ["fmt", "tidy", "clippy", "native", "postgres", "size", "torture", "web", "e2e"];
        let all: Vec<Check> = parts.into_iter().filter_map(Check::of_part).flatten().collect();
        assert_eq!(all, Check::ALL);
        assert_eq!(Check::of_part("all"), None);
    }

    #[test]
    fn the_journeys_take_place_in_each_engine_that_is_asked_for() {
        let checks = Check::in_engines(vec![Check::Web, Check::Journeys(Engine::Chromium)], &Engine::ALL);
        assert_eq!(checks[0], Check::Web);
        assert_eq!(checks[1..], Engine::ALL.map(Check::Journeys));
    }
}
