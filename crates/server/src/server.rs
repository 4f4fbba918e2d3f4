//! Listening, and ending cleanly.

mod certificate;
mod gauge;
mod pace;
mod secure;
mod tls;

pub use tls::Tls;

use crate::{
    app::{App, StartError},
    audit, routes,
};
use axum::{Router, body::Body, extract::ConnectInfo, http::Request, serve::Listener};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use secure::Secure;
use std::{future::Future, io, net::SocketAddr, pin::pin, time::Duration};
use tokio::net::TcpListener;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// How long requests under way may take to finish once the server is to end.
const GRACE: Duration = Duration::from_secs(10);

/// Bytes of the head of a request at the most.
const HEAD_LIMIT: usize = 32 * 1024;

/// How slow a client may be before its connection is dropped: slow ones must not use up the connections.
#[derive(Clone, Debug)]
pub struct TimeLimits {
    /// For the head of a request, and between two requests of a connection; and for a handshake.
    pub header: Duration,
    /// For the whole body of a request.
    pub body: Duration,
    /// Until the answer begins. Longer than the database's patience, so that a busy one is told as such.
    pub request: Duration,
    /// For the client to take the next part of an answer.
    pub write: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { header: seconds(15), body: seconds(15), request: seconds(30), write: seconds(30) }
    }
}

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    app: App,
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<Tls>,
}

impl Server {
    /// Listens on the address. Port 0 takes any that is free; [`Server::address`] says which.
    ///
    /// # Errors
    /// When the address can't be had: what to do about it.
    pub async fn bind(app: App, address: SocketAddr) -> Result<Self, StartError> {
        let explain = |error: io::Error| match error.kind() {
            io::ErrorKind::AddrInUse => StartError::new(format_args!(
                "{address} is taken: another program listens there. End it, or choose another port with --listen"
            )),
            _ => StartError::new(format_args!("can't listen on {address}: {error}. Choose another with --listen")),
        };
        let listener = TcpListener::bind(address).await.map_err(explain)?;
        let address = listener.local_addr().map_err(explain)?;
        Ok(Self { app, listener, address, tls: None })
    }

    /// Speaks https, and nothing else.
    #[must_use]
    pub fn with_tls(self, tls: Tls) -> Self {
        Self { tls: Some(tls), ..self }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Answers until `stop` comes, then finishes what is under way and closes the database.
///
/// # Errors
/// When the listener fails.
pub async fn serve(server: Server, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    let Server { app, mut listener, tls, .. } = server;
    let router = routes::router(app.clone());
    let secure = tls.map(|tls| Secure::start(tls, router.clone(), &app.time_limits));
    let http = http(&app.time_limits);
    let connections = GracefulShutdown::new();
    let sealer = tokio::spawn(audit::run(app.clone()));
    let mut stop = pin!(stop);
    loop {
        // A connection that can't be accepted is nobody's fault here: axum waits a little then, and goes on.
        let (stream, peer) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = &mut stop => break,
        };
        // Answers are written whole: waiting for more to send along would only delay them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection could not be set up");
        }
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(app.time_limits.write));
        if let Some(secure) = &secure {
            tokio::spawn(secure.speak(stream, peer));
            continue;
        }
        let service = service_fn(answer(router.clone(), peer));
        let connection = connections.watch(http.serve_connection(TokioIo::new(Box::pin(stream)), service));
        tokio::spawn(async move {
            // Clients that hang up, are too slow, or don't speak HTTP. What they sent is not for the log.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    #[cfg(feature = "sabotage")]
    if crate::sabotage::is("end-at-once") {
        std::process::exit(0);
    }
    app.begin_to_end();
    drop(listener);
    // Streams would go on for as long as somebody looks.
    app.events.close();
    let ended = async {
        match secure {
            Some(secure) => secure.end().await,
            None => connections.shutdown().await,
        }
    };
    // A connection that never ends must not keep the process alive.
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
    // What it has not sealed is sealed below.
    sealer.abort();
    // Redemptions run in tasks of their own: they hold a connection of the database until they are through.
    app.close().await;
    Ok(())
}

/// How connections are spoken with. axum's own `serve` waits for the head of a request for ever.
fn http(limits: &TimeLimits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.header).max_header_size(HEAD_LIMIT);
    http
}

/// Answers the requests of a connection, which carry whose it is.
fn answer(
    router: Router,
    peer: SocketAddr,
) -> impl Fn(Request<Incoming>) -> tower::util::Oneshot<Router, Request<Body>> {
    move |request| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    }
}
