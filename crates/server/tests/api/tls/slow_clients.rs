//! Clients that take their time on connections with TLS: they are dropped as on plain ones, and others are not.

use super::{BROWSER, EVENTS, site};
use crate::{
    slow_clients::{SHORT, drip, until_dropped},
    support::{DATA, Frames, GOAWAY, HEADERS, PATIENCE, Surfer, shake_hands},
};
use axum::{
    body::{Body, Bytes},
    http::Method,
};
use futures_util::{StreamExt, stream};
use http_body_util::BodyExt;
use std::convert::Infallible;
use tapo_care_server::demo;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

/// What clients let answers send that have nothing against them.
const WIDE: u32 = (1 << 31) - 1;

/// Seen red without a limit for the handshake.
#[tokio::test]
async fn a_handshake_that_does_not_come_to_an_end_drops_the_connection() {
    let (certificate, server) = site(|settings| settings.time_limits.header = SHORT).await;
    let mut silent = server.connect().await;
    assert_eq!(until_dropped(&mut silent).await, "");
    // The first record of a handshake, which would be 512 bytes long. Not the pause between two of them counts.
    let mut dripping = server.connect().await;
    dripping.write_all(&[0x16, 3, 1, 2, 0]).await.expect("is sent");
    assert_eq!(drip(dripping, "\u{1}").await, "");
    // Nor does anybody wait for what should come after it.
    for protocols in [&["h2"][..], &["http/1.1"]] {
        let tls = certificate.believer(protocols);
        let mut silent = shake_hands(&tls, server.address).await.expect("shakes hands");
        let mut all = Vec::new();
        let _ = timeout(PATIENCE, silent.read_to_end(&mut all)).await.expect("the server drops the connection");
    }
    server.end().await;
}

/// Seen red without the look at the pace of a connection.
#[tokio::test]
async fn a_connection_that_nobody_uses_comes_to_an_end() {
    let (certificate, server) = site(|settings| settings.time_limits.header = SHORT).await;
    let tls = certificate.believer(&BROWSER);
    let mut unasking = Frames::connect(&tls, server.address, WIDE).await;
    assert!(unasking.until_dropped(PATIENCE).await.iter().any(|frame| frame.kind == GOAWAY));
    // The head of a request, of which the rest does not come.
    let mut half = Frames::connect(&tls, server.address, WIDE).await;
    half.send(HEADERS, 0, 1, &[0x82]).await;
    half.until_dropped(PATIENCE).await;
    let mut used = Frames::connect(&tls, server.address, WIDE).await;
    used.get(1, "/api/v1/plans", "").await;
    let frames = used.until_dropped(PATIENCE).await;
    let last = frames.iter().rposition(|frame| frame.kind == DATA).expect("an answer");
    assert!(frames[last..].iter().any(|frame| frame.kind == GOAWAY), "it is told to come back on another: {frames:?}");
    server.end().await;
}

#[tokio::test]
async fn a_body_that_does_not_come_to_an_end_is_refused_and_others_are_answered() {
    let (certificate, server) = site(|settings| settings.time_limits.body = SHORT).await;
    let mut surfer = Surfer::connect(&certificate.believer(&BROWSER), server.address).await.expect("connects");
    let body = Body::from_stream(stream::iter([Ok::<_, Infallible>(Bytes::from("{"))]).chain(stream::pending()));
    let slow = surfer.begin(Method::POST, "/api/v1/session", &[("content-type", "application/json")], body);
    let answer = timeout(PATIENCE, slow).await.expect("in time").expect("is answered");
    assert_eq!(answer.status(), 400);
    let body = answer.into_body().collect().await.expect("is whole").to_bytes();
    assert!(String::from_utf8_lossy(&body).contains("malformed_request"), "{body:?}");
    assert_eq!(surfer.get("/api/v1/plans").await.status, 200);
    server.end().await;
}

