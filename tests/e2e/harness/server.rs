//! The real server, with a database of its own.

use super::leash::Leashed;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// The line that the server prints when it is ready.
const READY: &str = "listening on http://";

/// A server and the folder that its data is in; both end with this value.
pub(crate) struct Server {
    folder: PathBuf,
    running: Option<Leashed>,
    options: Vec<String>,
    /// A page of its own in the place of the built one.
    page: Option<PathBuf>,
}

impl Server {
    /// Makes an empty folder; [`Server::start`] starts the server on it.
    /// `options` are further ones of the server's.
    pub(super) fn new(options: Vec<String>) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("tapo-care-e2e-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("makes a folder for the server's data");
        Self { folder, running: None, options, page: None }
    }

    /// Starts the server on a free port, with the data of an earlier start if there was one. Returns once it listens.
    pub(super) fn start(&mut self) -> SocketAddr {
        let page = self.page.clone().unwrap_or_else(|| from_env("TAPO_CARE_PAGE_DIR", built_page));
        assert!(page.join("index.html").is_file(), "no built page at {}: `trunk build`", page.display());
        let database = self.database();
        let args = [
            "serve",
            "--demo",
            "--listen",
            "127.0.0.1:0",
            "--database-url",
            &database,
            "--code-key-file",
            &self.folder.join("code.key").display().to_string(),
            "--receipt-key-file",
            &self.folder.join("receipt.key").display().to_string(),
            "--page-dir",
            &page.display().to_string(),
            "--outbox",
            &self.outbox().display().to_string(),
        ];
        let args: Vec<String> = args.map(str::to_owned).into_iter().chain(self.options.iter().cloned()).collect();
        let (leashed, address) = launch(&args, &self.log_path());
        self.running = Some(leashed);
        address
    }

    /// Takes a copy of the built page, changed by `change`, for the page from the next start on.
    pub(super) fn change_page(&mut self, change: impl FnOnce(&Path)) {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let copy = self.folder.join(format!("page-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir_all(&copy).expect("makes a folder for the page");
        let built = from_env("TAPO_CARE_PAGE_DIR", built_page);
        for entry in fs::read_dir(&built).expect("the page is built").flatten() {
            if entry.path().is_file() {
                fs::copy(entry.path(), copy.join(entry.file_name())).expect("copies a file of the page");
            }
        }
        change(&copy);
        self.page = Some(copy);
    }

    /// Runs another command of the program on the same database, as an operator does, while the server runs.
    pub(super) fn command(&self, arguments: &[&str]) {
        let mut command = Command::new(from_env("TAPO_CARE_SERVER_BIN", built_server));
        let output = command.args(arguments).args(["--database-url", &self.database()]).output();
        let output = output.expect("the program runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn database(&self) -> String {
        format!("sqlite://{}", self.folder.join("db.sqlite").display())
    }

    /// Kills the server, as a power cut would. Its data stays.
    pub(super) fn stop(&mut self) {
        self.running = None;
    }

    /// What the server wrote to standard error.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// The folder that the server puts its mails into.
    pub(super) fn outbox(&self) -> PathBuf {
        self.folder.join("outbox")
    }

    fn log_path(&self) -> PathBuf {
        self.folder.join("server.log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        // A folder left behind in the system's temporary folder is no reason to fail.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Starts a server, which writes its log there. Returns once it listens.
pub(super) fn launch(args: &[String], log_path: &Path) -> (Leashed, SocketAddr) {
    let program = from_env("TAPO_CARE_SERVER_BIN", built_server);
    assert!(program.is_file(), "no server at {}: `cargo build -p tapo-care-server`", program.display());
    let log = File::options().create(true).append(true).open(log_path).expect("opens the server's log");
    let (leashed, mut lines) =
        Leashed::start(&program.display().to_string(), args, log.into()).expect("starts the server");
    let address = lines.by_ref().map_while(Result::ok).find_map(|line| ready_address(&line));
    let address = address.unwrap_or_else(|| {
        let log = fs::read_to_string(log_path).unwrap_or_default();
        panic!("the server ended without listening; its log:\n{log}")
    });
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    (leashed, address)
}

fn ready_address(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once(READY)?;
    rest.split('/').next()?.trim().parse().ok()
}

pub(super) fn from_env(name: &str, default: fn() -> PathBuf) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    // A relative path is meant from the workspace's root, where commands are given.
    std::env::var_os(name).map_or_else(default, |value| root.join(value))
}

/// Next to this test binary, which cargo puts into `deps`.
pub(super) fn built_server() -> PathBuf {
    let mut path = std::env::current_exe().expect("knows its own path");
    path.pop();
    path.pop();
    path.join("tapo-care-server")
}

pub(super) fn built_page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist")
}
