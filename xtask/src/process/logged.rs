//! A step that takes long: one line that says what it does, the time ticking, and its output in a file.

use std::fs::{self, File};
use std::io::{IsTerminal, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::{Running, pause};
use crate::failure::{Doing, Failure, Outcome};
use crate::paths;

/// How many of the log's last lines are shown when a step fails.
const TAIL: usize = 15;

/// How often a log that is no terminal hears that a step still runs.
const REMINDER: Duration = Duration::from_secs(30);

/// A step that takes long.
pub(crate) struct Step<'a> {
    /// What is done, such as "Installing Trunk 0.21.14, which builds the page".
    pub(crate) says: &'a str,
    /// About how long it takes, such as "3 minutes".
    pub(crate) takes: &'a str,
    /// The name of its log, without ending.
    pub(crate) log: &'a str,
}

/// Runs `command` as `step`.
///
/// # Errors
/// It can't be started or fails; the message holds the end of its log and where the log is.
pub(crate) fn step(step: &Step<'_>, command: &mut Command) -> Outcome<()> {
    let folder = paths::logs();
    fs::create_dir_all(&folder).doing(|| format!("make {}", folder.display()))?;
    let path = folder.join(format!("{}.log", step.log));
    let log = File::create(&path).doing(|| format!("write {}", path.display()))?;
    let second = log.try_clone().doing(|| format!("write {}", path.display()))?;
    command.stdout(Stdio::from(log)).stderr(Stdio::from(second));
    // The end of the log should be what went wrong, not where in cargo or rustup it was noticed.
    command.env("RUST_BACKTRACE", "0");

    let mut clock = Clock::start(step);
    let program = command.get_program().to_string_lossy().into_owned();
    let status = watch(Running::start(command, &program)?, &mut clock)?;
    if status.success() {
        clock.finish("done");
        return Ok(());
    }
    clock.finish("failed");
    let text = fs::read_to_string(&path).unwrap_or_default();
    Err(Failure::said(format!("{} failed ({status}). The end of {}:\n{}", step.says, path.display(), tail(&text))))
}

fn watch(mut running: Running, clock: &mut Clock<'_>) -> Outcome<ExitStatus> {
    loop {
        if let Some(status) = running.ended()? {
            return Ok(status);
        }
        clock.tick();
        pause()?;
    }
}

/// The last lines of a log, indented.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let from = lines.len().saturating_sub(TAIL);
    lines[from..].iter().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

/// The line of a step, with the seconds counting up where there is a terminal.
struct Clock<'a> {
    step: &'a Step<'a>,
    started: Instant,
    said: Duration,
    terminal: bool,
}

impl<'a> Clock<'a> {
    fn start(step: &'a Step<'a>) -> Self {
        let clock =
            Self { step, started: Instant::now(), said: Duration::ZERO, terminal: std::io::stderr().is_terminal() };
        eprint!("{}", clock.line());
        if !clock.terminal {
            eprintln!();
        }
        clock
    }

    fn line(&self) -> String {
        format!("{} (about {}) … ", self.step.says, self.step.takes)
    }

    fn tick(&mut self) {
        let elapsed = self.started.elapsed();
        if self.terminal && elapsed.as_secs() > self.said.as_secs() {
            self.said = elapsed;
            eprint!("\r{}{} s ", self.line(), elapsed.as_secs());
            let _unseen = std::io::stderr().flush();
        } else if !self.terminal && elapsed > self.said + REMINDER {
            self.said = elapsed;
            eprintln!("    … {} s", elapsed.as_secs());
        }
    }

    fn finish(&self, how: &str) {
        let seconds = self.started.elapsed().as_secs();
        if self.terminal {
            eprintln!("\r{}{how} after {seconds} s", self.line());
        } else {
            eprintln!("    {how} after {seconds} s");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_shows_the_end_of_its_output() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo first; echo the reason >&2; exit 3"]);
        let failing = Step { says: "Trying", takes: "no time", log: "test-of-a-failing-step" };
        let failure = step(&failing, &mut command).expect_err("it exits with 3");
        let text = failure.to_string();
        assert!(text.contains("Trying failed (exit status: 3)") && text.contains("    the reason"), "{text}");
        assert!(text.contains("test-of-a-failing-step.log"), "{text}");
    }

    #[test]
    fn a_long_log_is_cut_to_its_end() {
        let text: String = (0..100).map(|line| format!("line {line}\n\n")).collect();
        let tail = tail(&text);
        assert_eq!(tail.lines().count(), TAIL);
        assert!(tail.ends_with("line 99"), "{tail}");
    }
}
