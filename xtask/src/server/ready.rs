//! Waits until the server listens, and shows what it says.

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::process::{Running, pause};

/// What the server prints in front of its address when it is ready.
const READY: &str = "listening on http://";

/// A first start fills the demo database, which hashes passwords.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that listens.
pub(crate) struct Server {
    /// The child.
    pub(crate) running: Running,
    /// Where it listens, such as `127.0.0.1:8080`.
    pub(crate) address: String,
}

/// Starts the server and waits until it listens. Its other lines go to standard output.
///
/// # Errors
/// It ends, or says nothing for a minute; or someone pressed Ctrl-C.
pub(crate) fn start(command: &mut Command) -> Outcome<Server> {
    let mut running = Running::start(command.stdout(Stdio::piped()), "the server")?;
    let output = running.child().stdout.take().ok_or_else(|| Failure::said("The server has no output to read."))?;
    let addresses = show(output);
    let started = Instant::now();
    loop {
        match addresses.recv_timeout(Duration::ZERO) {
            Ok(address) => return Ok(Server { running, address }),
            Err(RecvTimeoutError::Timeout) if started.elapsed() < PATIENCE => {}
            Err(RecvTimeoutError::Timeout) => {
                return Err(Failure::said("The server didn't get ready within a minute."));
            }
            Err(RecvTimeoutError::Disconnected) => {
                let how = running.ended()?.map_or_else(String::new, |status| format!(" ({status})"));
                return Err(Failure::said(format!(
                    "The server ended before it was ready{how}. Its own words are above."
                )));
            }
        }
        pause()?;
    }
}

/// Shows the server's lines in a thread of their own, until it ends; the address in the line that says it listens is sent back.
fn show(output: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            match address(&line) {
                // Nobody waits for it any more when the command is about to end.
                Some(address) => drop(sender.send(address.to_owned())),
                None => drop(writeln!(std::io::stdout(), "{line}")),
            }
        }
    });
    receiver
}

fn address(line: &str) -> Option<&str> {
    let (_, after) = line.split_once(READY)?;
    after.split('/').next()
}

/// Builds the server with `cargo build` and these options.
///
/// # Errors
/// It doesn't compile.
pub(crate) fn build(cargo: &mut Command, options: &[&str]) -> Outcome<()> {
    crate::process::run(cargo.args(["build", "--bin", "tapo-care-server"]).args(options), "build the server")
}

/// Where the server puts its mails, since there is no mail server.
pub(crate) fn outbox(data: &std::path::Path) -> std::path::PathBuf {
    data.join("outbox")
}

/// Names, with the server's own file names, the options that keep all data of the server in the folder `data`. The server
/// makes the folder, for its owner only.
pub(crate) fn data_options(data: &std::path::Path) -> [String; 8] {
    [
        "--database-url".to_owned(),
        format!("sqlite://{}", data.join("tapo-care.db").display()),
        "--code-key-file".to_owned(),
        data.join("code.key").display().to_string(),
        "--receipt-key-file".to_owned(),
        data.join("receipt.key").display().to_string(),
        "--outbox".to_owned(),
        outbox(data).display().to_string(),
    ]
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
    fn the_address_is_taken_from_the_ready_line() {
        let server = start(&mut sh("echo listening on http://127.0.0.1:4711/tapo_web; exec sleep 600"))
            .expect("it says it listens");
        assert_eq!(server.address, "127.0.0.1:4711");
    }

    #[test]
    fn an_early_end_is_no_start() {
        let failure = start(&mut sh("echo no luck; exit 3")).err().expect("it ended");
        assert!(failure.to_string().contains("ended before it was ready"), "{failure}");
    }
}
