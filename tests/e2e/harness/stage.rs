//! The stage of a journey: a fresh server, the proxy in front of it, and the visitors' browsers.

use super::account::{Account, Person};
use super::browser::{Manner, Session, Size, Without};
use super::page::Page;
use super::provider::Provider;
use super::proxy::Proxy;
use super::server::Server;
use crate::check::{self, Expected};
use crate::wait::until;
use futures_util::FutureExt;
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// So many journeys at a time: each keeps a browser and a server busy.
static SEATS: Semaphore = Semaphore::const_new(2);

/// What a journey plays on.
pub(crate) struct Stage {
    /// What browsers reach the server through.
    pub(crate) proxy: Proxy,
    server: RefCell<Server>,
    server_address: Cell<SocketAddr>,
    browsers: RefCell<Vec<Arc<Session>>>,
    expected: RefCell<Vec<Expected>>,
    _provider: Option<Provider>,
}

/// Plays a journey on a stage of its own. Afterwards no browser may have complained about anything unexpected. When the
/// journey fails, screenshots and the server's log tell how.
pub(crate) async fn journey<F: AsyncFnOnce(&Stage)>(story: F) {
    play(None, story).await;
}

/// The same, at a server whose visitors log in with a provider of identities.
pub(crate) async fn outside_journey<F: AsyncFnOnce(&Stage)>(story: F) {
    play(Some(Provider::start()), story).await;
}

async fn play<F: AsyncFnOnce(&Stage)>(provider: Option<Provider>, story: F) {
    let _seat = SEATS.acquire().await.expect("the semaphore is never closed");
    let stage = Stage::set(provider).await;
    let played = AssertUnwindSafe(async {
        story(&stage).await;
        let expected = stage.expected.take();
        for browser in stage.all_browsers() {
            check::quiet_console(&browser, &expected).await;
        }
    })
    .catch_unwind()
    .await;
    if played.is_err() {
        stage.report(&story_name::<F>()).await;
    }
    for browser in stage.all_browsers() {
        // A browser that crashed can't be quit, and the journey has failed by then.
        drop(browser.driver.clone().quit().await);
    }
    if let Err(panic) = played {
        resume_unwind(panic);
    }
}

impl Stage {
    async fn set(provider: Option<Provider>) -> Self {
        let mut server = Server::new(provider.as_ref().map(Provider::options).unwrap_or_default());
        let server_address = server.start();
        Self {
            proxy: Proxy::start(server_address).await,
            server: RefCell::new(server),
            server_address: Cell::new(server_address),
            browsers: RefCell::default(),
            expected: RefCell::default(),
            _provider: provider,
        }
    }

    /// A visitor with a browser of their own, in front of an empty tab.
    pub(crate) async fn visitor(&self, size: Size) -> Page {
        self.visitor_who(Manner::usual(size)).await
    }

    /// The same, with a browser that is without something.
    pub(crate) async fn visitor_without(&self, without: Without, size: Size) -> Page {
        self.visitor_who(Manner { without: Some(without), ..Manner::usual(size) }).await
    }

    /// The same, who does not wait until a page has loaded.
    pub(crate) async fn impatient_visitor(&self, size: Size) -> Page {
        self.visitor_who(Manner { patient: false, ..Manner::usual(size) }).await
    }

    async fn visitor_who(&self, manner: Manner) -> Page {
        let session = Arc::new(Session::open(manner).await);
        self.browsers.borrow_mut().push(Arc::clone(&session));
        Page::first(session, format!("http://{}", self.proxy.address())).await
    }

    /// A session of the visitor of most journeys, outside the browser.
    pub(crate) async fn demo(&self) -> Account {
        Account::log_in(self.server_address.get(), Person::Demo).await
    }

    /// A session of someone else, outside the browser.
    pub(crate) async fn friend(&self) -> Account {
        Account::log_in(self.server_address.get(), Person::Friend).await
    }

