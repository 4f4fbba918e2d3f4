//! A server that can't outlive the process that started it, however that ends.

use std::io::Result;
use std::process::{Child, ChildStdin, Command, Stdio};

/// Runs the program of the arguments, and ends it once standard input ends, which it does when the process at its other end is
/// gone: even a killed one, which could not tidy up. QUIT ends PostgreSQL at once; its log makes up for it at the next start.
/// Ends by itself when the program does.
pub(crate) const SCRIPT: &str = r#"exec 3<&0; "$@" </dev/null 3<&- & server=$!
{ read -r _ <&3; kill -QUIT $server; } 2>/dev/null >&2 & reader=$!
exec 3<&-; wait $server; kill $reader 2>/dev/null"#;

/// A program that runs by [`SCRIPT`]. It ends with this value.
#[derive(Debug)]
pub(crate) struct Leash {
    shell: Child,
    end: Option<ChildStdin>,
}

impl Leash {
    /// Starts it.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        let mut shell = command.stdin(Stdio::piped()).spawn()?;
        let end = shell.stdin.take();
        Ok(Self { shell, end })
    }

    /// Whether it has ended by itself.
    pub(crate) fn ended(&mut self) -> Result<bool> {
        Ok(self.shell.try_wait()?.is_some())
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        drop(self.end.take());
        // Only fails when the shell is gone already, and then there is nothing to wait for.
        let _ended = self.shell.wait();
    }
}
