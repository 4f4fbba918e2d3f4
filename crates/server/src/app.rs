//! What every part of the running server needs, put together once.

use crate::{
    audit::{self, Audit},
    catalogue::Catalogue,
    client::TrustedProxies,
    clock::Clock,
    demo,
    events::{Events, StreamPolicy},
    identity::{Identity, OutsideSettings},
    limits::{LimitPolicy, Limits},
    mail::{MailSettings, Mailer},
    metrics::{self, Metrics},
    origin::Origins,
    passwords::Passwords,
    receipts::{self, ReceiptSigner},
    routes::PageBuild,
    secrets::CodeKeys,
    server::TimeLimits,
    sessions::SessionPolicy,
    store::{Database, Store},
};
use jiff::Timestamp;
use std::{
    fmt,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the database is, such as `sqlite://data/tapo-care.db` or `postgres://user@host/database`.
    pub database_url: String,
    /// Connections to the database at the most; `None` for what suits the engine.
    pub database_connections: Option<u32>,
    /// The file of the key that codes are hashed with. Made when the database has no codes yet.
    pub code_key_file: PathBuf,
    /// The file of the key that receipts are signed with. Made when no receipt of the database was ever signed. Without one
    /// nothing is signed, as is right for commands that redeem nothing.
    pub receipt_key_file: Option<PathBuf>,
    /// The folder of the built page.
    pub page_dir: PathBuf,
    /// The folder of the script that shows the API's document to people.
    pub docs_dir: PathBuf,
    /// Whether there is demo data.
    pub demo: bool,
    /// How sessions are kept.
    pub sessions: SessionPolicy,
    /// How often is too often.
    pub limits: LimitPolicy,
    /// Public addresses of this server besides the one that requests name, such as `https://care.example.com`.
    pub public_origins: Vec<String>,
    /// The provider of identities that visitors log in with. Without one they log in with a password.
    pub outside: Option<OutsideSettings>,
    /// How mail goes out.
    pub mail: MailSettings,
    /// Addresses and networks of proxies whose `X-Forwarded-For` is believed, such as `10.0.0.0/8`.
    pub trusted_proxies: Vec<String>,
    /// How slow a client may be.
    pub time_limits: TimeLimits,
    /// How many streams of events there may be, and how they are kept.
    pub streams: StreamPolicy,
    /// What time it is.
    pub clock: Clock,
    /// How long to wait for the database before answering "unavailable".
    pub patience: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database_url: DEFAULT_DATABASE_URL.to_owned(),
            database_connections: None,
            code_key_file: DEFAULT_CODE_KEY_FILE.into(),
            receipt_key_file: None,
            page_dir: DEFAULT_PAGE_DIR.into(),
            docs_dir: DEFAULT_DOCS_DIR.into(),
            demo: false,
            sessions: SessionPolicy::default(),
            limits: LimitPolicy::default(),
            public_origins: Vec::new(),
            outside: None,
            mail: MailSettings::default(),
            trusted_proxies: Vec::new(),
            time_limits: TimeLimits::default(),
            streams: StreamPolicy::default(),
            clock: Clock::system(),
            patience: Duration::from_secs(5),
        }
    }
}

/// Where the database is when nobody says so.
pub(crate) const DEFAULT_DATABASE_URL: &str = "sqlite://data/tapo-care.db";
/// Where the key file is when nobody says so.
pub(crate) const DEFAULT_CODE_KEY_FILE: &str = "data/code.key";
/// Where the receipt key file is when nobody says so.
pub(crate) const DEFAULT_RECEIPT_KEY_FILE: &str = "data/receipt.key";
/// Where the built page is when nobody says so.
pub(crate) const DEFAULT_PAGE_DIR: &str = "dist";
/// Where the script of the API's reading page is when nobody says so.
pub(crate) const DEFAULT_DOCS_DIR: &str = "dist-docs";

/// The server can't start. The text says why and what to do.
#[derive(Debug)]
pub struct StartError(String);

