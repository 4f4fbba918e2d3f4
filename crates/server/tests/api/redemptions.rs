//! `/redemptions`: open, find again, look at, list.

use crate::support::{TestApp, at};
use serde_json::json;
use tapo_care_server::demo;
use tapo_care_wire::{
    CodeUsed, EffectKind, ErrorCode, Field, List, LooksLike, Problem, Redemption, RedemptionState, Tier,
};

const LIST: &str = "/api/v1/redemptions";
const PREVIEWED: &str = "/api/v1/redemptions?state=previewed";

#[tokio::test]
async fn a_good_code_opens_a_preview_that_says_all_and_spends_nothing() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let answer = user.send_code(" w2gb-jzt4 8trnm\n").await;
    let redemption: Redemption = answer.json(201);
    assert_eq!(answer.header("etag"), format!("\"{}\"", redemption.etag));
    assert_eq!(redemption.state, RedemptionState::Previewed);
    assert_eq!(redemption.code_hint, "…TRNM");
    let plan = &redemption.grant.plan;
    assert_eq!((plan.id.as_str(), plan.tier, plan.cameras, plan.history_days), ("premium-2", Tier::Premium, 2, 30));
    assert_eq!(redemption.grant.months, 12);
    let terms = &redemption.grant.terms;
    assert_eq!((terms.card_required, terms.auto_renews, terms.refundable), (false, false, false));
    assert_eq!(terms.text.as_deref(), Some("One code per promotion."));
    let effect = &redemption.effect;
    assert_eq!((effect.kind, &effect.subscription_id, &effect.previous_ends_at), (EffectKind::New, &None, &None));
    assert_eq!((&effect.starts_at, &effect.ends_at), (&at("2026-11-24T12:00:00Z"), &at("2027-11-24T12:00:00Z")));
    assert!(redemption.redeemed_at.is_none() && redemption.reference.is_none() && redemption.subscription.is_none());
    assert!(!answer.text().contains("W2GB"), "the answer repeats the code");

    // The friend can still take it: nothing is spent, and nothing of this preview shows.
    assert_ne!(app.friend().await.preview(demo::CODE).await.id, redemption.id);
    assert_eq!(user.subscriptions().await.len(), 1, "only the one that has ended");
}

#[tokio::test]
async fn the_same_code_again_is_the_same_redemption() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let first = user.preview(demo::CODE).await;
    assert_eq!(user.send_code(demo::CODE).await.json::<Redemption>(200), first);
    assert_eq!(user.redemption(&first).await.json::<Redemption>(200), first);
    let receipt: Redemption = user.confirm(&first).await.json(200);
    // The owner gets the receipt, not an error, whatever time has passed.
    app.clock.pass_days(25);
    let again: Redemption = user.send_code(demo::CODE).await.json(200);
    assert_eq!((again.id, again.reference), (receipt.id, receipt.reference));
    assert_eq!((again.state, again.redeemed_at), (RedemptionState::Redeemed, receipt.redeemed_at));
    assert_eq!(again.effect, receipt.effect);
}

#[tokio::test]
async fn a_preview_moves_with_the_clock_and_its_etag_does_not() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let first = user.preview(demo::CODE).await;
    app.clock.set("2026-12-01T00:00:00Z");
    let later: Redemption = user.redemption(&first).await.json(200);
    assert_eq!(later.effect.starts_at, at("2026-12-01T00:00:00Z"));
    assert_eq!(later.effect.ends_at, at("2027-12-01T00:00:00Z"));
    assert_eq!(later.etag, first.etag);
    // Once another code of the plan is redeemed it is another thing that the visitor would agree to.
    user.redeem("SAMEPLAN00001").await;
    let changed: Redemption = user.redemption(&first).await.json(200);
    assert_eq!(changed.effect.kind, EffectKind::Extends);
    assert_ne!(changed.etag, first.etag);
}

