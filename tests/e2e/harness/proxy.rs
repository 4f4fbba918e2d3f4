//! A proxy in front of the server that can lose or hold single requests and answers, as networks do.

mod exchange;

use exchange::Request;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Longer than any request of a journey takes to arrive.
const ARRIVAL: Duration = Duration::from_secs(20);

/// What becomes of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The connection is closed before the server hears of it. Like all cuts it stays in force until it is released, since a
    /// browser sends a request again by itself when a connection breaks that it had opened in advance.
    CutBeforeServer,
    /// The server gets it whole and answers it; the connection is then closed without a byte of the answer.
    CutAnswer,
    /// The server answers; the connection is closed in the middle of the answer.
    CutHalfWay,
    /// It waits in front of the server.
    HoldRequest,
    /// The server answers; the answer waits.
    HoldAnswer,
    /// The server answers; the second half of the answer waits.
    HoldHalf,
}

/// The proxy. Stops with this value.
pub(crate) struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

/// A request whose [`Fate`] was chosen. One that is held goes on, and a cut is healed, when this value is released or dropped.
pub(crate) struct Chosen {
    what: String,
    arrived: watch::Receiver<bool>,
    release: watch::Sender<bool>,
}

struct Shared {
    server: Mutex<SocketAddr>,
    rules: Mutex<Vec<Rule>>,
    seen: Mutex<Vec<(String, String)>>,
}

#[derive(Clone)]
struct Rule {
    method: &'static str,
    path_end: String,
    fate: Fate,
    arrived: watch::Sender<bool>,
    released: watch::Receiver<bool>,
}

impl Proxy {
    /// Starts in front of a server.
    pub(crate) async fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("the proxy finds a free port");
        let address = listener.local_addr().expect("the proxy knows its port");
        let shared = Arc::new(Shared { server: Mutex::new(server), rules: Mutex::default(), seen: Mutex::default() });
        let for_all = Arc::clone(&shared);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let shared = Arc::clone(&for_all);
                // A browser that hangs up is an everyday matter, and the journey sees what becomes of it.
                tokio::spawn(async move { drop(shared.carry(client).await) });
            }
        });
        Self { address, shared, accepting }
    }

    /// Where browsers find it.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sends what comes from now on to this address.
    pub(super) fn lead_to(&self, server: SocketAddr) {
        *lock(&self.shared.server) = server;
    }

    /// Chooses what becomes of the next request of this method whose path ends so.
    pub(crate) fn next(&self, method: &'static str, path_end: &str, fate: Fate) -> Chosen {
        let (arrived, has_arrived) = watch::channel(false);
        let (release, released) = watch::channel(false);
        let what = format!("{method} …{path_end}");
        lock(&self.shared.rules).push(Rule { method, path_end: path_end.to_owned(), fate, arrived, released });
        Chosen { what, arrived: has_arrived, release }
    }

    /// How many requests of this method with such an end of the path came by, whatever became of them.
    pub(crate) fn count(&self, method: &str, path_end: &str) -> usize {
        lock(&self.shared.seen).iter().filter(|(m, path)| m == method && path.ends_with(path_end)).count()
    }

    /// Every path with its query that was asked for.
    pub(crate) fn paths(&self) -> Vec<String> {
        lock(&self.shared.seen).iter().map(|(_, path)| path.clone()).collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Chosen {
    /// Waits until the request has come; a held answer, until the server has given it.
    pub(crate) async fn arrived(&mut self) {
        let arrival = self.arrived.wait_for(|&arrived| arrived);
        match tokio::time::timeout(ARRIVAL, arrival).await {
            Ok(result) => drop(result.expect("the proxy is there")),
            Err(_) => panic!("no {} came within {ARRIVAL:?}", self.what),
        }
    }

    /// Lets it go on; heals the cut.
    pub(crate) fn release(self) {
        // Nobody is there to hear it when the browser has given up, and then there is nothing to let go.
        let _ = self.release.send(true);
    }
}

impl Shared {
    /// Carries the requests of one connection, each over a connection of its own to the server. The client's is closed
    /// after the first answer (`Connection: close`), since browsers send a request again by themselves when a connection
    /// that worked before breaks.
    async fn carry(&self, mut client: TcpStream) -> std::io::Result<()> {
        let Some(request) = Request::read(&mut client).await? else { return Ok(()) };
        lock(&self.seen).push((request.method.clone(), request.path.clone()));
        let rule = self.take_rule(&request);
        let fate = rule.as_ref().map(|rule| rule.fate);
        if fate == Some(Fate::CutBeforeServer) {
            // The rule is only let go of after the connection, so that who waits for it finds the connection closed.
            drop(client);
            rule.inspect(Rule::arrive);
            return Ok(());
        }
        if let (Some(rule), Some(Fate::HoldRequest)) = (&rule, fate) {
            rule.hold().await;
        }
        let server = *lock(&self.server);
        let mut server = TcpStream::connect(server).await?;
        request.send(&mut server).await?;
        match (&rule, fate) {
            (Some(rule), Some(Fate::CutAnswer)) => {
                exchange::read_answer(&mut server).await?;
                drop(client);
                rule.arrive();
                Ok(())
            }
            (Some(rule), Some(Fate::HoldAnswer)) => {
                let answer = exchange::read_answer(&mut server).await?;
                rule.hold().await;
                exchange::give(&answer, &mut client).await
            }
            (Some(rule), Some(Fate::CutHalfWay | Fate::HoldHalf)) => {
                let answer = exchange::read_answer(&mut server).await?;
                let (first, second) = answer.split_at(answer.len() / 2);
                exchange::begin(first, &mut client).await?;
                if fate == Some(Fate::CutHalfWay) {
                    drop(client);
                    rule.arrive();
                    return Ok(());
                }
                rule.hold().await;
                exchange::give(second, &mut client).await
            }
            _ => exchange::relay(&mut server, &mut client).await,
        }
    }

    fn take_rule(&self, request: &Request) -> Option<Rule> {
        let mut rules = lock(&self.rules);
        rules.retain(|rule| !(rule.fate.is_cut() && rule.is_released()));
        let fits = |rule: &Rule| rule.method == request.method && request.path.ends_with(&rule.path_end);
        let index = rules.iter().position(fits)?;
        Some(if rules[index].fate.is_cut() { rules[index].clone() } else { rules.remove(index) })
    }
}

impl Fate {
    fn is_cut(self) -> bool {
        matches!(self, Self::CutBeforeServer | Self::CutAnswer | Self::CutHalfWay)
    }
}

impl Rule {
    /// Whether whoever chose it has let go of it.
    fn is_released(&self) -> bool {
        *self.released.borrow() || self.released.has_changed().is_err()
    }

    fn arrive(&self) {
        // The journey may have let go of it already.
        let _ = self.arrived.send(true);
    }

    async fn hold(&self) {
        self.arrive();
        // An error means that it was dropped, which lets it go too.
        let _ = self.released.clone().wait_for(|&released| released).await;
    }
}

/// A poisoned lock only means that another part of a failing journey panicked.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
