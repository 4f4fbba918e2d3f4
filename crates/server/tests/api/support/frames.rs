//! HTTP/2 frame by frame, for clients that don't do what they should.

use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

pub(crate) const DATA: u8 = 0;
pub(crate) const HEADERS: u8 = 1;
pub(crate) const SETTINGS: u8 = 4;
pub(crate) const PING: u8 = 6;
pub(crate) const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const ACK: u8 = 1;
const END_STREAM_AND_HEADERS: u8 = 5;
const INITIAL_WINDOW_SIZE: u8 = 4;

/// A frame that came.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) kind: u8,
    pub(crate) flags: u8,
    pub(crate) payload: Vec<u8>,
}

impl Frame {
    /// Whether the other side asks for a sign of life.
    pub(crate) fn is_ping(&self) -> bool {
        self.kind == PING && self.flags & ACK == 0
    }

    /// What SETTINGS say of that kind.
    pub(crate) fn setting(&self, kind: u8) -> Option<u32> {
        let mut settings = self.payload.chunks(6).filter(|_| self.kind == SETTINGS);
        settings
            .find(|setting| setting[1] == kind)
            .map(|value| u32::from_be_bytes([value[2], value[3], value[4], value[5]]))
    }
}

/// A client of HTTP/2 by hand.
pub(crate) struct Frames {
    pub(crate) stream: TlsStream<TcpStream>,
}

impl Frames {
    /// Connects, and begins to speak HTTP/2. Each answer may send so many bytes.
    pub(crate) async fn connect(tls: &TlsConnector, address: SocketAddr, window: u32) -> Self {
        let stream = super::shake_hands(tls, address).await.expect("shakes hands");
        let mut client = Self { stream };
        client.stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.expect("is sent");
        client.send(SETTINGS, 0, 0, &[&[0, INITIAL_WINDOW_SIZE][..], &window.to_be_bytes()].concat()).await;
        client.send(WINDOW_UPDATE, 0, 0, &(1_u32 << 30).to_be_bytes()).await;
        client
    }

    pub(crate) async fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let length = u32::try_from(payload.len()).expect("is short").to_be_bytes();
        let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
        self.stream.write_all(&[&head[..], payload].concat()).await.expect("is sent");
    }

    /// Asks for something, in plain letters.
    pub(crate) async fn get(&mut self, stream: u32, path: &str, cookie: &str) {
        // GET and https are in the table of HPACK, and so are the names of the path and the host.
        let mut head = vec![0x82, 0x87];
        for (name, value) in [(&[0x04][..], path), (&[0x01][..], "localhost"), (&[0x0f, 0x11][..], cookie)] {
            head.extend_from_slice(name);
            head.push(u8::try_from(value.len()).ok().filter(|length| *length < 127).expect("is short"));
            head.extend_from_slice(value.as_bytes());
        }
        self.send(HEADERS, END_STREAM_AND_HEADERS, stream, &head).await;
    }

    /// Answers a ping.
    pub(crate) async fn pong(&mut self, ping: &Frame) {
        self.send(PING, ACK, 0, &ping.payload).await;
    }

    /// The next frame; none when the server has ended the connection, whichever way.
    pub(crate) async fn next(&mut self, patience: Duration) -> Option<Frame> {
        timeout(patience, self.read()).await.expect("something comes, or the end")
    }

    async fn read(&mut self) -> Option<Frame> {
        let mut head = [0; 9];
        self.stream.read_exact(&mut head).await.ok()?;
        let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        self.stream.read_exact(&mut payload).await.ok()?;
        Some(Frame { kind: head[3], flags: head[4], payload })
    }

    /// All that comes until the server ends the connection.
    pub(crate) async fn until_dropped(&mut self, patience: Duration) -> Vec<Frame> {
        let mut frames = Vec::new();
        let reading = async {
            while let Some(frame) = self.read().await {
                frames.push(frame);
            }
        };
        timeout(patience, reading).await.expect("the server drops the connection");
        frames
    }
}
