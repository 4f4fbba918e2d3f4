//! Clients that take their time, on real connections to a real listener: they are dropped, and others are not.

use crate::support::{Listening, PATIENCE};
use std::{net::SocketAddr, time::Duration};
use tapo_care_server::demo;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{interval, timeout},
};

pub(crate) const SHORT: Duration = Duration::from_millis(150);

/// All that comes until the server ends the connection, whichever way.
pub(crate) async fn until_dropped(connection: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let reading = connection.read_to_end(&mut answer);
    let _ = timeout(PATIENCE, reading).await.expect("the server drops the connection");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Sends a byte now and then until the server ends the connection, and returns what it said.
pub(crate) async fn drip(connection: TcpStream, text: &str) -> String {
    let (mut read, mut write) = connection.into_split();
    let mut answer = Vec::new();
    let dripping = async {
        let mut now_and_then = interval(Duration::from_millis(20));
        for byte in text.bytes().cycle() {
            now_and_then.tick().await;
            if write.write_all(&[byte]).await.is_err() {
                break;
            }
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        ended = timeout(PATIENCE, read.read_to_end(&mut answer)) => {
            let _ = ended.expect("the server drops the connection");
        }
        () = dripping => {}
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_head_that_does_not_come_to_an_end_drops_the_connection() {
    let server = Listening::with(|settings| settings.time_limits.header = SHORT).await;
    let mut silent = server.connect().await;
    assert!(!until_dropped(&mut silent).await.contains("200"));
    let mut half = server.connect().await;
    half.write_all(b"GET /api/v1/plans HTTP/1.1\r\nhost: localhost\r\n").await.expect("is sent");
    assert!(!until_dropped(&mut half).await.contains("200"));
    // Not the pause between two bytes counts, but how long all of them take.
    let mut dripping = server.connect().await;
    dripping.write_all(b"GET /api/v1/plans HTTP/1.1\r\n").await.expect("is sent");
    assert!(!drip(dripping, "x-slow: yes\r\n").await.contains("200"));
    // Nor does a connection stay that was used once.
    let mut idle = server.connect().await;
    idle.write_all(b"GET /api/v1/plans HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("is sent");
    assert!(until_dropped(&mut idle).await.starts_with("HTTP/1.1 200 "));
    server.end().await;
}

#[tokio::test]
async fn a_body_that_does_not_come_to_an_end_is_refused_and_drops_the_connection() {
    let server = Listening::with(|settings| settings.time_limits.body = SHORT).await;
    let head = "POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                content-length: 60000\r\n\r\n{";
    let mut connection = server.connect().await;
    connection.write_all(head.as_bytes()).await.expect("is sent");
    let answer = drip(connection, " ").await;
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("malformed_request"), "{answer}");
    server.end().await;
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let server = Listening::with(|_| {}).await;
    let mut connection = server.connect().await;
    let head = format!("GET /api/v1/plans HTTP/1.1\r\nhost: localhost\r\nx-large: {}\r\n\r\n", "x".repeat(100_000));
    // The server may have hung up before it has all of it.
    let _ = connection.write_all(head.as_bytes()).await;
    let answer = until_dropped(&mut connection).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
    server.end().await;
}

#[tokio::test]
async fn who_does_not_take_the_answer_is_dropped() {
    let server = Listening::with(|settings| settings.time_limits.write = SHORT).await;
    // More than the buffers of both ends hold.
    server.app.write_page("index.html", b"<html></html>");
    server.app.write_page("large-0123456789abcdef.js", &vec![b' '; 64 << 20]);
    let mut connection = server.connect().await;
    let request = b"GET /tapo_web/large-0123456789abcdef.js HTTP/1.1\r\nhost: localhost\r\n\r\n";
    connection.write_all(request).await.expect("is sent");
    // It has begun to answer, and then nobody reads on.
    let mut first = [0; 12];
    timeout(PATIENCE, connection.read_exact(&mut first)).await.expect("in time").expect("an answer begins");
    assert_eq!(&first, b"HTTP/1.1 200");
    // It can only end before its own patience with connections does if this one was dropped.
    server.end().await;
    assert!(until_dropped(&mut connection).await.len() < 64 << 20);
}

#[tokio::test]
async fn a_request_under_way_is_answered_before_the_server_ends() {
    let server = Listening::with(|_| {}).await;
    // A connection that was used and waits for more must not hold up the end.
    let mut idle = server.connect().await;
    idle.write_all(b"GET /api/v1/plans HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("is sent");
    let mut first = [0; 12];
    timeout(PATIENCE, idle.read_exact(&mut first)).await.expect("in time").expect("an answer begins");
    let mut connection = server.connect().await;
    let body = format!(r#"{{"email":"{}","password":"{}"}}"#, demo::EMAIL, demo::PASSWORD);
    let head = format!(
        "POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).await.expect("is sent");
    // The server asks for the body, so that it has the request in hand.
    let mut asked = [0; 21];
    timeout(PATIENCE, connection.read_exact(&mut asked)).await.expect("in time").expect("is asked for the body");
    assert_eq!(&asked, b"HTTP/1.1 100 Continue");
    server.stop.send(()).expect("it runs");
    connection.write_all(body.as_bytes()).await.expect("is sent");
    let answer = until_dropped(&mut connection).await;
    assert!(answer.contains("HTTP/1.1 200 ") && answer.contains("set-cookie: session="), "{answer}");
    timeout(PATIENCE, server.serving).await.expect("it ends in time").expect("without a panic");
}

#[tokio::test]
async fn a_listener_knows_its_clients_apart() {
    let server = Listening::with(|settings| settings.limits.wrong_logins = 1).await;
    let log_in = async |from: &str, password: &str| {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(SocketAddr::new(from.parse().expect("an address"), 0)).expect("an address of this machine");
        let mut connection = socket.connect(server.address).await.expect("connects");
        let body = format!(r#"{{"email":"{}","password":"{password}"}}"#, demo::EMAIL);
        let request = format!(
            "POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx-forwarded-for: 198.51.100.1\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        connection.write_all(request.as_bytes()).await.expect("is sent");
        until_dropped(&mut connection).await.get(9..12).expect("a status").to_owned()
    };
    assert_eq!(log_in("127.0.0.1", "wrong").await, "401");
    assert_eq!(log_in("127.0.0.1", demo::PASSWORD).await, "429");
    assert_eq!(log_in("127.0.0.2", demo::PASSWORD).await, "200");
    server.end().await;
}
