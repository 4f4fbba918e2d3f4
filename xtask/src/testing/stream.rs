//! Runs test programs with their output shown as it comes, and counts their tests.

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use crate::failure::{Failure, Outcome};
use crate::process::Running;

use super::tally::Tally;

/// How long to wait for the last lines once the programs have ended: something they left behind may hold the pipe open.
const LAST_LINES: Duration = Duration::from_secs(5);

/// Runs `command`, which is ended after `limit`, and counts the tests in its output.
///
/// # Errors
/// It can't be started, its time was up, or someone pressed Ctrl-C.
pub(crate) fn count(command: &mut Command, limit: Duration) -> Outcome<Tally> {
    count_into(std::io::stdout(), command, limit)
}

/// The same with the output going to `shown`.
fn count_into(shown: impl Write + Send + 'static, command: &mut Command, limit: Duration) -> Outcome<Tally> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut running = Running::start(command.stdout(Stdio::piped()), &program)?;
    let output = running.child().stdout.take().ok_or_else(|| Failure::said("The tests have no output to read."))?;
    let tallies = show(output, shown);
    let status = running.wait(limit)?;

    let mut total = Tally::default();
    while let Ok(tally) = tallies.recv_timeout(LAST_LINES) {
        total += tally;
    }
    Ok(total.judged(status.success()))
}

fn show(output: ChildStdout, mut shown: impl Write + Send + 'static) -> Receiver<Tally> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut bytes = Vec::new();
        // By bytes, since what a browser prints need not be text.
        while output.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
            let _unseen = shown.write_all(&bytes);
            if let Some(tally) = Tally::of_line(&String::from_utf8_lossy(&bytes)) {
                // Nobody counts any more when the time was up.
                let _uncounted = sender.send(tally);
            }
            bytes.clear();
        }
    });
    receiver
}

#[cfg(test)]
mod tests {
    use std::io::sink;

    use super::*;

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    // Into a sink: such lines in the real output would be counted as results of this test program.
    #[test]
    fn all_programs_of_a_run_are_counted() {
        let script =
            "printf '\\377\\n'; for n in 2 5; do echo \"test result: ok. $n passed; 0 failed; 0 ignored\"; done";
        let tally = count_into(sink(), &mut sh(script), Duration::from_secs(60)).expect("sh runs");
        assert_eq!(tally, Tally { passed: 7, ..Tally::default() });
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let failure = count_into(sink(), &mut sh("exec sleep 600"), Duration::ZERO).expect_err("its time is up");
        assert!(failure.to_string().contains("was ended"), "{failure}");
    }
}
