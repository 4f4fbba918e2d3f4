//! `/receipts`: signatures, and who learns what by them.

use crate::{
    cli::{done, run},
    support::{Answer, TestApp, User},
};
use base64ct::{Base64UrlUnpadded, Encoding};
use ed25519_dalek::{Signature, VerifyingKey};
use tapo_care_server::demo;
use tapo_care_wire::{
    ErrorCode, List, ReceiptCheck, ReceiptFacts, ReceiptKey, ReceiptSignature, Redemption, RedemptionState,
};

async fn asked(user: &User, reference: &str, signature: &str) -> Answer {
    user.get(&format!("/api/v1/receipts/verify?reference={reference}&signature={signature}")).await
}

async fn is_genuine(user: &User, reference: &str, signature: &str) -> bool {
    let check: ReceiptCheck = asked(user, reference, signature).await.json(200);
    assert_eq!(check.receipt.is_some(), check.genuine);
    check.genuine
}

async fn keys(app: &TestApp) -> Vec<ReceiptKey> {
    app.visitor().get("/api/v1/receipts/keys").await.json::<List<ReceiptKey>>(200).items
}

fn signed(receipt: &Redemption) -> (&str, &ReceiptSignature) {
    (receipt.reference.as_deref().expect("a reference"), receipt.signature.as_ref().expect("a signature"))
}

/// Checks a receipt as anybody can: with what it says and the public key, without the server.
#[track_caller]
fn checks_alone(receipt: &Redemption, keys: &[ReceiptKey]) {
    let (_, signature) = signed(receipt);
    let key = keys.iter().find(|key| key.id == signature.key_id).expect("the key is public");
    assert_eq!(key.algorithm, "Ed25519");
    let key = Base64UrlUnpadded::decode_vec(&key.public_key).expect("base64url");
    let key = VerifyingKey::from_bytes(&key.try_into().expect("32 bytes")).expect("a key");
    let value = Base64UrlUnpadded::decode_vec(&signature.value).expect("base64url");
    let text = ReceiptFacts::of(receipt).and_then(|facts| facts.canonical()).expect("a receipt");
    key.verify_strict(text.as_bytes(), &Signature::from_bytes(&value.try_into().expect("64 bytes")))
        .expect("is signed");
}

#[tokio::test]
async fn a_receipt_is_signed_and_everybody_can_check_it() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    assert_eq!(user.preview(demo::CODE).await.signature, None, "a preview is no receipt");
    let preview: Redemption = user.send_code(demo::CODE).await.json(200);
    let receipt: Redemption = user.confirm(&preview).await.json(200);
    checks_alone(&receipt, &keys(&app).await);
    let (reference, signature) = signed(&receipt);
    // Nobody is logged in.
    let visitor = app.visitor();
    let check: ReceiptCheck = asked(&visitor, reference, &signature.value).await.json(200);
    let told = check.receipt.expect("what the receipt says");
    assert_eq!((told.reference.as_str(), told.plan, told.months), (reference, receipt.grant.plan.clone(), 12));
    assert_eq!((Some(told.redeemed_at), told.code_hint.as_str()), (receipt.redeemed_at.clone(), "…TRNM"));
    assert_eq!((told.starts_at, told.ends_at), (receipt.effect.starts_at.clone(), receipt.effect.ends_at.clone()));
    let raw = asked(&visitor, reference, &signature.value).await;
    assert!(!raw.text().contains("demo@") && !raw.text().contains(receipt.id.as_str()), "not whose: {}", raw.text());
    // As people copy it: in small letters, and broken into lines.
    let (start, end) = signature.value.split_at(40);
    assert!(is_genuine(&visitor, &reference.to_lowercase(), &format!("{start}%0A%20{end}")).await);
    // Every later answer carries the same signature, also when the plan is extended.
    user.redeem("SAMEPLAN00001").await;
    let again: Redemption = user.redemption(&receipt).await.json(200);
    assert_eq!(again.signature, receipt.signature);
    let history: List<Redemption> = user.get("/api/v1/redemptions").await.json(200);
    for receipt in &history.items {
        assert_eq!(receipt.state, RedemptionState::Redeemed);
        checks_alone(receipt, &keys(&app).await);
    }
}

