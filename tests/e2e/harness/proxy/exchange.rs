//! Just enough HTTP/1.1 to tell where a request ends: browsers send `Content-Length`, and the server is asked to close the
//! connection after its answer, so that an answer ends there.

use std::io::{Error, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// No request of the page is anywhere near this large, in bytes.
const LIMIT: usize = 1 << 20;

/// A whole request.
pub(super) struct Request {
    /// Such as `POST`.
    pub(super) method: String,
    /// With the query.
    pub(super) path: String,
    head: String,
    body: Vec<u8>,
}

impl Request {
    /// Reads a request to its end. Nothing when the client closes without one (browsers open connections in advance).
    pub(super) async fn read(client: &mut TcpStream) -> Result<Option<Self>> {
        let mut bytes = Vec::new();
        let head_end = loop {
            if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break at + 4;
            }
            if bytes.len() > LIMIT {
                return Err(Error::other("the head is too long"));
            }
            if client.read_buf(&mut bytes).await? == 0 {
                return Ok(None);
            }
        };
        let mut body = bytes.split_off(head_end);
        let head = String::from_utf8(bytes).map_err(Error::other)?;
        let mut words = head.split(' ');
        let (Some(method), Some(path)) = (words.next(), words.next()) else {
            return Err(Error::other("no request line"));
        };
        let (method, path) = (method.to_owned(), path.to_owned());
        let length = header(&head, "content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
        while body.len() < length {
            if client.read_buf(&mut body).await? == 0 {
                return Ok(None);
            }
        }
        Ok(Some(Self { method, path, head, body }))
    }

    /// Sends it on, asking for the connection to be closed after the answer. Everything else stays as the browser sent it.
    pub(super) async fn send(&self, server: &mut TcpStream) -> Result<()> {
        let kept = self.head.trim_end().split("\r\n").filter(|line| !is_header(line, "connection"));
        let head: String = kept.chain(["Connection: close", ""]).flat_map(|line| [line, "\r\n"]).collect();
        server.write_all(head.as_bytes()).await?;
        server.write_all(&self.body).await
    }
}

/// Reads all of an answer.
pub(super) async fn read_answer(server: &mut TcpStream) -> Result<Vec<u8>> {
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await?;
    Ok(answer)
}

/// Gives an answer that was held.
pub(super) async fn give(answer: &[u8], client: &mut TcpStream) -> Result<()> {
    client.write_all(answer).await?;
    client.shutdown().await
}

/// Gives the beginning of an answer.
pub(super) async fn begin(answer: &[u8], client: &mut TcpStream) -> Result<()> {
    client.write_all(answer).await?;
    client.flush().await
}

/// Gives an answer while it comes.
pub(super) async fn relay(server: &mut TcpStream, client: &mut TcpStream) -> Result<()> {
    tokio::io::copy(server, client).await?;
    client.shutdown().await
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let line = head.split("\r\n").find(|line| is_header(line, name))?;
    line.split_once(':').map(|(_, value)| value.trim())
}

fn is_header(line: &str, name: &str) -> bool {
    line.split_once(':').is_some_and(|(before, _)| before.eq_ignore_ascii_case(name))
}
