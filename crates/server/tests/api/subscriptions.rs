//! `/subscriptions` and `/subscriptions/{id}/cameras`.

use crate::support::TestApp;
use axum::http::Method;
use serde_json::json;
use tapo_care_server::demo;
use tapo_care_wire::{ErrorCode, Field, Subscription, SubscriptionState};

fn names(subscription: &Subscription) -> Vec<&str> {
    subscription.cameras.iter().map(|camera| camera.name.as_str()).collect()
}

#[tokio::test]
async fn a_choice_is_saved_exchanged_and_emptied() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let new = user.redeem(demo::CODE).await.subscription.expect("a subscription");
    let answer = user.choose(&new, &["Front door", "Living room"], false).await;
    let chosen: Subscription = answer.json(200);
    assert_eq!(answer.header("etag"), format!("\"{}\"", chosen.etag));
    // In the order of the account's list; an offline camera is as good as any.
    assert_eq!(names(&chosen), ["Front door", "Living room"]);
    assert!(chosen.cameras_chosen && chosen.etag != new.etag);
    assert!(chosen.cameras.iter().all(|camera| camera.subscription_id.as_ref() == Some(&new.id)));
    assert_eq!(user.camera("Front door").await.subscription_id, Some(new.id.clone()));

    let exchanged: Subscription = user.choose(&chosen, &["Garage"], false).await.json(200);
    assert_eq!(names(&exchanged), ["Garage"]);
    assert_eq!(user.camera("Front door").await.subscription_id, None);

    let emptied: Subscription = user.choose(&exchanged, &[], false).await.json(200);
    assert_eq!((names(&emptied).len(), emptied.cameras_chosen), (0, true), "an empty list is a choice too");
    let path = format!("/api/v1/subscriptions/{}", new.id);
    assert_eq!(user.get(&path).await.json::<Subscription>(200), emptied);
}

#[tokio::test]
async fn the_first_saved_choice_counts_as_one_even_when_it_is_empty() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let new = user.redeem(demo::CODE).await.subscription.expect("a subscription");
    let emptied: Subscription = user.choose(&new, &[], false).await.json(200);
    assert!(!new.cameras_chosen && emptied.cameras_chosen);
    assert_ne!(new.etag, emptied.etag);
}

#[tokio::test]
async fn a_choice_without_or_with_an_old_etag_is_not_saved() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let new = user.redeem(demo::CODE).await.subscription.expect("a subscription");
    let path = format!("/api/v1/subscriptions/{}/cameras", new.id);
    let body = json!({ "cameraIds": [] });
    let answer = user.call(Method::PUT, &path).json(body).send().await;
    assert_eq!(answer.problem(ErrorCode::IfMatchRequired).code_used, None);
    let chosen: Subscription = user.choose(&new, &["Garden"], false).await.json(200);
    let problem = user.choose(&new, &["Garage"], false).await.problem(ErrorCode::ChangedMeanwhile);
    assert_eq!(problem.subscription.as_deref(), Some(&chosen), "the fresh subscription comes along");
    // More months change it, too.
    user.redeem("SAMEPLAN00001").await;
    user.choose(&chosen, &["Garage"], false).await.problem(ErrorCode::ChangedMeanwhile);
    assert_eq!(names(&user.subscriptions().await[0]), ["Garden"]);
}

#[tokio::test]
async fn a_plan_has_so_many_cameras_and_no_more() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let new = user.redeem(demo::CODE).await.subscription.expect("a subscription");
    let problem =
        user.choose(&new, &["Front door", "Garden", "Garage"], false).await.problem(ErrorCode::TooManyCameras);
    assert_eq!((problem.field, problem.camera_id), (Some(Field::CameraIds), None));
    // The same camera twice is one camera.
    let chosen: Subscription = user.choose(&new, &["Front door", "Garden", "Garden"], false).await.json(200);
    assert_eq!(names(&chosen), ["Front door", "Garden"]);
}

