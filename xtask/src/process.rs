//! Children that never outlive their parent: each is a process group of its own, ended as a whole.

mod logged;

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::failure::{Doing, Failure, Outcome};
use crate::interrupt;

pub(crate) use logged::{Step, step};

/// How long a child may take to end by itself once it was asked to.
const GRACE: Duration = Duration::from_secs(10);

/// How often a waiting parent looks at its child and at Ctrl-C.
const GLANCE: Duration = Duration::from_millis(25);

/// A running child with everything that it starts in turn. Dropping it ends them all.
pub(crate) struct Running {
    child: Child,
    name: String,
}

impl Running {
    /// Starts `command`, without standard input. `name` is for messages.
    ///
    /// # Errors
    /// The program can't be started.
    pub(crate) fn start(command: &mut Command, name: &str) -> Outcome<Self> {
        let child = command.stdin(Stdio::null()).process_group(0).spawn().doing(|| format!("start {name}"))?;
        Ok(Self { child, name: name.to_owned() })
    }

    /// The child itself, to take its pipes.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Whether it has ended, and how.
    ///
    /// # Errors
    /// The system doesn't say.
    pub(crate) fn ended(&mut self) -> Outcome<Option<ExitStatus>> {
        self.child.try_wait().doing(|| format!("wait for {}", self.name))
    }

    /// Waits until it has ended, at most for `limit`. Then nothing of its group is left, whatever the outcome.
    ///
    /// # Errors
    /// The time is up, or someone pressed Ctrl-C.
    pub(crate) fn wait(mut self, limit: Duration) -> Outcome<ExitStatus> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            pause()?;
            if started.elapsed() > limit {
                return Err(Failure::said(format!(
                    "{} took longer than {} minutes and was ended.",
                    self.name,
                    limit.as_secs() / 60
                )));
            }
        }
    }

    /// The same, as this program's own outcome.
    ///
    /// # Errors
    /// Those of [`Self::wait`].
    pub(crate) fn exit_code(self, limit: Duration) -> Outcome<ExitCode> {
        Ok(if self.wait(limit)?.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Asks the group to end and waits until the child has; after a while, or a second Ctrl-C, it is ended the hard way.
    pub(crate) fn stop(&mut self) {
        let asked = Instant::now();
        self.signal(Signal::SIGTERM);
        while matches!(self.child.try_wait(), Ok(None)) && asked.elapsed() < GRACE && !interrupt::asked_again() {
            thread::sleep(GLANCE);
        }
        // A child that ended well may have left some of its own behind, such as a browser.
        self.signal(Signal::SIGKILL);
        if let Err(error) = self.child.wait() {
            eprintln!("{} can't be waited for: {error}", self.name);
        }
    }

    /// A group that is gone already can't be signalled, which is what was wanted.
    fn signal(&self, signal: Signal) {
        if let Ok(id) = i32::try_from(self.child.id()) {
            let _gone = killpg(Pid::from_raw(id), signal);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            self.signal(Signal::SIGKILL);
        } else {
            self.stop();
        }
    }
}

/// A short rest in a loop that waits for something.
///
/// # Errors
/// Someone pressed Ctrl-C.
pub(crate) fn pause() -> Outcome<()> {
    thread::sleep(GLANCE);
    if interrupt::asked() { Err(Failure::Interrupted) } else { Ok(()) }
}

/// Runs `command` with its output shown, and fails unless it succeeds. `doing` completes "could not …".
///
/// # Errors
/// It can't be started, fails, takes longer than an hour, or someone pressed Ctrl-C.
pub(crate) fn run(command: &mut Command, doing: &str) -> Outcome<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = Running::start(command, &program)?.wait(Duration::from_secs(3600))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::said(format!("Could not {doing}: {program} failed ({status}). Its own words are above.")))
    }
}

/// What a quick command prints on standard output, or nothing when it is missing or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn time_that_is_up_ends_grandchildren_too() {
        // The grandchild holds the write end of the pipe: reading to its end returns only when that has been ended too.
        let (mut reader, writer) = std::io::pipe().expect("a pipe");
        let mut command = sh("sleep 600 & wait");
        let running = Running::start(command.stdout(writer), "sleepers").expect("sh starts");
        drop(command);
        let failure = running.wait(Duration::ZERO).expect_err("no time was given");
        assert!(failure.to_string().contains("was ended"), "{failure}");
        std::io::copy(&mut reader, &mut std::io::sink()).expect("the pipe ends");
    }

    #[test]
    fn an_answer_comes_only_from_success() {
        assert_eq!(answer(&mut sh("echo ' 1.2 '")).as_deref(), Some("1.2"));
        assert_eq!(answer(&mut sh("echo 1.2; exit 1")), None);
        assert_eq!(answer(&mut Command::new("no-such-program-anywhere")), None);
    }
}
