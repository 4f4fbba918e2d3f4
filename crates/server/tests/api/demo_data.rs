//! The demo data, and that it exists with `--demo` only.

use crate::support::TestApp;
use serde_json::json;
use tapo_care_server::demo;
use tapo_care_wire::{ErrorCode, List, Redemption, SubscriptionState};

#[tokio::test]
async fn the_demo_account_has_an_ended_plan_with_its_redemption() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let subscriptions = user.subscriptions().await;
    assert_eq!(subscriptions.len(), 1);
    let ended = &subscriptions[0];
    assert_eq!((ended.plan.id.as_str(), ended.state), ("basic-1", SubscriptionState::Ended));
    let history: List<Redemption> = user.get("/api/v1/redemptions").await.json(200);
    assert_eq!(history.items.len(), 1);
    assert_eq!(history.items[0].id, ended.redemptions[0].id);
    assert_eq!(user.cameras().await.len(), 5);
    assert_eq!(app.friend().await.cameras().await.len(), 2);
}

#[tokio::test]
async fn every_code_that_is_listed_can_be_redeemed() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    for code in [demo::CODE].into_iter().chain(demo::OTHER_CODES.map(|(code, _)| code)) {
        user.redeem(code).await;
    }
    assert!(app.friend().await.send_code("REDEEMED00000").await.json::<Redemption>(200).reference.is_some());
}

#[tokio::test]
async fn starting_again_keeps_what_was_done() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let receipt = user.redeem(demo::CODE).await;
    let subscription = receipt.subscription.clone().expect("a subscription");
    user.choose(&subscription, &["Garden"], false).await;
    let cookie = user.cookie.clone();
    let app = app.restart().await;
    let mut user = app.visitor();
    user.cookie = cookie;
    let again: Redemption = user.send_code(demo::CODE).await.json(200);
    assert_eq!((again.id, again.reference), (receipt.id, receipt.reference));
    assert_eq!(again.subscription.expect("a subscription").cameras[0].name, "Garden");
    assert_eq!((user.cameras().await.len(), user.subscriptions().await.len()), (5, 2));
    user.redeem("SAMEPLAN00001").await;
}

#[tokio::test]
async fn without_demo_its_published_passwords_sessions_and_codes_are_worth_nothing() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    let cookie = user.cookie.clone();
    let app = app.restart_with(|settings| settings.demo = false).await.expect("starts");
    let mut user = app.visitor();
    let credentials = json!({ "email": demo::EMAIL, "password": demo::PASSWORD });
    user.post("/api/v1/session", credentials).await.problem(ErrorCode::InvalidCredentials);
    user.cookie = cookie;
    user.redemption(&preview).await.problem(ErrorCode::SessionExpired);
    // A real account that learns of a demo code.
    app.sql("UPDATE accounts SET demo = FALSE WHERE email_key LIKE 'demo@%'").await;
    let user = {
        let mut user = app.visitor();
        user.log_in(demo::EMAIL, demo::PASSWORD).await;
        user
    };
    for answer in [user.send_code("SAMEPLAN00001").await, user.redemption(&preview).await, user.confirm(&preview).await]
    {
        answer.problem(ErrorCode::CodeNotFound);
    }
    let list: List<Redemption> = user.get("/api/v1/redemptions?state=previewed").await.json(200);
    assert_eq!(list.items, []);
}
