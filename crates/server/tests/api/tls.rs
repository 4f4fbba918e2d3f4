//! A server with a certificate of its own, on real connections.

mod slow_clients;

use crate::support::{Certificate, Frames, Listening, PATIENCE, Surfer, shake_hands};
use axum::{
    body::{Body, Bytes},
    http::Method,
};
use futures_util::{StreamExt, stream};
use http_body_util::BodyExt;
use rustls::version::{TLS12, TLS13};
use serde_json::json;
use std::convert::Infallible;
use tapo_care_server::{Settings, demo};
use tapo_care_wire::{CodeUsed, ErrorCode, List, Redemption, RedemptionState, Subscription, Viewer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::oneshot,
    time::timeout,
};

const EVENTS: &str = "/api/v1/cameras/events";

/// What browsers speak, what they like best first.
const BROWSER: [&str; 2] = ["h2", "http/1.1"];

/// A server with a page and a certificate.
async fn site(change: impl FnOnce(&mut Settings)) -> (Certificate, Listening) {
    let certificate = Certificate::new();
    let server = Listening::secure(&certificate, change).await;
    server.app.write_page("index.html", b"<!doctype html><title>Tapo Care</title>");
    (certificate, server)
}

async fn log_in(surfer: &mut Surfer) {
    let credentials = json!({ "email": demo::EMAIL, "password": demo::PASSWORD });
    let answer = surfer.post("/api/v1/session", credentials).await;
    let viewer: Viewer = answer.json(200);
    assert_eq!(viewer.email, demo::EMAIL);
    assert!(answer.header("set-cookie").starts_with("__Host-session="), "{}", answer.header("set-cookie"));
}

/// From the page to the receipt, on one connection.
async fn redeem_a_code(surfer: &mut Surfer) {
    let page = surfer.get("/tapo_web/redeem").await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.text().contains("<title>Tapo Care</title>"));
    assert!(!page.header("strict-transport-security").is_empty());
    surfer.cookies.push("language=de".to_owned());
    log_in(surfer).await;
    // A page that came by plain http could be anybody's, even with the right host.
    let origin = surfer.origin().replace("https://", "http://");
    for origin in [origin.as_str(), "https://evil.example", "https://localhost"] {
        let code = Some(json!({ "code": demo::CODE }));
        let refused = surfer.call(Method::POST, "/api/v1/redemptions", &[("origin", origin)], code).await;
        assert_eq!(refused.problem(ErrorCode::OriginRefused).code_used, Some(CodeUsed::No));
    }
    let preview: Redemption = surfer.post("/api/v1/redemptions", json!({ "code": demo::CODE })).await.json(201);
    let path = format!("/api/v1/redemptions/{}/confirmation", preview.id);
    let etag = format!("\"{}\"", preview.etag);
    let receipt: Redemption = surfer.call(Method::POST, &path, &[("if-match", &etag)], None).await.json(200);
    assert_eq!(receipt.state, RedemptionState::Redeemed);
    let subscriptions: List<Subscription> = surfer.get("/api/v1/subscriptions").await.json(200);
    assert!(subscriptions.items.iter().any(|it| Some(&it.id) == receipt.effect.subscription_id.as_ref()));
}

/// Seen red without the host of HTTP/2 in its header: every call was refused for its origin.
#[tokio::test]
async fn a_browser_redeems_a_code_over_http2() {
    for version in [&TLS13, &TLS12] {
        let (certificate, server) = site(|_| {}).await;
        let tls = certificate.believer_of(&[version], &BROWSER);
        let mut surfer = Surfer::connect(&tls, server.address).await.expect("connects");
        assert!(surfer.speaks_http2());
        redeem_a_code(&mut surfer).await;
        server.end().await;
        surfer.connection.await.expect("without a panic").expect("it ends in order");
    }
}

/// Seen red without the graceful end: the idle connection was waited for.
#[tokio::test]
async fn so_does_a_client_that_does_not_know_http2() {
    for protocols in [&["http/1.1"][..], &[]] {
        let (certificate, server) = site(|_| {}).await;
        let mut surfer = Surfer::connect(&certificate.believer(protocols), server.address).await.expect("connects");
        assert!(!surfer.speaks_http2());
        redeem_a_code(&mut surfer).await;
        server.end().await;
        surfer.connection.await.expect("without a panic").expect("it ends in order");
    }
}

