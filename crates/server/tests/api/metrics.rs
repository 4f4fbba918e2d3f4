//! What is counted and measured, and that its table in the documents is true.

use crate::support::TestApp;
use axum::http::Method;
use std::collections::{BTreeMap, BTreeSet};
use tapo_care_server::demo;
use tapo_care_wire::ErrorCode;

const OPERATIONS: &str = include_str!("../../../../docs/operations.md");

/// The value of a series, 0 when it is not there.
fn value(text: &str, series: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.map_or(0.0, |value| value.parse().expect("a number"))
}

#[tokio::test]
async fn what_becomes_of_codes_passwords_and_mails_is_counted() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    user.send_code(demo::CODE).await.json::<tapo_care_wire::Redemption>(200);
    user.send_code("EXPIRED000000").await.problem(ErrorCode::CodeExpired);
    for _ in 0..2 {
        user.confirm(&preview).await.json::<tapo_care_wire::Redemption>(200);
    }
    for _ in 0..11 {
        app.visitor().try_log_in(demo::FRIEND, "wrong").await;
    }
    app.visitor().post("/api/v1/password-resets", serde_json::json!({ "email": demo::EMAIL })).await.empty(202);
    app.mails().await;
    app.visitor().call(Method::from_bytes(b"BREW").expect("a method"), "/api/v1/plans").send().await;
    app.visitor().get("/W2GBJZT48TRNM").await;
    let text = app.app.metrics().expect("text");
    for (series, expected) in [
        ("tapo_care_previews_total{outcome=\"opened\"}", 1.0),
        ("tapo_care_previews_total{outcome=\"found_again\"}", 1.0),
        ("tapo_care_previews_total{outcome=\"code_expired\"}", 1.0),
        ("tapo_care_redemptions_total{outcome=\"redeemed\"}", 1.0),
        ("tapo_care_redemptions_total{outcome=\"repeated\"}", 1.0),
        ("tapo_care_redemptions_total{outcome=\"code_revoked\"}", 0.0),
        ("tapo_care_limits_reached_total{kind=\"logins_of_pair\"}", 1.0),
        ("tapo_care_mails_total{outcome=\"sent\"}", 1.0),
        ("tapo_care_mails_queued", 0.0),
        ("tapo_care_password_hashes_waiting", 0.0),
        ("tapo_care_process_start_time_seconds", app.clock.second() as f64),
        ("tapo_care_http_request_duration_seconds_count{method=\"other\",route=\"/api/v1/plans\",status=\"4xx\"}", 1.0),
        ("tapo_care_http_request_duration_seconds_count{method=\"GET\",route=\"none\",status=\"4xx\"}", 1.0),
        (
            "tapo_care_http_request_duration_seconds_count{method=\"POST\",route=\"/api/v1/redemptions/{id}/confirmation\",status=\"2xx\"}",
            2.0,
        ),
    ] {
        assert!((value(&text, series) - expected).abs() < f64::EPSILON, "{series} should be {expected}:\n{text}");
    }
    assert!(value(&text, "tapo_care_database_commit_duration_seconds_count") >= 5.0, "{text}");
    assert!(value(&text, "tapo_care_database_wait_seconds_count{use=\"write\"}") >= 5.0, "{text}");
    assert!(value(&text, "tapo_care_password_hash_wait_seconds_count") >= 11.0, "{text}");
    for secret in [demo::CODE, "BREW", preview.id.as_str(), "example.com", "127.0.0.1"] {
        assert!(!text.contains(secret), "{secret} is in the metrics:\n{text}");
    }
}

/// Seen red with rows left out, and with other words for a metric.
#[tokio::test]
async fn the_table_of_metrics_in_the_documents_is_what_is_exported() {
    let app = TestApp::demo().await;
    app.visitor().get("/api/v1/plans").await;
    let text = app.app.metrics().expect("text");
    let words = |keyword: &str| -> BTreeMap<String, String> {
        let lines = text.lines().filter_map(|line| line.strip_prefix(keyword)?.split_once(' '));
        lines.map(|(name, words)| (name.to_owned(), words.to_owned())).collect()
    };
    let (helps, kinds) = (words("# HELP "), words("# TYPE "));
    let mut expected = String::from("| metric | kind | labels | what |\n|---|---|---|---|\n");
    for (name, help) in &helps {
        let suffix = match kinds[name].as_str() {
            "counter" => "_total",
            "info" => "_info",
            _ => "",
        };
        let labels: BTreeSet<_> = text
            .lines()
            .filter(|line| line.starts_with(&format!("{name}{{")) || line.starts_with(&format!("{name}_")))
            .filter_map(|line| line.split_once('{')?.1.rsplit_once('}').map(|(labels, _)| labels))
            .flat_map(|labels| labels.split("\",").filter_map(|label| label.split_once('=')).map(|(name, _)| name))
            .filter(|label| *label != "le")
            .map(|label| format!("`{label}`"))
            .collect();
        let labels = labels.into_iter().collect::<Vec<_>>().join(" ");
        expected += &format!("| `{name}{suffix}` | {} | {labels} | {help} |\n", kinds[name]);
    }
    assert!(OPERATIONS.contains(&expected), "the table in docs/operations.md should be:\n{expected}");
}
