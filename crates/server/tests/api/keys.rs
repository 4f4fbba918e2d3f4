//! Rotation of the key that codes are hashed with: codes from before and after, and keys that are given up.

use crate::{
    cli::{done, refused, run, text},
    support::{TestApp, User},
};
use serde_json::json;
use std::fs;
use tapo_care_server::demo;
use tapo_care_wire::{ErrorCode, Redemption};

/// The fingerprints that `keys list` shows for codes, newest first, each with its state and the codes that need it.
fn code_keys(app: &TestApp) -> Vec<[String; 3]> {
    let said = done(&run(app, &["keys", "list"]));
    let lines = said.lines().filter(|line| line.starts_with("codes"));
    lines
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let last = *words.last().expect("a number");
            [words[1].to_owned(), words[3..words.len() - 1].join(" "), last.to_owned()]
        })
        .collect()
}

fn key_file(app: &TestApp) -> String {
    fs::read_to_string(app.dir().join("data/code.key")).expect("the key file")
}

async fn same(user: &User, app: &TestApp) -> User {
    let mut again = app.visitor();
    again.cookie = user.cookie.clone();
    again
}

#[tokio::test]
async fn codes_from_before_and_after_a_rotation_work() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let receipt = user.redeem(demo::CODE).await;
    let first = key_file(&app);
    let said = done(&run(&app, &["keys", "rotate-code"]));
    assert!(said.contains("start them again"), "{said}");
    let second = key_file(&app);
    assert!(second.lines().count() == 2 && second.ends_with(&first), "the newest first, and nothing is lost");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(app.dir().join("data/code.key")).expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner only");
    }
    // A server that runs goes on with what it knows.
    user.redeem("SAMEPLAN00001").await;
    let app = app.restart().await;
    let user = same(&user, &app).await;
    app.import_plain(&[("AFTERWARDS001", "basic-5", 1)]).await;
    user.redeem("AFTERWARDS001").await;
    user.redeem("BASICPLAN0005").await;
    user.send_code("REVOKED000000").await.problem(ErrorCode::CodeRevoked);
    user.send_code("NOSUCHCODE001").await.problem(ErrorCode::CodeNotFound);
    let again: Redemption = user.send_code(demo::CODE).await.json(200);
    assert_eq!(again.id, receipt.id, "the owner finds the receipt by a code of before");
    assert!(done(&run(&app, &["codes", "status", "BASICPLAN0001"])).contains("state: unused"));
    done(&run(&app, &["codes", "revoke", "BASICPLAN0001", "--reason", "test"]));
    let keys = code_keys(&app);
    assert_eq!((keys[0][1].as_str(), keys[0][2].as_str()), ("in use", "0"));
    assert_eq!(keys[1][1], "retired");
    assert_eq!(app.count("SELECT COUNT(*) FROM audit_entries WHERE kind = 'key_rotated'").await, 1);
    done(&run(&app, &["audit", "verify"]));
}

#[tokio::test]
async fn a_code_of_before_is_not_imported_a_second_time() {
    let app = TestApp::demo().await;
    app.import_plain(&[("IMPORTED00001", "basic-5", 1)]).await;
    done(&run(&app, &["keys", "rotate-code"]));
    fs::write(app.dir().join("codes.csv"), "code,plan,months\nIMPORTED00001,basic-5,1\n").expect("is written");
    // Seen red with a look-up under the newest key only.
    let said = refused(&run(&app, &["codes", "import", "codes.csv"]));
    assert!(said.contains("the code is there already"), "{said}");
}

#[tokio::test]
async fn what_was_counted_or_mailed_before_a_rotation_counts_after_it() {
    let app = TestApp::with(|settings| {
        settings.demo = true;
        settings.limits.wrong_codes = 2;
    })
    .await;
    let user = app.demo_user().await;
    for code in ["NOSUCHCODE001", "NOSUCHCODE002"] {
        user.send_code(code).await.problem(ErrorCode::CodeNotFound);
    }
    app.visitor().post("/api/v1/password-resets", json!({ "email": demo::EMAIL })).await.empty(202);
    let code = app.last_mail().await.code();
    done(&run(&app, &["keys", "rotate-code"]));
    let app = app.restart().await;
    // Seen red with the newest key in the limits.
    same(&user, &app).await.send_code("NOSUCHCODE003").await.problem(ErrorCode::Locked);
    let reset = json!({ "email": demo::EMAIL, "code": code, "password": "another horse battery" });
    // Seen red with the newest key only.
    app.visitor().call(axum::http::Method::PUT, "/api/v1/password-resets").json(reset).send().await.empty(204);
}

