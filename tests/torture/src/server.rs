//! The server under test: a process, killed with the value that stands for it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::outcome::{Failure, Outcome};

/// What the server prints in front of its address when it is ready.
const READY: &str = "listening on http://";

/// How the server is started.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// Words that come first, such as the program itself.
    pub(crate) words: Vec<String>,
    /// How it is broken, if it is.
    pub(crate) broken: Option<String>,
    /// Where its log goes.
    pub(crate) log: PathBuf,
}

impl Program {
    /// The server with these arguments.
    pub(crate) fn command(&self, arguments: &[String]) -> Command {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).args(arguments).stdin(Stdio::null()).kill_on_drop(true);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TAPO_CARE_")) {
            command.env_remove(name);
        }
        if let Some(broken) = &self.broken {
            command.env(crate::SABOTAGE, broken);
        }
        command
    }

    /// Runs one of its commands and gives what it prints.
    pub(crate) async fn run(&self, arguments: &[String]) -> Outcome<String> {
        let output = self.command(arguments).output().await?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(Failure::said(format!("the server's command failed: {}", String::from_utf8_lossy(&output.stderr))))
    }

    /// Starts it and waits until it listens.
    pub(crate) async fn serve(&self, arguments: &[String]) -> Outcome<Server> {
        let log = std::fs::File::options().create(true).append(true).open(&self.log)?;
        let begun = Instant::now();
        let mut child = self.command(arguments).stdout(Stdio::piped()).stderr(log).spawn()?;
        let output = child.stdout.take().ok_or_else(|| Failure::said("the server has no output"))?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(address) = line.split_once(READY).and_then(|(_, rest)| rest.split('/').next()?.parse().ok()) {
                let ready = begun.elapsed();
                tokio::spawn(async move { while matches!(lines.next_line().await, Ok(Some(_))) {} });
                return Ok(Server { child, address, ready });
            }
        }
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let end: Vec<&str> = log.lines().rev().take(5).collect();
        Err(Failure::said(format!("the server ended before it listened:\n{}", end.join("\n"))))
    }
}

/// A server that listens. Killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// How long it took from the start until it said so.
    pub(crate) ready: Duration,
}

impl Server {
    /// Its process.
    pub(crate) fn process(&self) -> Outcome<i32> {
        let id = self.child.id().ok_or_else(|| Failure::said("the server has ended"))?;
        Ok(i32::try_from(id)?)
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) -> Outcome<()> {
        Ok(kill(Pid::from_raw(self.process()?), signal)?)
    }

    /// Waits until it has ended.
    pub(crate) async fn ended(&mut self) -> Outcome<ExitStatus> {
        Ok(self.child.wait().await?)
    }

    /// Kills it as no program can refuse.
    pub(crate) async fn kill(mut self) -> Outcome<()> {
        self.child.start_kill()?;
        self.child.wait().await?;
        Ok(())
    }

    /// Ends it in the ordinary way.
    pub(crate) async fn stop(mut self) -> Outcome<()> {
        self.signal(Signal::SIGTERM)?;
        self.child.wait().await?;
        Ok(())
    }
}