/// Seen red with the bound that hyper has by itself.
#[tokio::test]
async fn requests_are_bounded_in_size_and_number() {
    let (certificate, server) = site(|_| {}).await;
    let tls = certificate.believer(&BROWSER);
    let mut frames = Frames::connect(&tls, server.address, WIDE).await;
    let settings = frames.next(PATIENCE).await.expect("settings");
    assert_eq!((settings.setting(3), settings.setting(6)), (Some(100), Some(32 * 1024)), "streams, and their heads");
    let mut surfer = Surfer::connect(&tls, server.address).await.expect("connects");
    let large = surfer.open(Method::GET, "/api/v1/plans", &[("x-large", &"x".repeat(100_000))], Body::empty()).await;
    assert!(large.map_or(true, |answer| answer.status() == 431));
    server.end().await;
}

/// Once the answer waits for a client that lets it send nothing, and once for one that reads nothing. Seen red without the look
/// at the pace of a connection, and without a time limit for writing.
#[tokio::test]
async fn who_does_not_take_the_answer_is_dropped() {
    let (certificate, server) = site(|settings| settings.time_limits.write = SHORT).await;
    let tls = certificate.believer(&BROWSER);
    let mut closed = Frames::connect(&tls, server.address, 0).await;
    closed.get(1, "/tapo_web", "").await;
    let frames = closed.until_dropped(PATIENCE).await;
    assert!(frames.iter().any(|frame| frame.kind == HEADERS), "it has begun to answer: {frames:?}");
    assert!(!frames.iter().any(|frame| frame.kind == DATA && !frame.payload.is_empty()), "{frames:?}");
    // More than the buffers of both ends hold.
    server.app.write_page("large-0123456789abcdef.js", &vec![b' '; 64 << 20]);
    let mut unreading = Frames::connect(&tls, server.address, WIDE).await;
    unreading.get(1, "/tapo_web/large-0123456789abcdef.js", "").await;
    while unreading.next(PATIENCE).await.expect("an answer begins").kind != HEADERS {}
    // It can only end before its own patience with connections does if this one was dropped.
    server.end().await;
    let taken: usize = unreading.until_dropped(PATIENCE).await.iter().map(|frame| frame.payload.len()).sum();
    assert!(taken < 64 << 20);
}

/// A phone that has left the network says nothing, and would be written to for a quarter of an hour. Seen red without pings.
#[tokio::test]
async fn who_has_gone_without_a_word_is_dropped_and_who_answers_pings_is_not() {
    let (certificate, server) = site(|settings| settings.time_limits.write = SHORT).await;
    let tls = certificate.believer(&BROWSER);
    let cookie = server.app.demo_user().await.cookie.expect("is logged in");
    let mut listening = Frames::connect(&tls, server.address, WIDE).await;
    listening.get(1, EVENTS, &cookie).await;
    let mut pings = 0;
    while pings < 3 {
        let frame = listening.next(PATIENCE).await.expect("it stays");
        if frame.is_ping() {
            listening.pong(&frame).await;
            pings += 1;
        }
    }
    server.app.tend(&["cameras", "add", "--account", demo::EMAIL, "--name", "Back door", "--model", "C420S2"]).await;
    loop {
        let frame = listening.next(PATIENCE).await.expect("it stays");
        if frame.is_ping() {
            listening.pong(&frame).await;
        }
        if frame.kind == DATA && String::from_utf8_lossy(&frame.payload).contains("Back door") {
            break;
        }
    }
    server.end().await;
    let (certificate, server) = site(|settings| {
        settings.time_limits.write = SHORT;
        settings.time_limits.header = SHORT;
    })
    .await;
    let cookie = server.app.demo_user().await.cookie.expect("is logged in");
    let mut gone = Frames::connect(&certificate.believer(&BROWSER), server.address, WIDE).await;
    gone.get(1, EVENTS, &cookie).await;
    let frames = gone.until_dropped(PATIENCE).await;
    assert!(frames.iter().any(|frame| frame.kind == DATA), "it was listening: {frames:?}");
    server.end().await;
}
