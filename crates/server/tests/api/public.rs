//! What everyone may call: `/plans`, `/feedback`, `/health`.

use crate::support::TestApp;
use serde_json::{Value, json};
use tapo_care_wire::{Catalogue, ErrorCode};

#[tokio::test]
async fn the_catalogue_has_a_version_and_the_plans() {
    let app = TestApp::demo().await;
    let catalogue: Catalogue = app.visitor().get("/api/v1/plans").await.json(200);
    assert!(!catalogue.version.is_empty());
    let ids: Vec<_> = catalogue.items.iter().map(|plan| plan.id.as_str()).collect();
    assert_eq!(ids, ["basic-1", "basic-5", "premium-1", "premium-2", "premium-3", "premium-10"]);
}

#[tokio::test]
async fn feedback_is_kept_from_visitors_and_accounts() {
    let app = TestApp::demo().await;
    const FEEDBACK: &str = "/api/v1/feedback";
    let visitor = app.visitor();
    visitor.post(FEEDBACK, json!({ "page": "help", "useful": true })).await.empty(202);
    let with_comment = json!({ "page": "help", "useful": false, "comment": "Where is the code printed?" });
    app.demo_user().await.post(FEEDBACK, with_comment).await.empty(202);
    assert_eq!(app.count("SELECT COUNT(*) FROM feedback WHERE account_id IS NULL AND useful").await, 1);
    let kept = "SELECT COUNT(*) FROM feedback WHERE account_id IS NOT NULL AND comment LIKE 'Where%' AND NOT useful";
    assert_eq!(app.count(kept).await, 1);
    let long = "x".repeat(2001);
    for wrong in [
        json!({ "page": "", "useful": true }),
        json!({ "page": "help" }),
        json!({ "page": "help", "useful": true, "comment": long }),
        json!({ "page": "x".repeat(101), "useful": true }),
    ] {
        visitor.post(FEEDBACK, wrong).await.problem(ErrorCode::MalformedRequest);
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM feedback").await, 2);
}

#[tokio::test]
async fn health_tells_a_process_that_lives_from_one_that_can_work() {
    let app = TestApp::demo().await;
    let visitor = app.visitor();
    assert_eq!(visitor.get("/api/v1/health/live").await.json::<Value>(200), json!({ "status": "live" }));
    assert_eq!(visitor.get("/api/v1/health/ready").await.json::<Value>(200), json!({ "status": "ready" }));
    // Whoever shares out requests among servers learns that this one ends; what is under way is answered still. Seen red
    // without looking.
    app.app.begin_to_end();
    visitor.get("/api/v1/health/ready").await.problem(ErrorCode::Unavailable);
    assert_eq!(visitor.get("/api/v1/plans").await.status.as_u16(), 200);
    let app = app.restart().await;
    let visitor = app.visitor();
    assert_eq!(visitor.get("/api/v1/health/ready").await.json::<Value>(200), json!({ "status": "ready" }));
    app.app.close().await;
    assert_eq!(visitor.get("/api/v1/health/live").await.json::<Value>(200), json!({ "status": "live" }));
    let problem = visitor.get("/api/v1/health/ready").await.problem(ErrorCode::Unavailable);
    assert!(problem.retry_after.is_some());
}
