//! Just enough of an HTTP/1.1 client: one connection, one request at a time, and every byte of it in plain view. It repeats
//! nothing by itself: what is repeated is what a proof is about.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An open connection.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    bytes: Vec<u8>,
}

/// A request, to be written as it stands here.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    bytes: Vec<u8>,
}

/// A whole answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The status line and the headers.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// A request with these headers besides the ones that every request has. With a body, its type is JSON.
    pub(crate) fn new(method: &str, path: &str, headers: &[(&str, &str)], body: Option<&str>) -> Self {
        let mut text = format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n");
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        match body {
            Some(body) => text
                .push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())),
            None if method == "GET" => text.push_str("\r\n"),
            None => text.push_str("content-length: 0\r\n\r\n"),
        }
        Self { bytes: text.into_bytes() }
    }
}

impl Connection {
    /// Opens one.
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, bytes: Vec::new() })
    }

    /// Sends a request.
    pub(crate) async fn send(&mut self, request: &Request) -> Result<()> {
        self.bytes.clear();
        self.stream.write_all(&request.bytes).await
    }

    /// Reads the answer to its end.
    pub(crate) async fn answer(&mut self) -> Result<Answer> {
        let head_end = loop {
            if let Some(at) = self.bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.bytes[..head_end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.ok_or_else(|| Error::new(ErrorKind::InvalidData, "no status line"))?;
        let length = header(&head, "content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        while self.bytes.len() < head_end + length {
            self.more().await?;
        }
        Ok(Answer { status, head, body: self.bytes[head_end..head_end + length].to_vec() })
    }

    /// How many bytes of the answer are there so far.
    pub(crate) fn begun(&self) -> usize {
        self.bytes.len()
    }

    async fn more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.bytes).await? {
            0 => Err(Error::new(ErrorKind::UnexpectedEof, "the connection ended within the answer")),
            _ => Ok(()),
        }
    }
}

impl Answer {
    /// A header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// How many bytes it was on the way.
    pub(crate) fn length(&self) -> usize {
        self.head.len() + self.body.len()
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n").find_map(|line| {
        let (before, after) = line.split_once(':')?;
        before.eq_ignore_ascii_case(name).then(|| after.trim())
    })
}
