//! `/demo/cameras`: cameras that appear in a demonstration, and nowhere else.

use crate::support::{TestApp, User};
use serde_json::json;
use std::collections::BTreeSet;
use tapo_care_server::demo;
use tapo_care_wire::{Camera, DeviceKind, ErrorCode, Session};

const APPEAR: &str = "/api/v1/demo/cameras";

async fn appear(user: &User, kind: &str) -> Camera {
    user.post(APPEAR, json!({ "kind": kind })).await.json(201)
}

#[tokio::test]
async fn a_camera_of_each_kind_joins_the_account_and_can_be_covered() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let before = user.cameras().await;
    for (kind, name) in
        [("plug_in", "Hallway"), ("battery", "Balcony"), ("doorbell", "Doorbell"), ("hub_kit", "Driveway")]
    {
        let camera = appear(&user, kind).await;
        assert_eq!((camera.name.as_str(), camera.online, camera.eligible), (name, true, true), "{kind}");
        assert_eq!(serde_json::to_value(DeviceKind::of_model(&camera.model)).expect("a name"), kind);
        assert_eq!(user.cameras().await.last(), Some(&camera), "below the others");
    }
    assert_eq!(user.cameras().await.len(), before.len() + 4);
    let subscription = user.redeem(demo::CODE).await.subscription.expect("a subscription");
    assert_eq!(user.choose(&subscription, &["Doorbell", "Driveway"], false).await.status, 200);
    assert_eq!(app.friend().await.cameras().await.len(), 2, "nobody else has them");
}

#[tokio::test]
async fn several_of_a_kind_have_names_of_their_own_and_several_models() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let mut models = BTreeSet::new();
    for name in ["Hallway", "Hallway 2", "Hallway 3"] {
        let camera = appear(&user, "plug_in").await;
        assert_eq!(camera.name, name);
        models.insert(camera.model);
    }
    assert_eq!(models.len(), 3);
}

#[tokio::test]
async fn it_is_there_with_demo_only_and_the_session_says_so() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    for asker in [&user, &app.visitor()] {
        assert!(asker.get("/api/v1/session").await.json::<Session>(200).demo);
    }
    let app = app.restart_with(|settings| settings.demo = false).await.expect("starts");
    app.sql("UPDATE accounts SET demo = FALSE WHERE email_key LIKE 'demo@%'").await;
    let mut user = app.visitor();
    user.log_in(demo::EMAIL, demo::PASSWORD).await;
    user.post(APPEAR, json!({ "kind": "plug_in" })).await.problem(ErrorCode::NotFound);
    assert_eq!(user.cameras().await.len(), 5);
    assert!(!user.get("/api/v1/session").await.text().contains("demo\":"), "left out where it is not so");
}

#[tokio::test]
async fn what_is_no_kind_is_refused() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    for body in [json!({}), json!({ "kind": "toaster" }), json!([])] {
        user.post(APPEAR, body).await.problem(ErrorCode::MalformedRequest);
    }
    assert_eq!(user.cameras().await.len(), 5);
}

#[tokio::test]
async fn no_account_fills_up() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    for _ in 0..20 {
        appear(&user, "battery").await;
    }
    let refused = user.post(APPEAR, json!({ "kind": "battery" })).await.problem(ErrorCode::RateLimited);
    assert_eq!(refused.retry_after, Some(3600));
    assert_eq!(user.cameras().await.len(), 25);
    assert_eq!(app.friend().await.post(APPEAR, json!({ "kind": "battery" })).await.status, 201, "others may");
    app.clock.pass_seconds(3600);
    appear(&user, "battery").await;
}
