//! Two servers on one PostgreSQL behind nginx, set up as `docs/nginx.conf` shows it.

use super::browser::{Manner, Session, Size};
use super::leash::Leashed;
use super::page::Page;
use super::server::{built_page, built_server, from_env, launch};
use std::cell::RefCell;
use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tapo_care_postgres::{Cluster, Programs};

/// The documented example.
const EXAMPLE: &str = include_str!("../../../docs/nginx.conf");

/// What the example has for machines that have names and certificates.
const TLS: [(&str, &str); 3] = [
    ("server_name care.example.com;", ""),
    ("ssl_certificate /etc/ssl/care.example.com.pem;", ""),
    ("ssl_certificate_key /etc/ssl/private/care.example.com.key;", ""),
];

/// A deployment. All of it ends with this value.
pub(crate) struct Deployment {
    /// Where the proxy is.
    pub(crate) proxy: SocketAddr,
    /// Where each server is, past the proxy.
    pub(crate) servers: [SocketAddr; 2],
    running: RefCell<[Option<Leashed>; 2]>,
    _nginx: Leashed,
    cluster: Cluster,
    folder: PathBuf,
}

impl Deployment {
    /// Starts everything. Returns once the proxy answers.
    pub(crate) fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("tapo-care-deployment-{}-{}", std::process::id(), number()));
        fs::create_dir_all(&folder).expect("makes a folder");
        let programs = Programs::find().expect("PostgreSQL's programs: `cargo xtask setup` installs them");
        let cluster = Cluster::start(&programs, &folder).expect("starts PostgreSQL");
        let url = cluster.url("postgres");
        let (first, one) = server(&folder, &url, 1);
        let (second, two) = server(&folder, &url, 2);
        let servers = [one, two];
        let proxy = free_address();
        let config = folder.join("nginx.conf");
        fs::write(&config, adapted(proxy, servers, &folder)).expect("writes the proxy's configuration");
        let log = File::create(folder.join("nginx.log")).expect("makes the proxy's log");
        let text = |path: &Path| path.display().to_string();
        let arguments = ["-p".into(), text(&folder), "-c".into(), text(&config), "-g".into(), "daemon off;".into()];
        let (nginx, _) = Leashed::start(&nginx(), &arguments, log.into()).expect("starts nginx");
        let begun = Instant::now();
        while TcpStream::connect(proxy).is_err() {
            let log = fs::read_to_string(folder.join("nginx.log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(20), "nginx does not listen at {proxy}:\n{log}");
            std::thread::sleep(Duration::from_millis(20));
        }
        let running = RefCell::new([Some(first), Some(second)]);
        Self { proxy, servers, running, _nginx: nginx, cluster, folder }
    }

    /// A visitor with a browser of their own, who comes through the proxy.
    pub(crate) async fn visitor(&self, size: Size) -> Page {
        let session = Session::open(Manner::usual(size)).await;
        Page::first(Arc::new(session), format!("http://{}", self.proxy)).await
    }

    /// Kills a server, as a power cut would.
    pub(crate) fn kill(&self, server: usize) {
        self.running.borrow_mut()[server] = None;
    }

    /// How many requests whose pattern is this a server has answered.
    pub(crate) fn answered(&self, server: usize, pattern: &str) -> usize {
        let log = fs::read_to_string(log_path(&self.folder, server + 1)).expect("a log");
        log.lines().filter(|line| line.contains("answered") && line.contains(pattern)).count()
    }

    /// Runs a command of the server's program on the database.
    pub(crate) fn command(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(from_env("TAPO_CARE_SERVER_BIN", built_server));
        command.args(arguments).env("TAPO_CARE_DATABASE_URL", self.cluster.url("postgres"));
        command.output().expect("the program runs")
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        self.running.take();
        self.cluster.stop();
        // A folder left behind in the system's temporary folder is no reason to fail.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The example with this deployment's addresses, and without TLS.
fn adapted(proxy: SocketAddr, servers: [SocketAddr; 2], folder: &Path) -> String {
    let mut text = EXAMPLE.to_owned();
    let listen = format!("listen {proxy};");
    let [one, two] = servers.map(|server| format!("server {server} "));
    let mut changes =
        vec![("listen 443 ssl;", listen.as_str()), ("server 127.0.0.1:8081 ", &one), ("server 127.0.0.1:8082 ", &two)];
    changes.extend(TLS);
    // Debian's own places are for root only.
    let mut places = String::from("http {\n");
    for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        places += &format!("    {kind}_temp_path {};\n", folder.join(kind).display());
    }
    changes.push(("http {\n", &places));
    for (from, to) in changes {
        assert_eq!(text.matches(from).count(), 1, "the example has no “{from}” any more");
        text = text.replace(from, to);
    }
    text
}

/// Starts a server. Both have the same key, as they must.
fn server(folder: &Path, url: &str, number: usize) -> (Leashed, SocketAddr) {
    let path = |name: &str| folder.join(name).display().to_string();
    let page = from_env("TAPO_CARE_PAGE_DIR", built_page).display().to_string();
    let arguments = [
        "serve",
        "--demo",
        "--listen",
        "127.0.0.1:0",
        "--trusted-proxy",
        "127.0.0.1",
        "--database-url",
        url,
        "--code-key-file",
        &path("code.key"),
        "--page-dir",
        &page,
        "--outbox",
        &path("outbox"),
    ];
    launch(&arguments.map(str::to_owned), &log_path(folder, number))
}

fn log_path(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("server-{number}.log"))
}

/// nginx, which Debian puts where only root's PATH leads.
fn nginx() -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let found = folders.find_map(|folder| Some(folder.join("nginx")).filter(|file| file.is_file()));
    found.expect("nginx: `cargo xtask setup` installs it").display().to_string()
}

/// An address that nobody listens at.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address")
}

fn number() -> u32 {
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}
