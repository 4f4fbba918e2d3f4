//! Who uses the processors while something is measured: on a machine that everybody shares, that is what bounds the rate.

use serde_json::{Value, json};
use std::fmt;
use std::fs;

/// The kernel counts a process' time in hundredths of a second for everyone who asks, whatever it does itself (`proc(5)`, USER_HZ).
const TICKS: f64 = 100.0;

/// Seconds of processor time, used so far or in a while.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Used {
    /// The server's.
    pub(super) server: f64,
    /// The database's, where it is a server of its own.
    pub(super) engine: f64,
    /// Ours: the clients', or the loop's.
    pub(super) clients: f64,
}

impl Used {
    /// What was used until now by the server and the database, where there are any, and by this process.
    pub(super) fn until_now(server: Option<i32>, engine: &[i32]) -> Self {
        let all = |processes: &[i32]| processes.iter().map(|process| seconds(&process.to_string())).sum();
        Self { server: all(server.as_slice()), engine: all(engine), clients: seconds("self") }
    }

    /// What was used since then.
    pub(super) fn since(self, before: Self) -> Self {
        Self {
            server: self.server - before.server,
            engine: self.engine - before.engine,
            clients: self.clients - before.clients,
        }
    }

    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            server: self.server + other.server,
            engine: self.engine + other.engine,
            clients: self.clients + other.clients,
        }
    }

    /// The share of each of so many.
    pub(super) fn each(self, count: f64) -> Self {
        Self { server: self.server / count, engine: self.engine / count, clients: self.clients / count }
    }

    /// For programs, in seconds.
    pub(super) fn json(self) -> Value {
        json!({ "server": self.server, "engine": self.engine, "clients": self.clients })
    }
}

impl fmt::Display for Used {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [server, engine, clients] = [self.server, self.engine, self.clients].map(|seconds| seconds * 1_000.0);
        let all = server + engine + clients;
        write!(
            formatter,
            "{all:>7.2} ms of a processor each: server {server:.2}, database {engine:.2}, clients {clients:.2}"
        )
    }
}

/// A process' time, without that of processes that it made. None where there is no `/proc`, and none of one that has ended.
fn seconds(process: &str) -> f64 {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    ticks(&text).unwrap_or_default() as f64 / TICKS
}

/// The time of a line of `/proc/PID/stat`, in the program and in the kernel for it. The program's name, which is in brackets, may
/// have any character in it.
fn ticks(line: &str) -> Option<u64> {
    let (_, fields) = line.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_asked_for_its_time() {
        let line = "4711 (odd) name) S 1 4711 4711 0 -1 4194304 900 0 0 0 31 11 7 7 20 0 9 0 12345 0 0\n";
        assert_eq!(ticks(line), Some(42));
        assert_eq!(ticks(""), None);
    }
}
