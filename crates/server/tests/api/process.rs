//! The program as a process: what it prints, what it logs, how it ends.

use crate::support::{Certificate, Surfer, TestApp};
use axum::http::Method;
use serde_json::json;
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tapo_care_server::demo;

/// A server as a process. It ends with the test, whatever happens.
struct Process {
    child: Child,
    scheme: String,
    address: String,
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended by itself when all went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    fn start(app: &TestApp, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tapo-care-server"));
        command.current_dir(app.dir()).env_clear().env("TAPO_CARE_DATABASE_URL", "sqlite://data/process.db");
        command.args(["serve", "--listen", "127.0.0.1:0", "--code-key-file", "data/process.key"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut line = String::new();
        let out = child.stdout.as_mut().expect("is piped");
        BufReader::new(out).read_line(&mut line).expect("is read");
        let address = line.strip_prefix("listening on ").and_then(|rest| rest.strip_suffix("/tapo_web\n"));
        let parts = address.and_then(|address| address.split_once("://"));
        let (scheme, address) = parts.unwrap_or_else(|| panic!("the first line was {line:?}"));
        Self { child, scheme: scheme.to_owned(), address: address.to_owned() }
    }

    /// Sends a request, and returns the whole answer.
    fn send(&self, head: &str, body: &str) -> String {
        let mut connection = TcpStream::connect(&self.address).expect("connects");
        let length = body.len();
        let request =
            format!("{head}\r\nhost: {}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}", self.address);
        connection.write_all(request.as_bytes()).expect("is sent");
        let mut answer = String::new();
        connection.read_to_string(&mut answer).expect("is answered");
        answer
    }

    fn post(&self, path: &str, cookie: &str, body: &str) -> String {
        let head = format!("POST {path} HTTP/1.1\r\ncontent-type: application/json\r\ncookie: {cookie}");
        self.send(&head, body)
    }

    /// Asks it to end, and returns its log.
    fn end(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(Command::new("sh").args(["-c", &format!("kill -TERM {id}")]).status().expect("sh runs").success());
        let mut log = String::new();
        self.child.stderr.take().expect("is piped").read_to_string(&mut log).expect("is read");
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{status}\n{log}");
        log
    }
}

#[tokio::test]
async fn it_says_where_it_listens_logs_no_secret_and_ends_when_asked() {
    let app = TestApp::demo().await;
    let process = Process::start(&app, &["--demo", "--log", "debug"]);
    assert_eq!(process.scheme, "http");
    let credentials = format!(r#"{{"email":"{}","password":"{}"}}"#, demo::EMAIL, demo::PASSWORD);
    let answer = process.post("/api/v1/session", "", &credentials);
    let cookie =
        answer.split("set-cookie: ").nth(1).and_then(|rest| rest.split(';').next()).expect("a cookie").to_owned();
    let body = format!(r#"{{"code":"{}"}}"#, demo::CODE);
    assert!(process.post("/api/v1/redemptions", &cookie, &body).starts_with("HTTP/1.1 201 "));
    assert!(process.post("/api/v1/redemptions", &cookie, r#"{"code":"AAAAAAAAAAAAA"}"#).starts_with("HTTP/1.1 404 "));
    // Where people paste codes although no page puts them there.
    for address in ["/tapo_web/redeem/PASTEDCODE001", "/api/v1/plans?code=PASTEDCODE001", "/PASTEDCODE001"] {
        process.send(&format!("GET {address} HTTP/1.1\r\nreferer: http://x/PASTEDCODE001"), "");
    }
    process.post("/api/v1/session", &cookie, r#"{"email":"someone@example.com","password":"PASSWORD12345"}"#);
    let codes = register_and_reset(&process, &app.dir().join("data/outbox"));
    let log = process.end();
    assert!(log.contains("without Secure"), "it says that the cookie is a weak one: {log}");
    assert!(log.contains("/api/v1/redemptions") && log.contains("status=201"), "{log}");
    let token = cookie.split_once('=').expect("a value").1;
    let secrets = [demo::CODE, "AAAAAAAAAAAAA", "PASTEDCODE001", "PASSWORD12345", demo::PASSWORD, token, "example.com"];
    for secret in secrets {
        assert!(!log.to_lowercase().contains(&secret.to_lowercase()), "{secret} is in the log: {log}");
    }
    assert!(log.contains("mails are put into a folder") && log.contains("a mail was sent"), "{log}");
    for code in codes {
        assert!(!log.contains(&code), "the mailed code {code} is in the log: {log}");
    }
}

/// Registers with the password that is looked for, and sets another; gives the codes that were mailed.
fn register_and_reset(process: &Process, outbox: &Path) -> [String; 2] {
    let (json, email) = ("content-type: application/json", r#""email":"someone@example.com""#);
    let rest = r#""password":"PASSWORD12345-and-more","region":"DE","locale":"en""#;
    let answer = process.post("/api/v1/accounts", "", &format!("{{{email},{rest}}}"));
    assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
    let first = mailed_code(outbox, 1);
    let answer = process.post("/api/v1/accounts/verification", "", &format!(r#"{{{email},"code":"{first}"}}"#));
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    assert!(process.post("/api/v1/password-resets", "", &format!("{{{email}}}")).starts_with("HTTP/1.1 202 "));
    let second = mailed_code(outbox, 2);
    let body = format!(r#"{{{email},"code":"{second}","password":"PASSWORD12345-and-other"}}"#);
    let answer = process.send(&format!("PUT /api/v1/password-resets HTTP/1.1\r\n{json}"), &body);
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    [first, second]
}

/// Waits for the newest of so many mails, and gives the code that it brings.
fn mailed_code(outbox: &Path, count: usize) -> String {
    let started = Instant::now();
    loop {
        let folder = fs::read_dir(outbox).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut mails: Vec<_> = folder.filter(|path| path.extension() == Some("eml".as_ref())).collect();
        mails.sort();
        let found = mails.len();
        if let Some(path) = mails.pop().filter(|_| found == count) {
            let mail = fs::read_to_string(path).expect("is read");
            let is_code = |line: &&str| line.len() == 8 && line.bytes().all(|b| b.is_ascii_digit());
            return mail.lines().map(str::trim).find(is_code).expect("a code").to_owned();
        }
        assert!(started.elapsed() < Duration::from_secs(60), "waited in vain for mail number {count}");
        std::thread::yield_now();
    }
}

#[tokio::test]
async fn behind_tls_the_cookie_is_for_https_only() {
    let app = TestApp::demo().await;
    let process = Process::start(&app, &["--demo", "--behind-tls"]);
    let credentials = format!(r#"{{"email":"{}","password":"{}"}}"#, demo::EMAIL, demo::PASSWORD);
    let answer = process.post("/api/v1/session", "", &credentials);
    assert!(answer.contains("set-cookie: __Host-session=") && answer.contains("; Secure;"), "{answer}");
    assert!(!process.end().contains("without Secure"));
}

#[tokio::test]
async fn with_a_certificate_it_speaks_https_itself() {
    let (app, certificate) = (TestApp::demo().await, Certificate::new());
    let files = [certificate.file(), certificate.key_file()].map(|path| path.display().to_string());
    let process = Process::start(&app, &["--demo", "--tls-certificate", &files[0], "--tls-key", &files[1]]);
    assert_eq!(process.scheme, "https");
    let address = process.address.parse().expect("an address");
    let mut surfer = Surfer::connect(&certificate.believer(&["h2"]), address).await.expect("connects");
    let credentials = json!({ "email": demo::EMAIL, "password": demo::PASSWORD });
    let answer = surfer.call(Method::POST, "/api/v1/session", &[], Some(credentials)).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-session=") && cookie.contains("; Secure;"), "{cookie}");
    // The browser's end of the connection must go on meanwhile.
    let log = tokio::task::spawn_blocking(|| process.end()).await.expect("it ends");
    assert!(!log.contains("without Secure"), "{log}");
}

#[tokio::test]
async fn a_taken_port_is_explained() {
    let app = TestApp::demo().await;
    let process = Process::start(&app, &[]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_tapo-care-server"));
    command.current_dir(app.dir()).args([
        "serve",
        "--listen",
        &process.address,
        "--database-url",
        "sqlite://second.db",
    ]);
    let output = command.output().expect("the program runs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(said.contains("is taken") && said.contains("--listen"), "{said}");
    process.end();
}