#[tokio::test]
async fn without_the_right_signature_nothing_is_said_of_a_reference() {
    let app = TestApp::demo().await;
    let (user, visitor) = (app.demo_user().await, app.visitor());
    let (one, two) = (user.redeem(demo::CODE).await, user.redeem("BASICPLAN0005").await);
    let ((reference, signature), (_, of_other)) = (signed(&one), signed(&two));
    let swapped = if signature.value.starts_with('A') { "B" } else { "A" };
    let changed = [swapped, &signature.value[1..]].concat();
    let mut answers = Vec::new();
    for (reference, signature) in [
        (reference, of_other.value.as_str()),
        (reference, &changed),
        ("TC-AAAAA-AAAAA", &signature.value),
        ("TC-AAAAA-AAAAA", &changed),
        (reference, "short"),
        ("%C3%A4", &signature.value),
    ] {
        let answer = asked(&visitor, reference, signature).await;
        assert!(!answer.json::<ReceiptCheck>(200).genuine, "{reference} {signature}");
        answers.push(answer.text().to_owned());
    }
    assert!(answers.iter().all(|answer| answer == r#"{"genuine":false}"#), "{answers:?}");
    for query in ["", "?reference=x", "?signature=x"] {
        visitor.get(&format!("/api/v1/receipts/verify{query}")).await.problem(ErrorCode::MalformedRequest);
    }
}

#[tokio::test]
async fn a_receipt_whose_row_was_changed_is_not_genuine() {
    let app = TestApp::demo().await;
    let receipt = app.demo_user().await.redeem(demo::CODE).await;
    let (reference, signature) = signed(&receipt);
    assert!(is_genuine(&app.visitor(), reference, &signature.value).await);
    // Seen red without looking at the signature again.
    app.sql("UPDATE redemptions SET effect_ends_at = effect_ends_at + 86400 WHERE signature IS NOT NULL").await;
    assert!(!is_genuine(&app.visitor(), reference, &signature.value).await);
}

#[tokio::test]
async fn guessing_is_limited_by_the_address_and_checking_is_not() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.limits.wrong_receipts_per_address = 3;
    })
    .await;
    let receipt = app.demo_user().await.redeem(demo::CODE).await;
    let (reference, signature) = signed(&receipt);
    let visitor = app.visitor();
    let wrong = "A".repeat(86);
    for _ in 0..10 {
        assert!(is_genuine(&visitor, reference, &signature.value).await);
    }
    for _ in 0..3 {
        assert!(!is_genuine(&visitor, reference, &wrong).await);
    }
    let refused = asked(&visitor, reference, &wrong).await.problem(ErrorCode::RateLimited);
    assert_eq!(refused.retry_after, Some(3600));
    // The right one is refused like a wrong one: the refusal must not tell which it is.
    assert_eq!(asked(&visitor, reference, &signature.value).await.problem(ErrorCode::RateLimited), refused);
    assert!(is_genuine(&visitor.from("192.0.2.7"), reference, &signature.value).await, "others are not locked out");
    app.clock.pass_minutes(60);
    assert!(is_genuine(&visitor, reference, &signature.value).await);
}

#[tokio::test]
async fn receipts_of_before_there_were_signatures_are_signed_at_the_next_start() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.receipt_key_file = None;
    })
    .await;
    let user = app.demo_user().await;
    let receipt = user.redeem(demo::CODE).await;
    assert_eq!(receipt.signature, None);
    assert_eq!(keys(&app).await, []);
    let cookie = user.cookie.clone();
    let file = app.dir().join("data/receipt.key");
    let app = app.restart_with(|settings| settings.receipt_key_file = Some(file.clone())).await.expect("starts");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file).expect("the key file is made").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner only");
    }
    let mut user = app.visitor();
    user.cookie = cookie;
    let later: Redemption = user.redemption(&receipt).await.json(200);
    checks_alone(&later, &keys(&app).await);
    let (reference, signature) = signed(&later);
    assert!(is_genuine(&user, reference, &signature.value).await);
    assert_eq!(
        app.count("SELECT COUNT(*) FROM redemptions WHERE redeemed_at IS NOT NULL AND signature IS NULL").await,
        0
    );
}

#[tokio::test]
async fn old_receipts_stay_genuine_after_the_key_is_changed() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let before = user.redeem(demo::CODE).await;
    let cookie = user.cookie.clone();
    let said = done(&run(&app, &["keys", "rotate-receipt"]));
    assert!(said.contains("Receipts are signed with the key"), "{said}");
    // A server that was not started again goes on with the key that it has, and that key stays good.
    let meanwhile = user.redeem("BASICPLAN0005").await;
    assert_eq!(signed(&meanwhile).1.key_id, signed(&before).1.key_id);
    let app = app.restart().await;
    let mut user = app.visitor();
    user.cookie = cookie;
    let after = user.redeem("PREMIUM000003").await;
    assert_ne!(signed(&after).1.key_id, signed(&before).1.key_id);
    let keys = keys(&app).await;
    assert_eq!(keys.iter().map(|key| key.retired_at.is_some()).collect::<Vec<_>>(), [false, true]);
    for receipt in [&before, &meanwhile, &after] {
        checks_alone(receipt, &keys);
        let (reference, signature) = signed(receipt);
        assert!(is_genuine(&user, reference, &signature.value).await);
    }
    done(&run(&app, &["audit", "verify"]));
    assert_eq!(app.count("SELECT COUNT(*) FROM audit_entries WHERE kind = 'key_rotated'").await, 1);
}

#[tokio::test]
async fn a_server_does_not_start_with_another_key_or_without_its_own() {
    let app = TestApp::demo().await;
    let file = app.dir().join("data/receipt.key");
    let own = std::fs::read_to_string(&file).expect("the key file");
    std::fs::write(&file, "0".repeat(64)).expect("is written");
    let Err(error) = app.restart_with(|_| {}).await else { panic!("it started with another key") };
    assert!(error.to_string().contains("is not the one that receipts of this database are signed with now"), "{error}");

    let app = TestApp::demo().await;
    let file = app.dir().join("data/receipt.key");
    std::fs::write(&file, &own[1..]).expect("is written");
    let Err(error) = app.restart_with(|_| {}).await else { panic!("it started with a damaged key") };
    assert!(error.to_string().contains("64 hex digits"), "{error}");

    // Lost. A new one is begun, and what the old one signed stays good.
    let app = TestApp::demo().await;
    let receipt = app.demo_user().await.redeem(demo::CODE).await;
    std::fs::remove_file(app.dir().join("data/receipt.key")).expect("is removed");
    let said = crate::cli::text(&run(&app, &["serve", "--listen", "127.0.0.1:0"]).stderr);
    assert!(said.contains("there is no key file") && said.contains("keys rotate-receipt"), "{said}");
    done(&run(&app, &["keys", "rotate-receipt"]));
    let app = app.restart().await;
    let (reference, signature) = signed(&receipt);
    assert!(is_genuine(&app.visitor(), reference, &signature.value).await);
}
