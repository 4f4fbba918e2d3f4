//! Where histories happen: the server's router in this process, over a database that is a copy of one with accounts, cameras
//! and codes for many histories.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::Value;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tapo_care_server::{App, Clock, SessionPolicy, Settings, router};
use tapo_care_wire::Problem;
use tower::ServiceExt;

use crate::engine::{Database, Engine, sqlite_url};
use crate::outcome::{Failure, Outcome};
use crate::stage::{PASSWORD, Setting, Stage};

use super::{ACCOUNTS, BASE, CAMERAS, SPECS};

/// What all rooms are copies of.
pub(super) struct Template {
    stage: Stage,
    engine: Engine,
    /// Cookies of the accounts, in order.
    cookies: Vec<String>,
    /// Where copies are put: in memory where there is such a place, since this proof is not about disks.
    copies: tempfile::TempDir,
}

/// A room.
pub(super) struct Room {
    app: App,
    router: Router,
    clock: Arc<AtomicI64>,
    cookies: Vec<String>,
    /// Past the server, to revoke codes.
    pub(super) database: Database,
    file: Option<PathBuf>,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
}

impl Template {
    /// With accounts and codes for so many histories.
    pub(super) async fn new(setting: &Setting, histories: usize) -> Outcome<Self> {
        let stage = Stage::new(setting)?;
        let server = stage.serve().await?;
        let users = stage.accounts(&server, 1).await?;
        drop(users);
        let database = stage.database().await?;
        database.run("CREATE TABLE copied AS SELECT * FROM accounts").await?;
        let mut cookies = Vec::new();
        for number in 0..histories * ACCOUNTS {
            let (email, region) = (format!("copy-{number}@example.com"), super::REGIONS[number % ACCOUNTS]);
            let change = format!(
                "UPDATE copied SET id = 'copy-{number}', email = '{email}', email_key = '{email}', region = '{region}'"
            );
            database.run(&change).await?;
            database.run("INSERT INTO accounts SELECT * FROM copied").await?;
            for (camera, &(model, eligible)) in CAMERAS.iter().enumerate() {
                let sold = if eligible { region } else { "US" };
                let new =
                    "INSERT INTO cameras (id, account_id, name, model, is_camera, online, region, position) VALUES";
                let id = format!("'{number}-{camera}', 'copy-{number}'");
                database.run(&format!("{new} ({id}, 'Camera', '{model}', TRUE, TRUE, '{sold}', {camera})")).await?;
            }
            let mut user = crate::user::User::new(server.address);
            user.log_in(&email, PASSWORD).await?;
            cookies.push(user.cookie.ok_or_else(|| Failure::said("no cookie"))?);
        }
        database.run("DROP TABLE copied").await?;
        let csv = stage.data().join("codes.csv");
        fs::write(&csv, codes(histories))?;
        stage.import(&csv).await?;
        if setting.engine == Engine::Postgres {
            // What a crash would lose does not matter here, and speed does: no room waits for the disk.
            for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
                database.run(&format!("ALTER SYSTEM SET {setting} = off")).await?;
            }
            database.texts("SELECT CAST(pg_reload_conf() AS TEXT)").await?;
        }
        database.close().await;
        server.stop().await?;
        let memory = Path::new("/dev/shm");
        let place = if memory.is_dir() { memory.to_owned() } else { stage.data() };
        let copies = tempfile::Builder::new().prefix("tapo-care-model-").tempdir_in(place)?;
        Ok(Self { stage, engine: setting.engine, cookies, copies })
    }

    /// Another room.
    pub(super) async fn room(&self, number: usize) -> Outcome<Room> {
        let (url, file) = match (self.engine, &self.stage.cluster) {
            (Engine::Postgres, Some(cluster)) => {
                let admin = Database::open(&cluster.url("template1")).await?;
                admin.run(&format!("CREATE DATABASE room_{number} TEMPLATE postgres")).await?;
                admin.close().await;
                (cluster.url(&format!("room_{number}")), None)
            }
            _ => {
                let file = self.copies.path().join(format!("room-{number}.db"));
                fs::copy(self.stage.data().join("tapo-care.db"), &file)?;
                (sqlite_url(&file), Some(file))
            }
        };
        let clock = Arc::new(AtomicI64::new(BASE));
        let hand = Arc::clone(&clock);
        let long = jiff::SignedDuration::from_hours(24 * 365 * 100);
        let settings = Settings {
            database_url: url.clone(),
            database_connections: Some(3),
            code_key_file: self.stage.data().join("code.key"),
            mail: tapo_care_server::MailSettings {
                outbox: self.stage.data().join("outbox"),
                ..tapo_care_server::MailSettings::default()
            },
            sessions: SessionPolicy { idle_limit: long, absolute_limit: long, ..SessionPolicy::default() },
            clock: Clock::new(move || jiff::Timestamp::from_second(hand.load(Ordering::SeqCst)).unwrap_or_default()),
            ..Settings::default()
        };
        let app = App::open(settings).await?;
        let database = Database::open(&url).await?;
        Ok(Room { router: router(app.clone()), app, clock, cookies: self.cookies.clone(), database, file })
    }

    /// Removes a database that is of no use any more.
    pub(super) async fn forget(&self, number: usize) -> Outcome<()> {
        if let (Engine::Postgres, Some(cluster)) = (self.engine, &self.stage.cluster) {
            let admin = Database::open(&cluster.url("template1")).await?;
            admin.run(&format!("DROP DATABASE room_{number} WITH (FORCE)")).await?;
            admin.close().await;
        }
        Ok(())
    }
}

impl Room {
    /// Sets the time.
    pub(super) fn set(&self, now: i64) {
        self.clock.store(now, Ordering::SeqCst);
    }

    /// Makes a call.
    pub(super) async fn call(
        &self,
        account: usize,
        method: &str,
        path: &str,
        etag: Option<&str>,
        body: Option<Value>,
    ) -> Outcome<Answer> {
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost:8080");
        request = request
            .header("cookie", &self.cookies[account])
            .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))));
        if let Some(etag) = etag {
            request = request.header("if-match", format!("\"{etag}\""));
        }
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(Body::from(body.to_string()))?,
            None => request.body(Body::empty())?,
        };
        let Ok(response) = self.router.clone().oneshot(request).await;
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await?.to_bytes();
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes)? };
        Ok(Answer { status, body })
    }

    /// Ends it.
    pub(super) async fn close(self) -> Outcome<()> {
        self.database.close().await;
        self.app.close().await;
        if let Some(file) = self.file {
            fs::remove_file(file)?;
        }
        Ok(())
    }
}

impl Answer {
    /// The problem that it is, if it is one.
    pub(super) fn problem(&self) -> Option<Problem> {
        serde_json::from_value(self.body.clone()).ok()
    }
}

/// The text of a code of a history.
pub(super) fn code(history: usize, number: usize) -> String {
    format!("TORTURE{history:04}{number:02}")
}

/// The codes of all histories, each in a batch of its own.
fn codes(histories: usize) -> String {
    let mut csv = String::from("code,plan,months,regions,redeem_from,redeem_until,batch\n");
    for history in 0..histories {
        for (number, spec) in SPECS.iter().enumerate() {
            let (plan, months, region, from, until) = *spec;
            let code = code(history, number);
            csv.push_str(&format!("{code},{plan},{months},{region},{from},{until},h{history}-c{number}\n"));
        }
    }
    csv
}
