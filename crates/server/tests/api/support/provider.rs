//! A real provider of identities: npm's oidc-provider, as `tests/provider/provider.mjs` sets it up. And a visitor's browser, which goes
//! to it and comes back.

use super::{Answer, User};
use axum::http::{Method, header};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    env,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};
use tapo_care_wire::OutsideStarted;

/// Names the folder that oidc-provider is installed in.
const FOLDER: &str = "TAPO_CARE_OIDC_PROVIDER";

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/provider/provider.mjs");

/// The client secret that the provider knows.
pub(crate) const SECRET: &str = "a secret of two, and of no third one";

/// A provider as a process. It ends with the test, whatever happens: its standard input ends then.
pub(crate) struct Provider {
    child: Child,
    /// Its issuer.
    pub(crate) issuer: String,
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Provider {
    /// Starts one on a free port.
    pub(crate) fn start() -> Self {
        assert!(
            env::var_os(FOLDER).is_some_and(|folder| !folder.is_empty()),
            "{FOLDER} is not set: it names a folder with npm's oidc-provider. `cargo xtask test --only native` installs it and \
             sets it; by hand: npm install --ignore-scripts --prefix FOLDER oidc-provider@9.13.3"
        );
        let mut child = Command::new("node")
            .arg(SCRIPT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node runs");
        let mut issuer = String::new();
        let out = child.stdout.take().expect("is piped");
        BufReader::new(out).read_line(&mut issuer).expect("is read");
        let issuer = issuer.trim().to_owned();
        assert!(issuer.starts_with("http://127.0.0.1:"), "the provider did not start: {issuer:?}");
        Self { child, issuer }
    }

    /// Ends it.
    pub(crate) fn end(&mut self) {
        self.child.kill().expect("it is ended");
        self.child.wait().expect("it is gone");
    }
}

/// What somebody does at the provider.
pub(crate) enum Choice<'a> {
    /// Logs in with this name.
    LogIn(&'a str),
    /// Turns back.
    Cancel,
}

/// A browser that keeps cookies.
#[derive(Clone)]
pub(crate) struct Wanderer {
    user: User,
    /// The server's cookies.
    pub(crate) cookies: BTreeMap<String, String>,
}

impl Wanderer {
    /// A browser without cookies.
    pub(crate) fn new(user: User) -> Self {
        Self { user, cookies: BTreeMap::new() }
    }

    /// As whoever has these cookies.
    pub(crate) fn user(&self) -> User {
        let mut user = self.user.clone();
        user.cookie = (!self.cookies.is_empty()).then(|| line(&self.cookies));
        user
    }

    /// Begins a log-in. Gives the provider's address.
    pub(crate) async fn begin(&mut self, return_to: &str, code: Option<&str>) -> String {
        let answer = self.try_begin(json!({ "returnTo": return_to, "code": code })).await;
        let started: OutsideStarted = answer.json(200);
        self.keep(&answer);
        started.location
    }

    /// Tries to begin a log-in.
    pub(crate) async fn try_begin(&self, body: Value) -> Answer {
        self.user().post("/api/v1/session/outside", body).await
    }

    /// Goes to the provider's address, logs in there or not, and is sent back: gives the path with its query.
    pub(crate) async fn at_provider(&self, location: &str, choice: Choice<'_>) -> String {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let form = match choice {
            Choice::LogIn(account) => format!("do=log-in&account={account}"),
            Choice::Cancel => "do=cancel".to_owned(),
        };
        let base = location.split("/auth").next().expect("an address").to_owned();
        let mut url = location.to_owned();
        // The provider remembers nobody: whoever goes there logs in.
        let mut of_provider = BTreeMap::new();
        for _ in 0..8 {
            if let Some(path) = url.strip_prefix("http://localhost:8080") {
                return path.to_owned();
            }
            let is_form = url.contains("/interaction/");
            let request = if is_form {
                let kind = "application/x-www-form-urlencoded";
                client.post(&url).header("content-type", kind).body(form.clone())
            } else {
                client.get(&url)
            };
            let answer = request.header("cookie", line(&of_provider)).send().await.expect("the provider answers");
            keep(&mut of_provider, answer.headers().get_all("set-cookie").iter().map(|value| value.to_str()));
            let status = answer.status();
            let next = answer.headers().get("location").map(|value| value.to_str().expect("text").to_owned());
            let Some(next) = next else { panic!("{status}: {}", answer.text().await.expect("text")) };
            url = if next.starts_with('/') { format!("{base}{next}") } else { next };
        }
        panic!("the provider sends in circles: {url}");
    }

    /// Comes back from the provider: a navigation from another site, for which browsers keep back what is `SameSite=Strict`. Gives
    /// where it is led.
    pub(crate) async fn come_back(&mut self, path: &str) -> String {
        let mut user = self.user.clone();
        user.cookie = self.cookies.get("login").map(|token| format!("login={token}"));
        let answer = user.call(Method::GET, path).header("sec-fetch-site", "cross-site").send().await;
        assert_eq!((answer.status.as_u16(), answer.text()), (303, ""));
        assert_eq!(answer.header("cache-control"), "no-store");
        self.keep(&answer);
        answer.header("location").to_owned()
    }

    /// The whole way. Gives where it leads.
    pub(crate) async fn log_in(&mut self, account: &str) -> String {
        let location = self.begin("/tapo_web/redeem", None).await;
        let back = self.at_provider(&location, Choice::LogIn(account)).await;
        self.come_back(&back).await
    }

    /// Keeps the cookies of an answer.
    pub(crate) fn keep(&mut self, answer: &Answer) {
        keep(&mut self.cookies, answer.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str()));
    }

    /// Asks for the code that was left.
    pub(crate) async fn take_code(&mut self) -> Option<String> {
        let answer = self.user().call(Method::POST, "/api/v1/session/outside/handover").send().await;
        let handed: tapo_care_wire::HandedOver = answer.json(200);
        self.keep(&answer);
        handed.code
    }
}

fn keep<'a, E: std::fmt::Debug>(
    cookies: &mut BTreeMap<String, String>,
    lines: impl Iterator<Item = Result<&'a str, E>>,
) {
    for line in lines {
        let line = line.expect("text");
        let (name, rest) = line.split_once('=').expect("a cookie");
        let value = rest.split(';').next().unwrap_or_default();
        if value.is_empty() || line.contains("Max-Age=0") {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn line(cookies: &BTreeMap<String, String>) -> String {
    cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}