#[tokio::test]
async fn a_preview_of_the_same_plan_names_the_dates_before_and_after() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let first = user.redeem(demo::CODE).await;
    let effect = user.preview("SAMEPLAN00001").await.effect;
    assert_eq!((effect.kind, effect.subscription_id), (EffectKind::Extends, first.effect.subscription_id));
    assert_eq!(effect.starts_at, at("2027-11-24T12:00:00Z"));
    assert_eq!(effect.previous_ends_at, Some(at("2027-11-24T12:00:00Z")));
    assert_eq!(effect.ends_at, at("2027-12-24T12:00:00Z"));
    // Another number of cameras, and a plan that has ended, are new.
    for code in ["PREMIUM000010", "BASICPLAN0001"] {
        let effect = user.preview(code).await.effect;
        assert_eq!((effect.kind, effect.starts_at), (EffectKind::New, at("2026-11-24T12:00:00Z")), "{code}");
    }
}

#[tokio::test]
async fn every_refusal_of_a_code_says_why_and_that_it_is_unspent_where_that_matters() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    type Check = fn(&Problem) -> bool;
    let table: [(&str, ErrorCode, Option<CodeUsed>, Check); 9] = [
        ("REDEEMED00000", ErrorCode::CodeAlreadyRedeemed, None, |_| true),
        ("EXPIRED000000", ErrorCode::CodeExpired, None, |p| p.redeem_until == Some(at("2025-02-01T00:00:00Z"))),
        ("REVOKED000000", ErrorCode::CodeRevoked, None, |_| true),
        ("NOTYET0000000", ErrorCode::CodeNotYetActive, Some(CodeUsed::No), |p| {
            p.redeem_from == Some(at("2099-03-01T00:00:00Z"))
        }),
        ("REGION0000000", ErrorCode::RegionMismatch, Some(CodeUsed::No), |p| p.regions == Some(vec!["US".to_owned()])),
        ("AAAAAAAAAAAAA", ErrorCode::CodeNotFound, Some(CodeUsed::No), |_| true),
        ("W2GBJZT48TRN", ErrorCode::CodeMalformed, Some(CodeUsed::No), |_| true),
        ("a@example.com", ErrorCode::LooksLikeOther, Some(CodeUsed::No), |p| p.kind == Some(LooksLike::Email)),
        ("", ErrorCode::CodeMalformed, Some(CodeUsed::No), |_| true),
    ];
    for (code, error, used, check) in table {
        let answer = user.send_code(code).await;
        let problem = answer.problem(error);
        assert_eq!((problem.field, problem.code_used), (Some(Field::Code), used), "{code}");
        assert!(check(&problem), "{code}: {}", answer.text());
        assert!(code.is_empty() || !answer.text().contains(code), "{code} is repeated");
        assert!(!answer.text().contains("friend"), "{}", answer.text());
    }
    let previews = user.get(PREVIEWED).await.json::<List<Redemption>>(200).items;
    assert_eq!(previews, [], "a refused code opens nothing");
}

#[tokio::test]
async fn a_body_of_another_form_is_malformed() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    for body in [json!({}), json!({ "code": 1 }), json!("W2GBJZT48TRNM"), json!({ "code": null }), json!([])] {
        let problem = user.post(LIST, body).await.problem(ErrorCode::MalformedRequest);
        assert_eq!(problem.code_used, Some(CodeUsed::No));
    }
}

#[tokio::test]
async fn first_and_last_day_are_judged_by_the_servers_clock_at_each_look() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    app.import("WINDOW0000001,basic-5,1,DE FR,2026-12-01,2026-12-31,").await;
    user.send_code("WINDOW0000001").await.problem(ErrorCode::CodeNotYetActive);
    app.clock.set("2026-12-01T00:00:00Z");
    let preview = user.preview("WINDOW0000001").await;
    app.clock.set("2026-12-31T23:59:59Z");
    let user = app.demo_user().await;
    assert_eq!(user.redemption(&preview).await.status, 200);
    assert_eq!(user.get(PREVIEWED).await.json::<List<Redemption>>(200).items.len(), 1);
    app.clock.set("2027-01-01T00:00:00Z");
    for answer in [user.redemption(&preview).await, user.send_code("WINDOW0000001").await] {
        let problem = answer.problem(ErrorCode::CodeExpired);
        assert_eq!((problem.redeem_until, problem.code_used), (Some(at("2027-01-01T00:00:00Z")), None));
    }
    user.confirm(&preview).await.problem(ErrorCode::CodeExpired);
    assert_eq!(user.get(PREVIEWED).await.json::<List<Redemption>>(200).items, []);
}

