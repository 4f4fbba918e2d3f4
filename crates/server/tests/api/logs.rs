//! The log: which lines belong together, and whose they are.

use crate::support::{Program, TestApp, User, between};
use axum::http::Method;
use serde_json::Value;
use std::fs;

/// The id that a request with this header gets.
async fn id(user: &User, sent: &str) -> String {
    let answer = user.call(Method::GET, "/api/v1/plans").header("x-request-id", sent).send().await;
    answer.header("x-request-id").to_owned()
}

/// Seen red with every peer trusted.
#[tokio::test]
async fn the_id_of_a_request_is_a_trusted_proxys_or_made_here() {
    const GIVEN: &str = "proxy-0af7651916cd43dd";
    let app = TestApp::with(|settings| settings.trusted_proxies = vec!["10.0.0.0/8".to_owned()]).await;
    let (proxy, stranger) = (app.visitor().from("10.1.2.3"), app.visitor().from("203.0.113.9"));
    assert_eq!(id(&proxy, GIVEN).await, GIVEN);
    for (user, sent) in
        [(&stranger, GIVEN), (&proxy, "short"), (&proxy, "with space, and more"), (&proxy, &"x".repeat(65))]
    {
        let made = id(user, sent).await;
        assert!(made.len() == 20 && made.bytes().all(|b| b.is_ascii_alphanumeric()), "{made}");
        assert_ne!(made, id(user, sent).await, "each request has its own");
    }
}

#[test]
fn each_line_of_a_request_carries_its_id_its_route_and_its_account() {
    let mut program = Program::start();
    let (email, password) = ("someone@example.com", "a password of length");
    let body = format!(r#"{{"email":"{email}","password":"{password}","region":"DE","locale":"en"}}"#);
    assert!(program.json("POST /api/v1/accounts", "", &body).starts_with("HTTP/1.1 202 "));
    let body = format!(r#"{{"email":"{email}","code":"{}"}}"#, program.mailed_code(1));
    assert!(program.json("POST /api/v1/accounts/verification", "", &body).starts_with("HTTP/1.1 204 "));
    let answer = program.json("POST /api/v1/session", "", &format!(r#"{{"email":"{email}","password":"{password}"}}"#));
    let cookie = between(&answer, "set-cookie: session=", ";");
    let account = between(&answer, "\"id\":\"", "\"");
    let answer = program.json("GET /api/v1/redemptions/none?secret", cookie, "");
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    let id = between(&answer, "x-request-id: ", "\r\n");
    program.end();
    let log = fs::read_to_string(program.path("stderr")).expect("is read");
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("each line is an object")).collect();
    let of_request: Vec<_> = lines.iter().filter(|line| line["span"]["id"] == id).collect();
    assert!(!of_request.is_empty(), "{log}");
    for line in &of_request {
        assert_eq!((&line["span"]["method"], &line["span"]["account"]), (&"GET".into(), &account.into()), "{line}");
        assert_eq!(line["span"]["route"], "/api/v1/redemptions/{id}");
    }
    let answered = of_request.iter().find(|line| line["message"] == "answered").expect("its last line");
    assert!(answered["status"] == 404 && answered["milliseconds"].is_u64(), "{answered}");
}
