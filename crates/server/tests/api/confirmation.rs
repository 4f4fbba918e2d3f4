//! `/redemptions/{id}/confirmation`: spending a code.

use crate::support::{TestApp, User, at};
use axum::http::Method;
use tapo_care_server::demo;
use tapo_care_wire::{
    CodeUsed, EffectKind, ErrorCode, List, Redemption, RedemptionState, Subscription, SubscriptionState,
};

fn path(redemption: &Redemption) -> String {
    format!("/api/v1/redemptions/{}/confirmation", redemption.id)
}

async fn history(user: &User) -> Vec<Redemption> {
    user.get("/api/v1/redemptions").await.json::<List<Redemption>>(200).items
}

#[tokio::test]
async fn confirming_gives_the_receipt_with_the_subscription_inside() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    app.clock.set("2026-11-24T12:34:56Z");
    let answer = user.confirm(&preview).await;
    let receipt: Redemption = answer.json(200);
    assert_eq!(answer.header("etag"), format!("\"{}\"", receipt.etag));
    assert_eq!((receipt.state, &receipt.id), (RedemptionState::Redeemed, &preview.id));
    assert_eq!(receipt.redeemed_at, Some(at("2026-11-24T12:34:56Z")));
    assert_eq!(receipt.effect.starts_at, at("2026-11-24T12:34:56Z"));
    assert_eq!(receipt.effect.ends_at, at("2027-11-24T12:34:56Z"));
    assert_eq!((receipt.effect.kind, &receipt.effect.previous_ends_at), (EffectKind::New, &None));
    let reference = receipt.reference.as_deref().expect("a reference");
    assert!(reference.len() == 14 && reference.starts_with("TC-"), "{reference}");
    let subscription = receipt.subscription.as_ref().expect("a subscription");
    assert_eq!(Some(&subscription.id), receipt.effect.subscription_id.as_ref());
    assert_eq!((subscription.state, subscription.cameras_chosen), (SubscriptionState::Active, false));
    assert_eq!(subscription.cameras, []);
    assert_eq!(subscription.redemptions.len(), 1);
    let entry = &subscription.redemptions[0];
    assert_eq!((&entry.id, entry.months, entry.code_hint.as_str()), (&receipt.id, 12, "…TRNM"));
    assert_eq!(user.subscription(&receipt).await, *subscription);
    assert_eq!(user.redemption(&receipt).await.json::<Redemption>(200), receipt);
    assert_eq!(history(&user).await[0].reference, receipt.reference);
}

/// The answer is made of what was written, which is not read again.
#[tokio::test]
async fn the_receipt_of_an_extension_says_what_is_there() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let first = user.redeem(demo::CODE).await;
    let subscription = user.subscription(&first).await;
    user.choose(&subscription, &["Garden"], false).await.json::<Subscription>(200);
    let receipt = user.redeem("SAMEPLAN00001").await;
    let there = user.subscription(&receipt).await;
    assert_eq!((there.cameras.len(), there.redemptions.len(), there.cameras_chosen), (1, 2, true));
    assert_eq!(receipt.subscription, Some(there));
    assert_eq!(user.redemption(&receipt).await.json::<Redemption>(200), receipt);
}

#[tokio::test]
async fn a_repeat_returns_the_same_receipt_whatever_it_carries() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    let receipt: Redemption = user.confirm(&preview).await.json(200);
    app.clock.pass_days(20);
    let bare = || user.call(Method::POST, &path(&preview));
    let repeats = [
        user.confirm(&preview).await,
        bare().send().await,
        bare().if_match("something else").send().await,
        bare().header("if-match", "*").send().await,
    ];
    for repeat in repeats {
        assert_eq!(repeat.json::<Redemption>(200), receipt);
    }
    assert_eq!(history(&user).await.len(), 2, "this one, and the one of the plan that has ended");
    assert_eq!(user.subscription(&receipt).await.redemptions.len(), 1);
}

#[tokio::test]
async fn nobody_agrees_to_what_they_did_not_see() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    let bare = || user.call(Method::POST, &path(&preview));
    let problem = bare().send().await.problem(ErrorCode::IfMatchRequired);
    assert_eq!(problem.code_used, Some(CodeUsed::No));
    for if_match in ["\"0\"", "*", "\"\"", "nonsense", "W/\"0\""] {
        let problem = bare().header("if-match", if_match).send().await.problem(ErrorCode::PreviewChanged);
        assert_eq!(problem.code_used, Some(CodeUsed::No));
        assert_eq!(problem.redemption.as_deref(), Some(&preview), "{if_match}");
    }
    assert_eq!(user.redemption(&preview).await.json::<Redemption>(200).state, RedemptionState::Previewed);
}

#[tokio::test]
async fn a_preview_that_another_code_has_changed_must_be_looked_at_again() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    user.redeem("SAMEPLAN00001").await;
    let problem = user.confirm(&preview).await.problem(ErrorCode::PreviewChanged);
    assert_eq!(problem.code_used, Some(CodeUsed::No));
    let fresh = problem.redemption.expect("the fresh redemption");
    assert_eq!((fresh.state, fresh.effect.kind), (RedemptionState::Previewed, EffectKind::Extends));
    assert_eq!(fresh.effect.previous_ends_at, Some(at("2026-12-24T12:00:00Z")));
    let receipt: Redemption = user.confirm(&fresh).await.json(200);
    assert_eq!(receipt.effect.ends_at, at("2027-12-24T12:00:00Z"));
}

