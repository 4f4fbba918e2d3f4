//! Connections with TLS, from the handshake to the end: HTTP/2 or HTTP/1.1, whichever the client chose.
//!
//! hyper-util's `auto` reads for ever until it knows which of the two it is, and ALPN has told already. Its graceful end
//! knows neither handshakes nor clients that don't leave: here each connection listens for the end by itself.

use super::{
    HEAD_LIMIT, TimeLimits, answer,
    gauge::{Gauge, Gauged},
    http,
    pace::{Pace, Patience, Verdict},
    tls::{HTTP2, Tls},
};
use axum::{Router, http::HeaderValue};
use hyper::{
    Request, Uri,
    body::Incoming,
    header::HOST,
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use std::{
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::TcpStream,
    sync::watch,
    task::AbortHandle,
    time::{sleep, timeout},
};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// Requests of a connection that may be under way at the same time.
const STREAMS_LIMIT: u32 = 100;

/// Bytes of requests' bodies that may wait on a stream and on a connection. More than a body can have.
const STREAM_WINDOW: u32 = 80 * 1024;
const CONNECTION_WINDOW: u32 = 4 * STREAM_WINDOW;

/// Bytes of an answer that wait for the network.
const SEND_BUFFER: usize = 128 * 1024;

/// Browsers keep one connection of HTTP/2, and pings say whether they are still there: it may rest for so many times the limit
/// of HTTP/1.1, so that who reads or types meanwhile need not shake hands again.
const REST: u32 = 5;

/// How long a client with nothing under way may take to leave when the server ends.
const FAREWELL: Duration = Duration::from_secs(2);

/// A connection without its TLS.
type Plain = TimeoutStream<TcpStream>;

/// What TLS runs over.
type Wire = Gauged<Pin<Box<Plain>>>;

/// Speaks TLS with those who connect.
pub(super) struct Secure {
    speaker: Arc<Speaker>,
    ending: watch::Sender<()>,
    renewal: AbortHandle,
}

/// All that a connection needs.
struct Speaker {
    acceptor: TlsAcceptor,
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
    router: Router,
    limits: TimeLimits,
}

/// Who is told when the server ends. While one is there, the server waits for it.
type Ending = watch::Receiver<()>;

impl Secure {
    /// Begins to look for renewed certificates, too.
    pub(super) fn start(tls: Tls, router: Router, limits: &TimeLimits) -> Self {
        let (acceptor, looking) = tls.start();
        let renewal = tokio::spawn(looking).abort_handle();
        let (http1, http2) = (http(limits), http2(limits));
        let speaker = Arc::new(Speaker { acceptor, http1, http2, router, limits: limits.clone() });
        Self { speaker, ending: watch::Sender::new(()), renewal }
    }

    /// Speaks with a client, to the end.
    pub(super) fn speak(&self, stream: Plain, peer: SocketAddr) -> impl Future<Output = ()> + Send + 'static {
        let (speaker, ending) = (self.speaker.clone(), self.ending.subscribe());
        async move { speaker.speak(stream, peer, ending).await }
    }

    /// Tells all clients that the server ends, and waits for them.
    pub(super) async fn end(self) {
        let _ = self.ending.send(());
        self.ending.closed().await;
    }
}

impl Drop for Secure {
    fn drop(&mut self) {
        self.renewal.abort();
    }
}

