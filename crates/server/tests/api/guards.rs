//! What stands before every call: who is asking, where from, in what form.

use crate::support::TestApp;
use axum::{
    body::{Body, Bytes, HttpBody},
    http::Method,
};
use http_body::Frame;
use serde_json::json;
use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};
use tapo_care_server::demo;
use tapo_care_wire::{CodeUsed, ErrorCode};

/// Every protected call; whether it is one of a redemption.
const PROTECTED: [(Method, &str, bool); 11] = [
    (Method::PATCH, "/api/v1/session", false),
    (Method::GET, "/api/v1/redemptions", false),
    (Method::POST, "/api/v1/redemptions", true),
    (Method::GET, "/api/v1/redemptions/1", false),
    (Method::POST, "/api/v1/redemptions/1/confirmation", true),
    (Method::GET, "/api/v1/subscriptions", false),
    (Method::GET, "/api/v1/subscriptions/1", false),
    (Method::PUT, "/api/v1/subscriptions/1/cameras", false),
    (Method::GET, "/api/v1/cameras", false),
    (Method::POST, "/api/v1/demo/cameras", false),
    (Method::GET, "/api/v1/redemptions?state=nonsense", false),
];

#[tokio::test]
async fn who_is_not_logged_in_hears_that_before_any_other_complaint() {
    let app = TestApp::demo().await;
    let mut visitor = app.visitor();
    for (cookie, code) in [(None, ErrorCode::NotLoggedIn), (Some("session=over"), ErrorCode::SessionExpired)] {
        visitor.cookie = cookie.map(str::to_owned);
        for (method, path, of_redemption) in PROTECTED {
            // From elsewhere, in no form, and far too large.
            let call = visitor.call(method.clone(), path).header("origin", "https://evil.example");
            let call = call.header("content-type", "text/plain").body("x".repeat(100_000));
            let problem = call.send().await.problem(code);
            assert_eq!(problem.code_used, of_redemption.then_some(CodeUsed::No), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn calls_from_other_sites_change_nothing() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    let confirmation = format!("/api/v1/redemptions/{}/confirmation", preview.id);
    let unsafe_calls = [
        (Method::POST, "/api/v1/session", None),
        (Method::DELETE, "/api/v1/session", None),
        (Method::PATCH, "/api/v1/session", None),
        (Method::POST, "/api/v1/redemptions", Some(CodeUsed::No)),
        (Method::POST, confirmation.as_str(), Some(CodeUsed::No)),
        (Method::PUT, "/api/v1/subscriptions/1/cameras", None),
        (Method::POST, "/api/v1/feedback", None),
        (Method::POST, "/api/v1/demo/cameras", None),
    ];
    let foreign = [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://localhost:8081"),
        ("origin", "http://localhost:8080.evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ];
    for (method, path, code_used) in unsafe_calls {
        for (name, value) in foreign {
            let call = user.call(method.clone(), path).if_match(&preview.etag).header(name, value);
            let problem = call.send().await.problem(ErrorCode::OriginRefused);
            assert_eq!(problem.code_used, code_used, "{method} {path} {name}: {value}");
        }
    }
    assert_eq!(user.redemption(&preview).await.status, 200, "still logged in, still a preview");
    // Reading is no matter of origin: other sites can't read the answer, and a link from a mail must work.
    assert_eq!(
        user.call(Method::GET, "/api/v1/cameras").header("sec-fetch-site", "cross-site").send().await.status,
        200
    );
    let call = user.call(Method::POST, &confirmation).if_match(&preview.etag);
    let call = call.header("origin", "http://localhost:8080").header("sec-fetch-site", "same-origin");
    assert_eq!(call.send().await.status, 200);
}

#[tokio::test]
async fn a_public_origin_is_accepted_when_the_server_was_told_of_it() {
    let told = TestApp::with(|settings| {
        settings.demo = true;
        settings.public_origins = vec!["https://care.example.com".to_owned()];
    });
    let app = told.await;
    let user = app.demo_user().await;
    let send = async |origin: &str| {
        let call = user.call(Method::POST, "/api/v1/redemptions").header("origin", origin);
        call.json(json!({ "code": demo::CODE })).send().await
    };
    assert_eq!(send("https://care.example.com").await.status, 201);
    send("https://care.example.com.evil.example").await.problem(ErrorCode::OriginRefused);
    send("http://care.example.com").await.problem(ErrorCode::OriginRefused);
}

#[tokio::test]
async fn a_body_says_that_it_is_json_and_is_not_too_large() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let call = || user.call(Method::POST, "/api/v1/redemptions");
    let body = r#"{"code":"W2GBJZT48TRNM"}"#;
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "", "text/plain;application/json"]
    {
        let problem = call().header("content-type", kind).body(body).send().await;
        assert_eq!(problem.problem(ErrorCode::UnsupportedMediaType).code_used, Some(CodeUsed::No), "{kind}");
    }
    call().body(body).send().await.problem(ErrorCode::UnsupportedMediaType);
    let large = format!(r#"{{"code":"{}"}}"#, "A".repeat(65 * 1024));
    let answer = call().header("content-type", "application/json").body(large.clone()).send().await;
    assert_eq!(answer.problem(ErrorCode::TooLarge).code_used, Some(CodeUsed::No));
    // A body of unknown length, too.
    let body_of_unknown_length = Body::new(Unsized(Some(large.into())));
    let answer = call().header("content-type", "application/json").body(body_of_unknown_length).send().await;
    answer.problem(ErrorCode::TooLarge);
    for broken in ["", "{", "W2GBJZT48TRNM", r#"{"code":"W2GBJZT48TRNM"} x"#, "\u{feff}{}"] {
        let answer = call().header("content-type", "application/json").body(broken).send().await;
        assert_eq!(answer.problem(ErrorCode::MalformedRequest).code_used, Some(CodeUsed::No), "{broken}");
        assert!(!answer.text().contains("W2GB"), "the answer repeats the body");
    }
    let answer = call().header("content-type", "Application/JSON; charset=utf-8").body(body).send().await;
    assert_eq!(answer.status, 201);
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems_too() {
    let app = TestApp::demo().await;
    for user in [app.visitor(), app.demo_user().await] {
        for path in ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v1/nonsense", "/api/v2/session", "/nonsense", "/%00"]
        {
            user.get(path).await.problem(ErrorCode::NotFound);
            user.call(Method::DELETE, path).send().await.problem(ErrorCode::NotFound);
        }
        for (method, path, allow) in [
            (Method::PUT, "/api/v1/session", "GET,HEAD,POST,DELETE,PATCH"),
            (Method::DELETE, "/api/v1/redemptions", "GET,HEAD,POST"),
            (Method::GET, "/api/v1/redemptions/1/confirmation", "POST"),
            (Method::POST, "/api/v1/subscriptions/1/cameras", "PUT"),
            (Method::POST, "/api/v1/plans", "GET,HEAD"),
            (Method::OPTIONS, "/api/v1/cameras", "GET,HEAD"),
            (Method::POST, "/tapo_web", "GET,HEAD"),
            (Method::PUT, "/tapo_web/redeem", "GET,HEAD"),
        ] {
            let answer = user.call(method.clone(), path).send().await;
            answer.problem(ErrorCode::MethodNotAllowed);
            assert_eq!(answer.header("allow"), allow, "{method} {path}");
        }
    }
}

/// A body that does not say how long it is.
struct Unsized(Option<Bytes>);

impl HttpBody for Unsized {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
    }
}