#[tokio::test]
async fn what_no_plan_can_cover_and_what_is_not_the_accounts_is_refused_by_name() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let new = user.redeem(demo::CODE).await.subscription.expect("a subscription");
    let cabin = user.camera("Cabin").await;
    let problem = user.choose(&new, &["Cabin"], true).await.problem(ErrorCode::CameraNotEligible);
    assert_eq!((problem.field, problem.camera_id), (Some(Field::CameraIds), Some(cabin.id)));

    let path = format!("/api/v1/subscriptions/{}/cameras", new.id);
    let foreign = app.friend().await.camera("Office").await.id;
    for id in [foreign.as_str(), "nonsense", ""] {
        let call = user.call(Method::PUT, &path).if_match(&new.etag).json(json!({ "cameraIds": [id] }));
        let problem = call.send().await.problem(ErrorCode::NotFound);
        assert_eq!(problem.field, Some(Field::CameraIds));
        assert_eq!(problem.camera_id.expect("the camera").as_str(), id);
    }
    for body in [json!({}), json!({ "cameraIds": "x" }), json!({ "cameraIds": [1] }), json!([])] {
        let call = user.call(Method::PUT, &path).if_match(&new.etag).json(body);
        call.send().await.problem(ErrorCode::MalformedRequest);
    }
    assert!(!user.subscriptions().await[0].cameras_chosen, "nothing was saved");
}

#[tokio::test]
async fn a_camera_of_another_plan_moves_when_the_visitor_says_so() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let first = user.redeem(demo::CODE).await.subscription.expect("a subscription");
    let first: Subscription = user.choose(&first, &["Front door", "Garden"], false).await.json(200);
    let second = user.redeem("PREMIUM000010").await.subscription.expect("a subscription");
    let camera = user.camera("Front door").await;
    assert!(camera.eligible, "a camera with another plan is eligible");
    let problem = user.choose(&second, &["Front door", "Garage"], false).await.problem(ErrorCode::CameraHasPlan);
    assert_eq!((problem.field, problem.camera_id), (Some(Field::CameraIds), Some(camera.id)));
    let second: Subscription = user.choose(&second, &["Front door", "Garage"], true).await.json(200);
    assert_eq!(names(&second), ["Front door", "Garage"]);
    // The one that lost it has changed: its old etag is of no use.
    let left: Subscription = user.get(&format!("/api/v1/subscriptions/{}", first.id)).await.json(200);
    assert_eq!(names(&left), ["Garden"]);
    assert_ne!(left.etag, first.etag);
    user.choose(&first, &["Garden"], false).await.problem(ErrorCode::ChangedMeanwhile);
}

#[tokio::test]
async fn when_a_plan_has_ended_its_cameras_are_free_and_it_takes_no_others() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let short = user.redeem("SAMEPLAN00001").await.subscription.expect("a subscription");
    let short: Subscription = user.choose(&short, &["Front door"], false).await.json(200);
    app.clock.set("2026-12-24T12:00:00Z");
    let user = app.demo_user().await;
    let ended: Subscription = user.get(&format!("/api/v1/subscriptions/{}", short.id)).await.json(200);
    assert_eq!((ended.state, names(&ended).len()), (SubscriptionState::Ended, 0));
    assert_eq!(user.camera("Front door").await.subscription_id, None);
    let problem = user.choose(&ended, &["Garden"], false).await.problem(ErrorCode::NotFound);
    assert!(problem.detail.expect("a detail").contains("ended"));
    // No "move" is needed.
    let new = user.redeem("PREMIUM000003").await.subscription.expect("a subscription");
    let new: Subscription = user.choose(&new, &["Front door"], false).await.json(200);
    assert_eq!(names(&new), ["Front door"]);
}

#[tokio::test]
async fn nobody_sees_or_changes_anothers_subscription() {
    let app = TestApp::demo().await;
    let theirs = app.demo_user().await.redeem(demo::CODE).await.subscription.expect("a subscription");
    let friend = app.friend().await;
    friend.get(&format!("/api/v1/subscriptions/{}", theirs.id)).await.problem(ErrorCode::NotFound);
    friend.choose(&theirs, &["Office"], false).await.problem(ErrorCode::NotFound);
    assert!(friend.subscriptions().await.iter().all(|subscription| subscription.id != theirs.id));
}