impl Speaker {
    async fn speak(&self, stream: Plain, peer: SocketAddr, mut ending: Ending) {
        let gauge = Arc::new(Gauge::default());
        let handshake = self.acceptor.accept(Gauged::new(Box::pin(stream), gauge.clone()));
        let shaken = tokio::select! {
            shaken = timeout(self.limits.header, handshake) => shaken,
            // It has not asked for anything yet.
            _ = ending.changed() => return,
        };
        let stream = match shaken {
            Ok(Ok(stream)) => stream,
            // Clients that don't speak TLS, or believe another certificate. What they sent is not for the log.
            Ok(Err(error)) => return tracing::debug!(%error, "a handshake failed"),
            Err(_) => return tracing::debug!("a handshake took too long"),
        };
        let ended = if stream.get_ref().1.alpn_protocol() == Some(HTTP2) {
            self.speak_http2(stream, peer, &gauge, ending).await
        } else {
            self.speak_http1(stream, peer, ending).await
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }

    async fn speak_http1(&self, stream: TlsStream<Wire>, peer: SocketAddr, mut ending: Ending) -> hyper::Result<()> {
        let service = service_fn(answer(self.router.clone(), peer));
        let mut connection = pin!(self.http1.serve_connection(TokioIo::new(stream), service));
        tokio::select! {
            ended = &mut connection => return ended,
            _ = ending.changed() => {}
        }
        connection.as_mut().graceful_shutdown();
        connection.await
    }

    async fn speak_http2(
        &self,
        stream: TlsStream<Wire>,
        peer: SocketAddr,
        gauge: &Gauge,
        mut ending: Ending,
    ) -> hyper::Result<()> {
        let limits = &self.limits;
        let pace = Pace::new(Patience { first: limits.header, rest: limits.header * REST, write: limits.write });
        let answer = answer(self.router.clone(), peer);
        let service = service_fn(|request: Request<Incoming>| {
            let (turn, answering) = (pace.begin(), answer(like_http1(request)));
            async move { answering.await.map(|response| response.map(|body| turn.pace(body))) }
        });
        let mut connection = pin!(self.http2.serve_connection(TokioIo::new(stream), service));
        let mut now_and_then = limits.header.min(limits.write) / 4;
        let mut stays = true;
        loop {
            let verdict = tokio::select! {
                ended = &mut connection => return ended,
                _ = ending.changed(), if stays => {
                    stays = false;
                    now_and_then = now_and_then.min(FAREWELL / 4);
                    connection.as_mut().graceful_shutdown();
                    pace.leave(FAREWELL);
                    continue;
                }
                () = sleep(now_and_then) => pace.look(gauge.written(), gauge.is_blocked()),
            };
            match verdict {
                Verdict::Stay => {}
                Verdict::Leave => {
                    connection.as_mut().graceful_shutdown();
                    pace.leave(limits.header);
                }
                Verdict::Drop => {
                    tracing::debug!("a client was too slow");
                    return Ok(());
                }
            }
        }
    }
}

/// How connections of HTTP/2 are spoken with.
fn http2(limits: &TimeLimits) -> http2::Builder<TokioExecutor> {
    let mut http = http2::Builder::new(TokioExecutor::new());
    http.timer(TokioTimer::new())
        .max_header_list_size(HEAD_LIMIT as u32)
        .max_concurrent_streams(STREAMS_LIMIT)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_send_buf_size(SEND_BUFFER)
        // Who has gone without a word is not there to answer.
        .keep_alive_interval(limits.write)
        .keep_alive_timeout(limits.header);
    http
}

/// A request of HTTP/2 as those of HTTP/1.1 look: with the host in a header, and only the rest in the address.
fn like_http1<B>(mut request: Request<B>) -> Request<B> {
    let host = request.uri().authority().map(|authority| HeaderValue::from_str(authority.as_str()));
    if let Some(Ok(host)) = host {
        request.headers_mut().insert(HOST, host);
    }
    if let Some(path) = request.uri().path_and_query().cloned() {
        *request.uri_mut() = Uri::from(path);
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A host that is named twice must not be two: the Origin is compared with it.
    #[test]
    fn a_request_of_http2_names_its_host_once() {
        let request = |uri: &str| Request::builder().uri(uri).header(HOST, "evil.example").body(()).expect("a request");
        let same = like_http1(request("https://care.example.com:8443/tapo_web/redeem?x=1"));
        assert_eq!(same.headers().get_all(HOST).iter().collect::<Vec<_>>(), ["care.example.com:8443"]);
        assert_eq!(same.uri(), "/tapo_web/redeem?x=1");
        assert_eq!(like_http1(request("/plain")).headers()[HOST], "evil.example", "there is no other");
    }
}