#[tokio::test]
async fn plain_http_gets_nothing_and_breaks_nothing() {
    let (certificate, server) = site(|_| {}).await;
    for request in ["GET /tapo_web HTTP/1.1\r\nhost: localhost\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0"] {
        let mut connection = server.connect().await;
        connection.write_all(request.as_bytes()).await.expect("is sent");
        connection.shutdown().await.expect("is sent");
        let mut answer = Vec::new();
        let _ = timeout(PATIENCE, connection.read_to_end(&mut answer)).await.expect("the server hangs up");
        assert!(answer.len() <= 7, "no more than TLS's own complaint: {}", String::from_utf8_lossy(&answer));
    }
    // Nor does a client that believes another certificate, or speaks something else.
    let other = Certificate::new();
    assert!(Surfer::connect(&other.believer(&BROWSER), server.address).await.is_err());
    assert!(Surfer::connect(&certificate.believer(&["imap"]), server.address).await.is_err());
    let mut surfer = Surfer::connect(&certificate.believer(&BROWSER), server.address).await.expect("connects");
    assert_eq!(surfer.get("/api/v1/plans").await.status, 200);
    server.end().await;
}

/// Seen red with a renewal that never looks.
#[tokio::test]
async fn a_renewed_certificate_is_shown_to_who_connects_from_then_on() {
    let (mut certificate, server) = site(|_| {}).await;
    let mut surfer = Surfer::connect(&certificate.believer(&BROWSER), server.address).await.expect("connects");
    let old = certificate.believer(&BROWSER);
    certificate.renew();
    let after = certificate.believer(&BROWSER);
    let renewed = async {
        loop {
            if let Ok(surfer) = Surfer::connect(&after, server.address).await {
                return surfer;
            }
        }
    };
    let mut newcomer = timeout(PATIENCE, renewed).await.expect("the new one is shown");
    assert_eq!(newcomer.get("/api/v1/plans").await.status, 200);
    assert!(shake_hands(&old, server.address).await.is_err());
    assert_eq!(surfer.get("/api/v1/plans").await.status, 200, "who is there stays");
    server.end().await;
}

#[tokio::test]
async fn cameras_arrive_over_http2_beside_other_calls() {
    let (certificate, server) = site(|_| {}).await;
    let mut surfer = Surfer::connect(&certificate.believer(&BROWSER), server.address).await.expect("connects");
    log_in(&mut surfer).await;
    let stream = surfer.open(Method::GET, EVENTS, &[], Body::empty()).await.expect("opens");
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut stream = stream.into_body();
    assert_eq!(surfer.get("/api/v1/cameras").await.status, 200);
    server.app.tend(&["cameras", "add", "--account", demo::EMAIL, "--name", "Back door", "--model", "C420S2"]).await;
    let mut text = String::new();
    while !text.contains("Back door") {
        let frame = timeout(PATIENCE, stream.frame()).await.expect("in time").expect("goes on").expect("is whole");
        text.push_str(std::str::from_utf8(&frame.into_data().expect("no trailers")).expect("text"));
    }
    assert!(text.contains("event: camera\n"), "{text}");
    server.end().await;
}

/// Seen red without the graceful end of connections: the answer did not come. And with patience for who has asked for nothing:
/// the server ended after its grace of ten seconds.
#[tokio::test]
async fn requests_under_way_are_answered_before_the_server_ends_and_streams_end_in_order() {
    let (certificate, server) = site(|_| {}).await;
    let tls = certificate.believer(&BROWSER);
    let mut surfer = Surfer::connect(&tls, server.address).await.expect("connects");
    log_in(&mut surfer).await;
    let stream = surfer.open(Method::GET, EVENTS, &[], Body::empty()).await.expect("opens").into_body();
    // Clients that are in the middle of a handshake, and before their first request, must not hold up the end.
    let _shaking = server.connect().await;
    let _silent = shake_hands(&tls, server.address).await.expect("shakes hands");
    let _unasking = Frames::connect(&tls, server.address, 65_535).await;
    // A log-in, the second half of which is sent when the server was told to end.
    let credentials = format!(r#"{{"email":"{}","password":"{}"}}"#, demo::EMAIL, demo::PASSWORD);
    let (first, second) = credentials.split_at(10);
    let (first, second) = (Bytes::from(first.to_owned()), Bytes::from(second.to_owned()));
    let (go_on, told) = oneshot::channel::<()>();
    let rest = stream::once(async {
        let _ = told.await;
        Ok::<_, Infallible>(second)
    });
    let body = Body::from_stream(stream::iter([Ok(first)]).chain(rest));
    let logging_in = surfer.begin(Method::POST, "/api/v1/session", &[("content-type", "application/json")], body);
    // What was sent after it is answered, so that the server has it in hand.
    assert_eq!(surfer.get("/api/v1/plans").await.status, 200);
    server.stop.send(()).expect("it runs");
    let end = timeout(PATIENCE, stream.collect()).await.expect("it ends").expect("in order").to_bytes();
    assert!(end.starts_with(b"retry: 3000\n"), "{}", String::from_utf8_lossy(&end));
    go_on.send(()).expect("it waits");
    let answer = timeout(PATIENCE, logging_in).await.expect("in time").expect("is answered");
    assert_eq!(answer.status(), 200);
    answer.into_body().collect().await.expect("is whole");
    timeout(PATIENCE, server.serving).await.expect("it ends in time").expect("without a panic");
    surfer.connection.await.expect("without a panic").expect("it ends in order");
}
