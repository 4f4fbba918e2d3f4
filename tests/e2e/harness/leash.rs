//! Child processes that can't outlive the tests, however these end.

use std::io::{self, BufRead, BufReader, Lines};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Starts the program and kills it once standard input ends, which it does when the test process is gone: even a killed
/// one, which could not run any `Drop`. What the program started itself (chromedriver its browsers) is in the same process
/// group and killed with it. The shell lets go of standard output, so that its end is the program's end.
const SCRIPT: &str = r#""$@" </dev/null & exec >&-; read -r _; kill -KILL $!; wait $! 2>/dev/null; kill -KILL 0"#;

/// A child process. It dies with this value, at the latest.
pub(super) struct Leashed {
    shell: Child,
    leash: Option<ChildStdin>,
}

impl Leashed {
    /// Starts a program; its standard error goes to `stderr`. Also gives the lines that it prints.
    pub(super) fn start(
        program: &str,
        args: &[String],
        stderr: Stdio,
    ) -> io::Result<(Self, Lines<BufReader<ChildStdout>>)> {
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT, "leash", program])
            .args(args)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()?;
        let leash = shell.stdin.take();
        let stdout = shell.stdout.take().ok_or_else(|| io::Error::other("no standard output"))?;
        Ok((Self { shell, leash }, BufReader::new(stdout).lines()))
    }
}

impl Drop for Leashed {
    fn drop(&mut self) {
        drop(self.leash.take());
        // Only fails when the shell is gone already, and then there is nothing to wait for.
        let _ = self.shell.wait();
    }
}