#[tokio::test]
async fn a_key_is_dropped_once_no_code_needs_it() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let receipt = user.redeem(demo::CODE).await;
    let old = code_keys(&app)[0][0].clone();
    let drop = |id: &str| run(&app, &["keys", "drop", id]);
    assert!(refused(&drop(&old)).contains("Begin another one first"));
    assert!(refused(&drop("0000000000000000")).contains("there is no such key"));
    done(&run(&app, &["keys", "rotate-code"]));
    let said = refused(&drop(&old));
    // All of the demo data but what is redeemed, revoked or expired.
    assert!(said.contains("7 codes that can still be redeemed need this key"), "{said}");
    for batch in ["same-plan", "basic-5", "premium-10", "basic-1", "premium-3", "not-yet", "region"] {
        done(&run(&app, &["codes", "revoke", "--batch", &format!("demo-{batch}"), "--reason", "old"]));
    }
    done(&drop(&old));
    assert_eq!(key_file(&app).lines().count(), 1);
    let keys = code_keys(&app);
    assert_eq!((keys[0][1].as_str(), keys[1][1].as_str()), ("in use", "dropped"));
    // The log can be followed without the key, and says what was done.
    done(&run(&app, &["audit", "verify"]));
    assert_eq!(app.count("SELECT COUNT(*) FROM audit_entries WHERE kind = 'key_dropped'").await, 1);

    let app = app.restart().await;
    let user = same(&user, &app).await;
    user.send_code(demo::CODE).await.problem(ErrorCode::CodeNotFound);
    assert_eq!(user.redemption(&receipt).await.json::<Redemption>(200).reference, receipt.reference);
    app.import_plain(&[("AFTERWARDS001", "basic-5", 1)]).await;
    user.redeem("AFTERWARDS001").await;
    done(&run(&app, &["audit", "verify"]));
}

#[tokio::test]
async fn a_file_from_before_a_rotation_is_refused_once_codes_need_the_new_key() {
    let app = TestApp::demo().await;
    let before = key_file(&app);
    done(&run(&app, &["keys", "rotate-code"]));
    let after = key_file(&app);
    let path = app.dir().join("data/code.key");
    app.import_plain(&[("AFTERWARDS001", "basic-5", 1)]).await;
    fs::write(&path, &before).expect("is written");
    let output = run(&app, &["codes", "status", "AFTERWARDS001"]);
    let said = text(&output.stderr);
    assert!(
        !output.status.success() && said.contains("codes that can still be redeemed were hashed with it"),
        "{said}"
    );
    // Keys in the other order: codes are recognised all the same.
    let turned: Vec<&str> = after.lines().rev().collect();
    fs::write(&path, turned.join("\n")).expect("is written");
    assert!(done(&run(&app, &["codes", "status", "AFTERWARDS001"])).contains("state: unused"));
    fs::write(&path, "00".repeat(32)).expect("is written");
    let said = text(&run(&app, &["codes", "status", "AFTERWARDS001"]).stderr);
    assert!(said.contains("is not the one that the codes in the database were hashed with"), "{said}");
}

#[tokio::test]
async fn rotations_and_issues_at_once_lose_neither_key_nor_code() {
    let app = TestApp::demo().await;
    let rotate = || app.command(&["keys", "rotate-code"]);
    let issue = || app.command(&["codes", "issue", "--plan", "basic-5", "--months", "1", "--count", "20"]);
    let (one, two, three, four) = tokio::join!(rotate(), issue(), rotate(), issue());
    assert_eq!([one, two, three, four], [std::process::ExitCode::SUCCESS; 4]);
    assert_eq!(key_file(&app).lines().count(), 3);
    let needed: i64 = code_keys(&app).iter().map(|[_, _, codes]| codes.parse::<i64>().expect("a number")).sum();
    assert_eq!(needed, 8 + 40, "the demo data's, and all that were issued");
    let app = app.restart().await;
    app.demo_user().await.redeem(demo::CODE).await;
    done(&run(&app, &["audit", "verify"]));
}

#[tokio::test]
async fn a_lost_key_takes_the_codes_with_it_and_nothing_else() {
    let app = TestApp::demo().await;
    app.import_plain(&[("BEFOREHAND001", "basic-5", 1)]).await;
    let user = app.demo_user().await;
    let receipt = user.redeem(demo::CODE).await;
    assert!(refused(&run(&app, &["keys", "rotate-code", "--lost"])).contains("move it away first"));
    app.app.close().await;
    fs::remove_file(app.dir().join("data/code.key")).expect("is removed");
    let said = text(&run(&app, &["codes", "status", "BEFOREHAND001"]).stderr);
    assert!(said.contains("there is no key file") && said.contains("keys rotate-code --lost"), "{said}");
    let said = done(&run(&app, &["keys", "rotate-code", "--lost"]));
    assert!(said.contains("9 codes were taken back"), "all that were neither spent nor revoked: {said}");
    let app = app.restart().await;
    let user = same(&user, &app).await;
    user.send_code("BEFOREHAND001").await.problem(ErrorCode::CodeNotFound);
    assert_eq!(user.redemption(&receipt).await.json::<Redemption>(200).reference, receipt.reference);
    app.import_plain(&[("AFTERWARDS001", "basic-5", 1)]).await;
    user.redeem("AFTERWARDS001").await;
    // The log goes on, and says what was done.
    done(&run(&app, &["audit", "verify"]));
}

#[tokio::test]
async fn there_are_not_more_keys_than_look_ups_should_take() {
    let app = TestApp::demo().await;
    for _ in 1..8 {
        done(&run(&app, &["keys", "rotate-code"]));
    }
    assert!(refused(&run(&app, &["keys", "rotate-code"])).contains("there are 8 keys already"));
    assert_eq!(code_keys(&app).len(), 8);
    let app = app.restart().await;
    app.demo_user().await.redeem(demo::CODE).await;
}
