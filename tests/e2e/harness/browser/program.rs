//! The programs that drive browsers.

use super::super::leash::Leashed;
use std::process::Stdio;

/// How often one is started before it counts as broken.
const STARTS: usize = 5;

/// A driver, which ends with this value and takes its browsers along.
pub(super) struct Program {
    /// Where it listens.
    pub(super) address: String,
    _running: Leashed,
}

impl Program {
    /// Starts a driver that finds a port by itself and says which. `port` finds it in a line of what it says.
    /// `settings` are for the environment: `NAME=value`.
    pub(super) fn start(program: &str, settings: &[String], args: &[&str], port: fn(&str) -> Option<u16>) -> Self {
        let mut said = String::new();
        // The port that a driver finds free for IPv4 may be taken for IPv6, and then it gives up.
        for _ in 0..STARTS {
            match Self::try_to_start(program, settings, args, port) {
                Ok(started) => return started,
                Err(instead) => said = instead,
            }
        }
        panic!("{program} ended without saying on which port it listens, {STARTS} times; it said: {said}")
    }

    /// Starts it once; what it said when it does not listen.
    fn try_to_start(
        program: &str,
        settings: &[String],
        args: &[&str],
        port: fn(&str) -> Option<u16>,
    ) -> Result<Self, String> {
        let (running, mut lines) = launch(program, settings, args);
        let mut said = String::new();
        let found =
            lines.by_ref().map_while(Result::ok).inspect(|line| said.push_str(line)).find_map(|line| port(&line));
        let Some(found) = found else { return Err(said) };
        // Whatever else it prints is read and dropped: a full pipe would stop it.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Ok(Self { address: format!("http://127.0.0.1:{found}"), _running: running })
    }

    /// A driver that was started, and does not say by itself where it listens.
    pub(super) fn at(address: String, running: Leashed) -> Self {
        Self { address, _running: running }
    }
}

/// What a program prints.
type Lines = std::io::Lines<std::io::BufReader<std::process::ChildStdout>>;

/// Starts a program with these settings in its environment, and in the time zone that dates are compared in, which is the
/// server's.
pub(super) fn launch(program: &str, settings: &[String], args: &[&str]) -> (Leashed, Lines) {
    let words = ["TZ=UTC"].into_iter().chain(settings.iter().map(String::as_str));
    let words: Vec<String> = words.chain([program]).chain(args.iter().copied()).map(str::to_owned).collect();
    Leashed::start("env", &words, Stdio::null()).unwrap_or_else(|error| panic!("{program} does not start: {error}"))
}
