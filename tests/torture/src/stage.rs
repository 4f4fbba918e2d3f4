//! What a proof plays on: a database of its own, a key, codes, accounts, and servers over them.

use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use tapo_care_postgres::{Cluster, Programs};
use tempfile::TempDir;

use crate::engine::{Database, Engine, sqlite_url};
use crate::outcome::{Failure, Findings, Outcome};
use crate::server::{Program, Server};
use crate::user::User;

/// What the command line says of all proofs.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    /// Which engine.
    pub(crate) engine: Engine,
    /// The words that start the server.
    pub(crate) server: Vec<String>,
    /// How the server is broken on purpose, if it is.
    pub(crate) broken: Option<String>,
    /// PostgreSQL's programs.
    pub(crate) postgres: Option<Programs>,
    /// Where data is put, on a real disk.
    pub(crate) folder: PathBuf,
    /// How much is tried; each proof has a number of its own.
    pub(crate) count: Option<usize>,
    /// Whether it is the short version.
    pub(crate) short: bool,
    /// Where chance begins.
    pub(crate) seed: u64,
}

impl Setting {
    /// How much is to be tried: what was asked for, or one of these.
    pub(crate) fn amount(&self, full: usize, short: usize) -> usize {
        self.count.unwrap_or(if self.short { short } else { full })
    }
}

/// A database with what belongs to it. Ends and is removed with this value.
#[derive(Debug)]
pub(crate) struct Stage {
    /// PostgreSQL, if it is the engine.
    pub(crate) cluster: Option<Cluster>,
    /// The server's program.
    pub(crate) program: Program,
    /// The address of the database.
    pub(crate) url: String,
    folder: TempDir,
}

/// The password of all accounts.
pub(crate) const PASSWORD: &str = "a long enough password";

/// Every limit on how often is too often, as high as it goes: a proof is a flood.
const LIMITS: [&str; 12] = [
    "--wrong-codes",
    "--wrong-codes-per-address",
    "--wrong-codes-overall",
    "--wrong-logins",
    "--wrong-logins-per-address",
    "--wrong-logins-overall",
    "--mails",
    "--mails-to-recipient",
    "--mails-per-address",
    "--mailed-code-tries",
    "--mailed-code-tries-overall",
    "--mailed-code-tries-per-address",
];

impl Stage {
    /// A fresh one, without codes and accounts.
    pub(crate) fn new(setting: &Setting) -> Outcome<Self> {
        fs::create_dir_all(&setting.folder)?;
        let folder = tempfile::Builder::new().prefix("run-").tempdir_in(&setting.folder)?;
        let (cluster, url) = match setting.engine {
            Engine::Sqlite => (None, sqlite_url(&folder.path().join("data/tapo-care.db"))),
            Engine::Postgres => {
                let programs = setting.postgres.as_ref().ok_or_else(|| Failure::said("there is no PostgreSQL"))?;
                let cluster = Cluster::start(programs, &setting.folder)?;
                let url = cluster.url("postgres");
                (Some(cluster), url)
            }
        };
        let log = folder.path().join("server.log");
        let program = Program { words: setting.server.clone(), broken: setting.broken.clone(), log };
        Ok(Self { cluster, program, url, folder })
    }

    /// The processes of the database, where it is a server of its own.
    pub(crate) fn engine_processes(&self) -> Vec<i32> {
        self.cluster.as_ref().map(Cluster::processes).unwrap_or_default()
    }

    /// The folder of the data.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The options that name the data.
    fn places(&self) -> Vec<String> {
        let key = self.data().join("code.key").display().to_string();
        ["--database-url", &self.url, "--code-key-file", &key].map(str::to_owned).to_vec()
    }

