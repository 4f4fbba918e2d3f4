//! The program as a process of its own, with everything it writes in one folder.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The program with everything it writes in one folder. It ends with the test, whatever happens.
pub(crate) struct Program {
    child: Child,
    pub(crate) address: String,
    pub(crate) metrics: String,
    dir: TempDir,
}

impl Drop for Program {
    fn drop(&mut self) {
        // It has ended by itself when all went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tapo-care-server"));
    command.current_dir(dir).env_clear().env("TAPO_CARE_DATABASE_URL", "sqlite://data/canaries.db");
    command
}

impl Program {
    /// Another command of the program, in the same folder.
    pub(crate) fn command(&self) -> Command {
        command(self.dir.path())
    }

    pub(crate) fn start() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let error = File::create(dir.path().join("stderr")).expect("a file");
        let mut command = command(dir.path());
        command.args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--metrics-listen",
            "127.0.0.1:0",
            "--code-key-file",
            "key/code.key",
        ]);
        command.args([
            "--outbox",
            "outbox",
            "--log",
            "debug",
            "--log-format",
            "json",
            "--wrong-logins-per-address",
            "1000",
        ]);
        let mut child = command.stdout(Stdio::piped()).stderr(error).spawn().expect("the program starts");
        let mut out = BufReader::new(child.stdout.take().expect("is piped"));
        let mut address = |start: &str, end: &str| {
            let mut line = String::new();
            out.read_line(&mut line).expect("is read");
            let address = line.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
            address.unwrap_or_else(|| panic!("the line was {line:?}")).to_owned()
        };
        let listening = address("listening on http://", "/tapo_web\n");
        let metrics = address("metrics on http://", "/metrics\n");
        Self { child, address: listening, metrics, dir }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Sends bytes as they are, and returns all that comes back.
    pub(crate) fn send(&self, address: &str, request: &[u8]) -> String {
        let mut connection = TcpStream::connect(address).expect("connects");
        connection.set_read_timeout(Some(Duration::from_secs(60))).expect("is set");
        // Who sends too much is answered before the end, and cut off.
        let _ = connection.write_all(request);
        let mut answer = Vec::new();
        let _ = connection.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A call with these headers, each with its end of line.
    pub(crate) fn call(&self, start: &str, headers: &str, body: &str) -> String {
        let length = body.len();
        let head =
            format!("{start} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {length}\r\n", self.address);
        self.send(&self.address, format!("{head}{headers}\r\n{body}").as_bytes())
    }

    pub(crate) fn json(&self, start: &str, cookie: &str, body: &str) -> String {
        self.call(start, &format!("content-type: application/json\r\ncookie: session={cookie}\r\n"), body)
    }

    /// Waits for the newest of so many mails, and gives the code that it brings.
    pub(crate) fn mailed_code(&self, count: usize) -> String {
        let started = Instant::now();
        loop {
            let folder = fs::read_dir(self.path("outbox")).into_iter().flatten().flatten().map(|entry| entry.path());
            let mut mails: Vec<_> = folder.filter(|path| path.extension() == Some("eml".as_ref())).collect();
            mails.sort();
            if mails.len() == count {
                let mail = fs::read_to_string(&mails[count - 1]).expect("is read");
                let is_code = |line: &&str| line.len() == 8 && line.bytes().all(|b| b.is_ascii_digit());
                return mail.lines().map(str::trim).find(is_code).expect("a code").to_owned();
            }
            assert!(started.elapsed() < Duration::from_secs(60), "waited in vain for mail number {count}");
            std::thread::yield_now();
        }
    }

    /// Asks it to end, and waits for that.
    pub(crate) fn end(&mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("sh").args(["-c", &format!("kill -TERM {id}")]).status().expect("sh runs").success());
        assert!(self.child.wait().expect("it ends").success());
    }
}

/// What is between two texts.
pub(crate) fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}")).1;
    rest.split_once(end).unwrap_or_else(|| panic!("no {end} in {rest}")).0
}
