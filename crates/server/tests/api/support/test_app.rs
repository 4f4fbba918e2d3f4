//! A server of a test's own: the real router over a database and a folder of its own, at a time that the test sets.

use super::{
    User,
    database::{self, Past},
};
use axum::Router;
use std::{
    path::PathBuf,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tapo_care_server::{App, Clock, MailSettings, Settings, StartError, cli, demo, router};
use tempfile::TempDir;

/// A clock that stands still until a test sets it, and counts how often it is asked.
#[derive(Clone, Debug)]
pub(crate) struct TestClock {
    second: Arc<AtomicI64>,
    reads: Arc<AtomicUsize>,
}

impl TestClock {
    fn new(text: &str) -> Self {
        let clock = Self { second: Arc::default(), reads: Arc::default() };
        clock.set(text);
        clock
    }

    /// Sets the time.
    pub(crate) fn set(&self, text: &str) {
        let moment: jiff::Timestamp = text.parse().expect("a moment");
        self.second.store(moment.as_second(), Ordering::SeqCst);
    }

    /// Lets days pass.
    pub(crate) fn pass_days(&self, days: i64) {
        self.second.fetch_add(days * 86_400, Ordering::SeqCst);
    }

    /// Lets minutes pass.
    pub(crate) fn pass_minutes(&self, minutes: i64) {
        self.second.fetch_add(minutes * 60, Ordering::SeqCst);
    }

    /// Lets seconds pass.
    pub(crate) fn pass_seconds(&self, seconds: i64) {
        self.second.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The time, in Unix seconds.
    pub(crate) fn second(&self) -> i64 {
        self.second.load(Ordering::SeqCst)
    }

    /// How often it was asked.
    pub(crate) fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    fn clock(&self) -> Clock {
        let Self { second, reads } = self.clone();
        Clock::new(move || {
            reads.fetch_add(1, Ordering::SeqCst);
            jiff::Timestamp::from_second(second.load(Ordering::SeqCst)).expect("in range")
        })
    }
}

/// A running server.
pub(crate) struct TestApp {
    pub(crate) clock: TestClock,
    pub(crate) router: Router,
    pub(crate) app: App,
    settings: Settings,
    dir: TempDir,
}

/// When tests happen unless they say otherwise.
const NOW: &str = "2026-11-24T12:00:00Z";

impl TestApp {
    /// With demo data.
    pub(crate) async fn demo() -> Self {
        Self::with(|settings| settings.demo = true).await
    }

    /// With other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let clock = TestClock::new(NOW);
        let mut settings = Settings {
            database_url: database::fresh(dir.path()).await,
            code_key_file: dir.path().join("data/code.key"),
            receipt_key_file: Some(dir.path().join("data/receipt.key")),
            page_dir: dir.path().join("dist"),
            docs_dir: dir.path().join("dist-docs"),
            mail: MailSettings { outbox: dir.path().join("data/outbox"), ..MailSettings::default() },
            clock: clock.clock(),
            patience: Duration::from_secs(20),
            ..Settings::default()
        };
        change(&mut settings);
        let app = App::open(settings.clone()).await.expect("the server starts");
        Self { clock, router: router(app.clone()), app, settings, dir }
    }

    /// Ends the server and starts it again over the same files.
    pub(crate) async fn restart(self) -> Self {
        self.restart_with(|_| {}).await.expect("the server starts again")
    }

    /// Ends the server and tries to start it again, with other settings.
    pub(crate) async fn restart_with(self, change: impl FnOnce(&mut Settings)) -> Result<Self, StartError> {
        let Self { clock, app, mut settings, dir, router: old } = self;
        drop(old);
        app.close().await;
        change(&mut settings);
        let app = App::open(settings.clone()).await?;
        Ok(Self { clock, router: router(app.clone()), app, settings, dir })
    }

    /// Another server over the same files.
    pub(crate) async fn second_instance(&self) -> Router {
        router(App::open(self.settings.clone()).await.expect("a second server starts"))
    }

    /// Someone who is not logged in.
    pub(crate) fn visitor(&self) -> User {
        User::new(self.router.clone())
    }

    /// The demo account, logged in.
    pub(crate) async fn demo_user(&self) -> User {
        self.log_in(demo::EMAIL).await
    }

    /// The other demo account, logged in.
    pub(crate) async fn friend(&self) -> User {
        self.log_in(demo::FRIEND).await
    }

    async fn log_in(&self, email: &str) -> User {
        let mut user = self.visitor();
        user.log_in(email, demo::PASSWORD).await;
        user
    }

    /// The folder of everything.
    pub(crate) fn dir(&self) -> PathBuf {
        self.dir.path().to_owned()
    }

    /// Where mails are put.
    pub(crate) fn outbox(&self) -> PathBuf {
        self.settings.mail.outbox.clone()
    }

    /// Writes a file of the page.
    pub(crate) fn write_page(&self, name: &str, content: &[u8]) {
        let path = self.settings.page_dir.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(path, content).expect("the file is written");
    }

    /// Where the database is.
    pub(crate) fn database_url(&self) -> &str {
        &self.settings.database_url
    }

    /// All that is stored, as bytes: every file of the data but the key of the codes, and the rows of a database that has no
    /// files here.
    pub(crate) async fn stored(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.dir().join("data")).expect("the folder is there");
        let paths = files.map(|file| file.expect("a file").path());
        let paths = paths.filter(|path| path.is_file() && !path.ends_with("code.key"));
        let mut bytes: Vec<u8> = paths.flat_map(|path| std::fs::read(path).expect("is read")).collect();
        bytes.extend(self.database().await.rows().await);
        assert!(bytes.len() > 10_000, "nothing was looked at: {} bytes", bytes.len());
        bytes
    }

    /// The database, past the server.
    pub(crate) async fn database(&self) -> Past {
        Past::connect(&self.settings.database_url).await
    }

    /// Does something to the database, past the server.
    pub(crate) async fn sql(&self, statements: &'static str) {
        let mut database = self.database().await;
        database.run(statements).await;
        database.close().await;
    }

    /// Does to the database, past the server, what each engine has words of its own for.
    pub(crate) async fn sql_of(&self, sqlite: &'static str, postgres: &'static str) {
        self.sql(if database::is_postgres() { postgres } else { sqlite }).await;
    }

    /// Counts in the database, past the server.
    pub(crate) async fn count(&self, query: &'static str) -> i64 {
        let mut database = self.database().await;
        let count = database.number(query).await;
        database.close().await;
        count
    }

    /// Runs a command of the command line on this server's database.
    pub(crate) async fn command(&self, arguments: &[&str]) -> ExitCode {
        let key = self.settings.code_key_file.display().to_string();
        let own = ["--database-url", &self.settings.database_url, "--code-key-file", &key];
        cli::run(["tapo-care-server"].iter().chain(arguments).chain(&own).map(Into::into)).await
    }

    /// Runs a command of the command line that has nothing to do with codes.
    pub(crate) async fn tend(&self, arguments: &[&str]) {
        let own = ["--database-url", self.database_url()];
        let done = cli::run(["tapo-care-server"].iter().chain(arguments).chain(&own).map(Into::into)).await;
        assert_eq!(done, ExitCode::SUCCESS, "{arguments:?}");
    }

    /// Takes codes over from lines of CSV, after the usual first line.
    pub(crate) async fn import(&self, lines: &str) {
        let file = self.dir.path().join("import.csv");
        let text = format!("code,plan,months,regions,redeem_from,redeem_until,batch\n{lines}\n");
        std::fs::write(&file, text).expect("the file is written");
        let done = self.command(&["codes", "import", file.to_str().expect("a path of text")]).await;
        assert_eq!(done, ExitCode::SUCCESS);
    }

    /// Takes codes over that grant months of a plan, without further conditions.
    pub(crate) async fn import_plain(&self, codes: &[(&str, &str, u32)]) {
        let lines: Vec<_> = codes.iter().map(|(code, plan, months)| format!("{code},{plan},{months},,,,")).collect();
        self.import(&lines.join("\n")).await;
    }
}