    /// The session that a browser is in, used outside of it.
    pub(crate) async fn session_of(&self, page: &Page) -> Account {
        let cookie = page.driver.get_named_cookie("session").await.expect("the browser has a session cookie");
        Account::with_cookie(self.server_address.get(), format!("session={}", cookie.value))
    }

    /// Waits for the newest mail, which must be the `count`th, and gives its text.
    pub(crate) async fn mail(&self, page: &Page, count: usize) -> String {
        let outbox = self.server.borrow().outbox();
        until(page, format!("mail number {count}"), async || {
            let folder = std::fs::read_dir(&outbox).into_iter().flatten().flatten();
            let mut mails: Vec<PathBuf> =
                folder.map(|entry| entry.path()).filter(|path| path.extension() == Some("eml".as_ref())).collect();
            mails.sort();
            let found = mails.len();
            let newest = mails.pop().filter(|_| found == count);
            Ok(newest
                .map(|path| std::fs::read_to_string(path).expect("reads the mail"))
                .ok_or(format!("{found} mails")))
        })
        .await
    }

    /// Runs a command of the server's program on its database, as an operator does.
    pub(crate) fn command(&self, arguments: &[&str]) {
        self.server.borrow().command(arguments);
    }

    /// What the server has logged.
    pub(crate) fn log(&self) -> String {
        self.server.borrow().log()
    }

    /// Ends the server at once, as a power cut would.
    pub(crate) fn stop_server(&self) {
        // The browser fetches the picture of its tab when it likes, and the page what it needs later: perhaps just now.
        for later in ["icon.svg", "others-", "chunk_"] {
            self.expect_failures(&["/tapo_web/", later].concat(), "ERR_EMPTY_RESPONSE");
        }
        self.expect_complaint("An unknown error occurred when fetching the script");
        self.server.borrow_mut().stop();
    }

    /// Starts the server again on the same data, at the same address as the browsers see it.
    pub(crate) fn start_server(&self) {
        let address = self.server.borrow_mut().start();
        self.proxy.lead_to(address);
        self.server_address.set(address);
    }

    /// Deploys another page: a copy of the built one that `change` changes in its folder. The server starts again with it, on
    /// the same data.
    pub(crate) fn deploy(&self, change: impl FnOnce(&Path)) {
        self.stop_server();
        self.server.borrow_mut().change_page(change);
        self.start_server();
    }

    /// Says that browsers will note failed requests: those whose address holds `address` and whose reason holds `reason`,
    /// such as "404" or "ERR_EMPTY_RESPONSE".
    pub(crate) fn expect_failures(&self, address: &str, reason: &str) {
        self.expected.borrow_mut().push(Expected::failure(address, reason));
    }

    /// Says that browsers will complain with these words.
    pub(crate) fn expect_complaint(&self, words: &str) {
        self.expected.borrow_mut().push(Expected::Complaint(words.to_owned()));
    }

    fn all_browsers(&self) -> Vec<Arc<Session>> {
        self.browsers.borrow().clone()
    }

    /// Leaves what helps to understand a failure.
    async fn report(&self, name: &str) {
        let folder = screenshots();
        // What can't be had (from a browser that crashed, say) is left out: the failure itself is reported anyway.
        let _ = std::fs::create_dir_all(&folder);
        for (index, browser) in self.all_browsers().iter().enumerate() {
            let path = folder.join(format!("{name}-{index}.png"));
            if browser.driver.screenshot(&path).await.is_ok() {
                eprintln!("screenshot: {}", path.display());
            }
            for complaint in browser.complaints().await.unwrap_or_default() {
                eprintln!("the browser complained: {complaint}");
            }
        }
        eprintln!("asked for: {:#?}", self.proxy.paths());
        let log = self.server.borrow().log();
        let last: Vec<&str> = log.lines().rev().take(40).collect();
        eprintln!("the end of the server's log:\n{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
    }
}

fn screenshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/e2e")
}

/// The name of the test function, which is part of the name of the closure's type.
fn story_name<F>() -> String {
    let segments = std::any::type_name::<F>().split("::").filter(|segment| !segment.starts_with('{'));
    segments.last().unwrap_or("journey").to_owned()
}