impl StartError {
    /// From whatever explains itself.
    pub(crate) fn new(why: impl fmt::Display) -> Self {
        Self(why.to_string())
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}

/// A server that is ready to answer.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

/// The parts. They live as long as the server.
#[derive(Debug)]
pub struct Parts {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) keys: CodeKeys,
    pub(crate) audit: Audit,
    pub(crate) receipts: Option<ReceiptSigner>,
    pub(crate) catalogue: Catalogue,
    pub(crate) passwords: Passwords,
    pub(crate) mail: Mailer,
    pub(crate) identity: Identity,
    pub(crate) sessions: SessionPolicy,
    pub(crate) limits: Limits,
    pub(crate) origins: Origins,
    pub(crate) proxies: TrustedProxies,
    pub(crate) time_limits: TimeLimits,
    pub(crate) events: Events,
    pub(crate) page_dir: PathBuf,
    pub(crate) page_build: PageBuild,
    pub(crate) docs_dir: PathBuf,
    pub(crate) demo: bool,
    pub(crate) code_lookups: AtomicU64,
    pub(crate) metrics: Metrics,
    pub(crate) started_at: Timestamp,
    pub(crate) ending: AtomicBool,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Opens the database and the key, and lays out the demo data if it is wanted.
    ///
    /// # Errors
    /// Whatever is missing or doesn't fit together, with what to do about it.
    pub async fn open(settings: Settings) -> Result<Self, StartError> {
        let Settings {
            database_url,
            database_connections,
            code_key_file,
            receipt_key_file,
            page_dir,
            docs_dir,
            demo,
            sessions,
            limits,
            public_origins,
            outside,
            trusted_proxies,
            mail,
            time_limits,
            streams,
            clock,
            patience,
        } = settings;
        let started_at = clock.now();
        let origins = Origins::new(&public_origins).map_err(StartError::new)?;
        let proxies = TrustedProxies::new(&trusted_proxies).map_err(StartError::new)?;
        let catalogue = Catalogue::embedded().map_err(StartError::new)?;
        let passwords = Passwords::new().map_err(StartError::new)?;
        let mail = Mailer::start(&mail, clock.clone()).map_err(StartError::new)?;
        let database = Database { url: database_url, connections: database_connections, patience };
        let store = Store::open(&database).await.map_err(StartError::new)?;
        let keys = CodeKeys::open(&code_key_file, &store, &clock).await.map_err(StartError::new)?;
        let identity = Identity::open(outside, &clock).await.map_err(StartError::new)?;
        let limits = Limits::new(limits, keys.clone());
        let audit = Audit::new(keys.clone());
        audit.begin(&store, clock.now()).await.map_err(StartError::new)?;
        let receipts = match receipt_key_file {
            Some(path) => Some(ReceiptSigner::open(&path, &store, &clock).await.map_err(StartError::new)?),
            None => None,
        };
        let parts = Parts {
            store,
            clock,
            keys,
            audit,
            receipts,
            catalogue,
            passwords,
            mail,
            identity,
            sessions,
            limits,
            origins,
            proxies,
            time_limits,
            events: Events::new(streams),
            page_dir,
            page_build: PageBuild::default(),
            docs_dir,
            demo,
            code_lookups: AtomicU64::new(0),
            metrics: Metrics::default(),
            started_at,
            ending: AtomicBool::new(false),
        };
        let app = Self(Arc::new(parts));
        if let Some(signer) = &app.receipts {
            receipts::sign_all(&app, signer).await.map_err(StartError::new)?;
        }
        if demo {
            demo::lay_out(&app).await.map_err(StartError::new)?;
        }
        Ok(app)
    }

    /// How often a password was hashed since the start: the work that tells, by the time it takes, what was looked up.
    pub fn passwords_hashed(&self) -> u64 {
        self.passwords.hashed()
    }

    /// Waits until the mails that were written so far are sent or given up, but not for long.
    pub async fn mails_are_out(&self) {
        self.mail.flushed().await;
    }

    /// How many codes of visitors were looked up since the start. Limits keep it low when someone guesses.
    pub fn code_lookups(&self) -> u64 {
        self.code_lookups.load(Ordering::Relaxed)
    }

    /// The server is about to end: it is not ready for more any longer.
    pub fn begin_to_end(&self) {
        self.ending.store(true, Ordering::Relaxed);
    }

    /// All metrics, as Prometheus reads them.
    ///
    /// # Errors
    /// When they can't be written as text.
    pub fn metrics(&self) -> Result<String, fmt::Error> {
        metrics::exposition(self)
    }

    /// Seals what the audit log has waiting, waits for transactions and mails under way, and closes the database.
    /// Transactions before mails: their ends write mails.
    pub async fn close(&self) {
        if let Err(error) = audit::seal(self).await {
            // Whoever opens the database next seals it.
            tracing::warn!("{error}");
        }
        self.events.close();
        self.store.close().await;
        self.mail.flushed().await;
    }
}