#[tokio::test]
async fn a_preview_of_a_code_that_someone_else_redeemed_or_that_was_revoked_is_refused_too() {
    let app = TestApp::demo().await;
    let (user, friend) = (app.demo_user().await, app.friend().await);
    let (taken, revoked) = (user.preview(demo::CODE).await, user.preview("SAMEPLAN00001").await);
    friend.redeem(demo::CODE).await;
    app.command(&["codes", "revoke", "SAMEPLAN00001", "--reason", "leaked"]).await;
    for (preview, code, error) in
        [(&taken, demo::CODE, ErrorCode::CodeAlreadyRedeemed), (&revoked, "SAMEPLAN00001", ErrorCode::CodeRevoked)]
    {
        for answer in [user.redemption(preview).await, user.confirm(preview).await, user.send_code(code).await] {
            assert_eq!(answer.problem(error).code_used, None);
        }
    }
    assert_eq!(user.get(PREVIEWED).await.json::<List<Redemption>>(200).items, []);
}

#[tokio::test]
async fn nobody_sees_anothers_redemption() {
    let app = TestApp::demo().await;
    let preview = app.demo_user().await.preview(demo::CODE).await;
    let friend = app.friend().await;
    friend.redemption(&preview).await.problem(ErrorCode::NotFound);
    let problem = friend.confirm(&preview).await.problem(ErrorCode::NotFound);
    assert_eq!(problem.code_used, Some(CodeUsed::No));
    friend.get("/api/v1/redemptions/nonsense").await.problem(ErrorCode::NotFound);
    friend.get("/api/v1/redemptions/%ff").await.problem(ErrorCode::NotFound);
}

#[tokio::test]
async fn previews_are_listed_newest_first_until_they_are_redeemed() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let older = user.preview(demo::CODE).await;
    app.clock.set("2026-11-24T12:00:01Z");
    let newer = user.preview("BASICPLAN0005").await;
    let list = user.get(PREVIEWED).await.json::<List<Redemption>>(200);
    assert_eq!(list.items.iter().map(|r| &r.id).collect::<Vec<_>>(), [&newer.id, &older.id]);
    assert_eq!(list.next_cursor, None);
    user.confirm(&newer).await.json::<Redemption>(200);
    let list = user.get(PREVIEWED).await.json::<List<Redemption>>(200);
    assert_eq!(list.items.iter().map(|r| &r.id).collect::<Vec<_>>(), [&older.id]);
}

#[tokio::test]
async fn the_history_comes_newest_first_fifty_a_page() {
    let app = TestApp::demo().await;
    let friend = app.friend().await;
    let codes: Vec<String> = (0..104).map(|n| format!("HISTORY{n:06}")).collect();
    app.import_plain(&codes.iter().map(|code| (code.as_str(), "basic-5", 1)).collect::<Vec<_>>()).await;
    for code in &codes {
        // All in the same second: the order is that of redeeming nevertheless.
        friend.redeem(code).await;
    }
    let mut path = LIST.to_owned();
    let mut pages = Vec::new();
    loop {
        let page: List<Redemption> = friend.get(&path).await.json(200);
        pages.push(page.items);
        let Some(cursor) = page.next_cursor else { break };
        path = format!("{LIST}?cursor={cursor}");
    }
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 5]);
    let hints: Vec<_> = pages.concat().iter().map(|redemption| redemption.code_hint.clone()).collect();
    let mut expected: Vec<_> = codes.iter().rev().map(|code| format!("…{}", &code[9..])).collect();
    expected.push("…0000".to_owned());
    assert_eq!(hints, expected, "the code that was redeemed a month ago comes last");

    for wrong in ["?cursor=x", "?cursor=", "?state=spent", "?state"] {
        friend.get(&format!("{LIST}{wrong}")).await.problem(ErrorCode::MalformedRequest);
    }
}