#[tokio::test]
async fn the_same_plan_extends_and_receipts_keep_their_dates() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let first = user.redeem(demo::CODE).await;
    app.clock.pass_days(10);
    let second = user.redeem("SAMEPLAN00001").await;
    assert_eq!(second.effect.kind, EffectKind::Extends);
    assert_eq!(second.effect.subscription_id, first.effect.subscription_id);
    assert_eq!(second.effect.starts_at, at("2027-11-24T12:00:00Z"));
    assert_eq!(second.effect.previous_ends_at, Some(at("2027-11-24T12:00:00Z")));
    let subscription = second.subscription.as_ref().expect("a subscription");
    assert_eq!(subscription.starts_at, at("2026-11-24T12:00:00Z"));
    assert_eq!(subscription.ends_at, at("2027-12-24T12:00:00Z"));
    let entries: Vec<_> = subscription.redemptions.iter().map(|entry| (&entry.id, entry.months)).collect();
    assert_eq!(entries, [(&first.id, 12), (&second.id, 1)]);
    // The first receipt still says what it granted; its subscription is as it is now.
    let old: Redemption = user.redemption(&first).await.json(200);
    assert_eq!((old.effect, old.etag), (first.effect, first.etag));
    assert_eq!(old.subscription.expect("a subscription").ends_at, at("2027-12-24T12:00:00Z"));
}

#[tokio::test]
async fn another_plan_and_one_that_has_ended_are_subscriptions_of_their_own() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    for code in [demo::CODE, "PREMIUM000010", "BASICPLAN0005", "BASICPLAN0001"] {
        assert_eq!(user.redeem(code).await.effect.kind, EffectKind::New, "{code}");
    }
    let subscriptions = user.subscriptions().await;
    let states: Vec<_> = subscriptions.iter().map(|s| (s.plan.id.as_str(), s.state)).collect();
    assert_eq!(states.len(), 5);
    assert_eq!(states[4], ("basic-1", SubscriptionState::Ended), "what has ended comes last");
    assert!(states[..4].contains(&("basic-1", SubscriptionState::Active)));
}

#[tokio::test]
async fn twelve_codes_of_a_month_are_one_of_twelve() {
    let app = TestApp::demo().await;
    app.clock.set("2027-01-31T10:00:00Z");
    let friend = app.friend().await;
    let codes: Vec<String> = (0..12).map(|n| format!("ONEMONTH{n:05}")).collect();
    app.import_plain(&codes.iter().map(|code| (code.as_str(), "premium-3", 1)).collect::<Vec<_>>()).await;
    app.import_plain(&[("TWELVEMONTHS1", "premium-2", 12)]).await;
    let mut ends = Vec::new();
    for code in &codes {
        ends.push(friend.redeem(code).await.effect.ends_at);
    }
    assert_eq!(ends[..3], [at("2027-02-28T10:00:00Z"), at("2027-03-31T10:00:00Z"), at("2027-04-30T10:00:00Z")]);
    assert_eq!(ends[11], friend.redeem("TWELVEMONTHS1").await.effect.ends_at);
}

#[tokio::test]
async fn a_code_that_someone_else_redeemed_meanwhile_is_refused_and_says_no_more() {
    let app = TestApp::demo().await;
    let (user, friend) = (app.demo_user().await, app.friend().await);
    let (mine, theirs) = (user.preview(demo::CODE).await, friend.preview(demo::CODE).await);
    friend.confirm(&theirs).await.json::<Redemption>(200);
    let problem = user.confirm(&mine).await.problem(ErrorCode::CodeAlreadyRedeemed);
    assert_eq!((problem.code_used, problem.redemption, problem.subscription), (None, None, None));
    assert_eq!(history(&user).await.len(), 1);
}

#[tokio::test]
async fn all_conditions_are_checked_again() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    app.import("LASTDAY000001,basic-5,1,,,2026-11-24,").await;
    let preview = user.preview("LASTDAY000001").await;
    app.clock.set("2026-11-25T00:00:00Z");
    user.confirm(&preview).await.problem(ErrorCode::CodeExpired);
    // Conditions that the account itself can come to miss: here its region is changed under the preview.
    let preview = user.preview(demo::CODE).await;
    app.sql("UPDATE batches SET regions = 'FR US' WHERE id = 'demo-example'").await;
    let problem = user.confirm(&preview).await.problem(ErrorCode::RegionMismatch);
    assert_eq!(problem.regions, Some(vec!["FR".to_owned(), "US".to_owned()]));
    assert_eq!(problem.code_used, Some(CodeUsed::No));
    app.sql("UPDATE batches SET regions = '', redeem_from = 4102444800 WHERE id = 'demo-example'").await;
    let problem = user.confirm(&preview).await.problem(ErrorCode::CodeNotYetActive);
    assert_eq!(problem.redeem_from, Some(at("2100-01-01T00:00:00Z")));
    assert_eq!(app.count("SELECT COUNT(*) FROM redemptions WHERE redeemed_at IS NOT NULL").await, 2);
}