    /// The arguments of `serve`.
    pub(crate) fn serving(&self, extra: &[&str]) -> Vec<String> {
        let outbox = self.data().join("outbox").display().to_string();
        let mut arguments: Vec<String> =
            ["serve", "--listen", "127.0.0.1:0", "--log", "warn", "--outbox", &outbox].map(str::to_owned).to_vec();
        arguments.extend(self.places());
        arguments.extend(["--receipt-key-file".to_owned(), self.data().join("receipt.key").display().to_string()]);
        arguments.extend(LIMITS.iter().flat_map(|limit| [(*limit).to_owned(), "1000000".to_owned()]));
        arguments.extend(extra.iter().map(|&word| word.to_owned()));
        arguments
    }

    /// Starts a server over it.
    pub(crate) async fn serve(&self) -> Outcome<Server> {
        self.serve_with(&[]).await
    }

    /// Starts a server over it with more options.
    pub(crate) async fn serve_with(&self, extra: &[&str]) -> Outcome<Server> {
        self.program.serve(&self.serving(extra)).await
    }

    /// Issues codes of a plan.
    pub(crate) async fn codes(&self, plan: &str, months: u32, count: usize) -> Outcome<Vec<String>> {
        let mut arguments: Vec<String> =
            ["codes", "issue", "--plan", plan, "--months", &months.to_string(), "--count", &count.to_string()]
                .map(str::to_owned)
                .to_vec();
        arguments.extend(self.places());
        let csv = self.program.run(&arguments).await?;
        let codes: Vec<String> =
            csv.lines().skip(1).filter_map(|line| line.split(',').next()).map(str::to_owned).collect();
        if codes.len() == count { Ok(codes) } else { Err(Failure::said(format!("codes were not issued: {csv}"))) }
    }

    /// Takes over the codes of a file.
    pub(crate) async fn import(&self, file: &Path) -> Outcome<()> {
        let mut arguments = ["codes", "import", &file.display().to_string()].map(str::to_owned).to_vec();
        arguments.extend(self.places());
        self.program.run(&arguments).await.map(drop)
    }

    /// Has the server's own command look whether the audit log is what was written.
    pub(crate) async fn verify_log(&self, findings: &mut Findings) {
        let mut arguments = ["audit", "verify"].map(str::to_owned).to_vec();
        arguments.extend(self.places());
        if let Err(failure) = self.program.run(&arguments).await {
            findings.violation(failure.to_string());
        }
    }

    /// Registers accounts and logs them in, as visitors do.
    pub(crate) async fn accounts(&self, server: &Server, count: usize) -> Outcome<Vec<User>> {
        let mut users = Vec::new();
        for number in 0..count {
            users.push(self.account(server, &format!("someone-{number}@example.com")).await?);
        }
        Ok(users)
    }

    async fn account(&self, server: &Server, email: &str) -> Outcome<User> {
        let mut user = User::new(server.address);
        let new = json!({ "email": email, "password": PASSWORD, "region": "DE", "locale": "en" });
        user.expect("POST", "/api/v1/accounts", &new, 202).await?;
        let code = self.mailed_code(email).await?;
        user.expect("POST", "/api/v1/accounts/verification", &json!({ "email": email, "code": code }), 204).await?;
        user.log_in(email, PASSWORD).await?;
        Ok(user)
    }

    /// The code in the mail to that address, once it is there.
    async fn mailed_code(&self, email: &str) -> Outcome<String> {
        let outbox = self.data().join("outbox");
        for _ in 0..2_000 {
            for entry in fs::read_dir(&outbox).into_iter().flatten() {
                let path = entry?.path();
                // A file that is still being written has another name, or goes away under us.
                let Ok(mail) = fs::read_to_string(&path) else { continue };
                let is_code = |line: &&str| line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_digit());
                if !mail.contains(email) {
                    continue;
                }
                if let Some(code) = mail.lines().map(str::trim).find(is_code).map(str::to_owned) {
                    // It may just have got its final name; then it lies there as an old one.
                    let _renamed = fs::remove_file(path);
                    return Ok(code);
                }
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        Err(Failure::said(format!("no mail came to {email}")))
    }

    /// A look into the database.
    pub(crate) async fn database(&self) -> Outcome<Database> {
        Database::open(&self.url).await
    }
}
