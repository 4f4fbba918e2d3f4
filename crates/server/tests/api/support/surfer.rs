//! Someone whose browser speaks https with a server that listens, by HTTP/2 or HTTP/1.1.

use super::{Answer, contract};
use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, Response, header},
};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::ServerName;
use serde_json::Value;
use std::{future::Future, io, net::SocketAddr, pin::Pin};
use tokio::{net::TcpStream, task::JoinHandle};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// A connection with TLS and nothing said on it yet.
pub(crate) async fn shake_hands(tls: &TlsConnector, address: SocketAddr) -> io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    tls.connect(ServerName::try_from("127.0.0.1").expect("a name"), stream).await
}

/// Someone with one connection.
pub(crate) struct Surfer {
    speaks: Speaks,
    origin: String,
    /// What the cookie headers say.
    pub(crate) cookies: Vec<String>,
    /// How the connection ended.
    pub(crate) connection: JoinHandle<hyper::Result<()>>,
}

enum Speaks {
    Http1(http1::SendRequest<Body>),
    Http2(http2::SendRequest<Body>),
}

impl Surfer {
    /// Connects, and speaks what was agreed on.
    pub(crate) async fn connect(tls: &TlsConnector, address: SocketAddr) -> io::Result<Self> {
        let stream = shake_hands(tls, address).await?;
        let chosen = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
        let io = TokioIo::new(stream);
        let (speaks, connection) = if chosen.as_deref() == Some(b"h2") {
            let (sender, connection) = http2::handshake(TokioExecutor::new(), io).await.map_err(io::Error::other)?;
            (Speaks::Http2(sender), tokio::spawn(connection))
        } else {
            let (sender, connection) = http1::handshake(io).await.map_err(io::Error::other)?;
            (Speaks::Http1(sender), tokio::spawn(connection))
        };
        Ok(Self { speaks, origin: format!("https://{address}"), cookies: Vec::new(), connection })
    }

    pub(crate) fn speaks_http2(&self) -> bool {
        matches!(self.speaks, Speaks::Http2(_))
    }

    /// Where its pages come from.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// A call as a page of this server would make it. HTTP/2 has the host in the address, and no header of that name.
    fn request(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Request<Body> {
        let host = self.origin.trim_start_matches("https://");
        let mut request = match self.speaks {
            Speaks::Http1(_) => Request::builder().uri(path).header(header::HOST, host),
            Speaks::Http2(_) => Request::builder().uri(format!("{}{path}", self.origin)),
        };
        if !headers.iter().any(|(name, _)| *name == "origin") {
            request = request.header(header::ORIGIN, &self.origin).header("sec-fetch-site", "same-origin");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        // A browser speaks of each cookie in a header of its own, on HTTP/2.
        let together = [self.cookies.join("; ")];
        let cookies = if self.speaks_http2() { &self.cookies[..] } else { &together[..] };
        for cookie in cookies.iter().filter(|cookie| !cookie.is_empty()) {
            request = request.header(header::COOKIE, cookie);
        }
        request.method(method).body(body).expect("a request")
    }

    /// Sends a call. The answer can be waited for while others are sent.
    pub(crate) fn begin(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Pin<Box<dyn Future<Output = hyper::Result<Response<Body>>> + Send>> {
        let request = self.request(method, path, headers, body);
        match &mut self.speaks {
            Speaks::Http1(sender) => {
                let answer = sender.send_request(request);
                Box::pin(async { answer.await.map(|response| response.map(Body::new)) })
            }
            Speaks::Http2(sender) => {
                let answer = sender.send_request(request);
                Box::pin(async { answer.await.map(|response| response.map(Body::new)) })
            }
        }
    }

    /// Sends a call, for an answer that is read while it comes.
    pub(crate) async fn open(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> hyper::Result<Response<Body>> {
        match &mut self.speaks {
            Speaks::Http1(sender) => sender.ready().await?,
            Speaks::Http2(sender) => sender.ready().await?,
        }
        self.begin(method, path, headers, body).await
    }

    /// A whole call.
    pub(crate) async fn call(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let json = [("content-type", "application/json")];
        let all = [headers, if body.is_some() { &json[..] } else { &[] }].concat();
        let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
        let answer = Answer::read(self.open(method.clone(), path, &all, body).await.expect("is answered")).await;
        contract::check(&method, path, &answer);
        self.keep_cookies(&answer.headers);
        answer
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.call(Method::GET, path, &[], None).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, &[], Some(body)).await
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("text");
            assert!(line.contains("; Secure;"), "{line}");
            self.cookies.push(line.split(';').next().expect("a cookie").to_owned());
        }
    }
}
