//! The audit log: what it tells, and that whoever changes it is found. Each kind of tampering was seen red: without the
//! digests and the order of the blocks, without the questions to the tables, without looking for the blocks that are expected.

use crate::{
    cli::{done, run, text},
    support::TestApp,
};
use std::{process::Output, time::Duration};
use tapo_care_server::{Server, demo, serve};
use tapo_care_wire::ErrorCode;
use tokio::sync::oneshot;

/// Entries of the demo data: the beginning, twelve batches, one revoked code, two redemptions.
const OF_DEMO: i64 = 16;

/// What `audit verify` says of a log that is sound.
#[track_caller]
fn sound(app: &TestApp, arguments: &[&str]) -> String {
    let said = done(&run(app, &[&["audit", "verify"], arguments].concat()));
    assert!(said.ends_with("The audit log is what was written.\n"), "{said}");
    said
}

/// What it finds in one that is not.
#[track_caller]
fn found(app: &TestApp, arguments: &[&str]) -> String {
    let Output { status, stdout, stderr } = run(app, &[&["audit", "verify"], arguments].concat());
    let said = text(&stderr);
    assert_eq!(status.code(), Some(1), "{}{said}", text(&stdout));
    assert!(said.contains("found: ") && said.contains("the audit log is not what was written"), "{said}");
    assert!(!text(&stdout).contains("newest block"), "a head of such a log is worth nothing");
    said
}

/// The newest block that was printed.
fn head(said: &str) -> &str {
    said.lines().find_map(|line| line.strip_prefix("newest block: ")).expect("a newest block")
}

/// A server with a redemption and a choice of cameras, whose log is sealed in two blocks: that of the demo data, and theirs.
async fn two_blocks() -> TestApp {
    let app = TestApp::demo().await;
    sound(&app, &[]);
    let user = app.demo_user().await;
    let receipt = user.redeem(demo::CODE).await;
    user.choose(&receipt.subscription.expect("a subscription"), &["Garden"], false).await;
    sound(&app, &[]);
    assert_eq!(app.count("SELECT COUNT(*) FROM audit_blocks").await, 2);
    assert_eq!(app.count("SELECT COUNT(*) FROM audit_entries WHERE block = 2").await, 2);
    app
}

#[tokio::test]
async fn everything_that_is_done_is_told_once_and_by_ids() {
    let app = TestApp::demo().await;
    assert_eq!(app.count("SELECT COUNT(*) FROM audit_entries").await, OF_DEMO);
    let user = app.demo_user().await;
    let csv = done(&run(&app, &["codes", "issue", "--plan", "basic-5", "--months", "3", "--count", "2"]));
    let issued = csv.lines().nth(1).and_then(|line| line.split(',').next()).expect("a code").to_owned();
    app.import("IMPORTED00001,basic-5,1,,,,mine\nIMPORTED00002,basic-5,1,,,,mine\nIMPORTED00003,basic-5,1,,,,mine")
        .await;
    let preview = user.preview(&issued).await;
    user.call(axum::http::Method::POST, &format!("/api/v1/redemptions/{}/confirmation", preview.id))
        .if_match("something else")
        .send()
        .await
        .problem(ErrorCode::PreviewChanged);
    assert_eq!(
        app.count("SELECT COUNT(*) FROM audit_entries WHERE kind = 'redeemed'").await,
        2,
        "nothing is told of what was not done"
    );
    let receipt: tapo_care_wire::Redemption = user.confirm(&preview).await.json(200);
    user.confirm(&preview).await;
    user.choose(&receipt.subscription.expect("a subscription"), &["Garden", "Garage"], false).await;
    done(&run(&app, &["codes", "revoke", "IMPORTED00001", "--reason", "asked by someone@example.com"]));
    done(&run(&app, &["codes", "revoke", "--batch", "mine", "--reason", "leaked"]));
    for (kind, count) in [
        ("batch_issued", 13),
        ("codes_imported", 1),
        ("redeemed", 3),
        ("cameras_chosen", 1),
        ("code_revoked", 2),
        ("batch_revoked", 1),
    ] {
        assert_eq!(kinds(&app, kind).await, count, "{kind}");
    }
    let secrets = "body LIKE '%@%' OR body LIKE '%IMPORTED0%' OR subject LIKE '%IMPORTED0%' OR body LIKE '%asked%'";
    let query: &'static str = Box::leak(format!("SELECT COUNT(*) FROM audit_entries WHERE {secrets}").into_boxed_str());
    assert_eq!(app.count(query).await, 0);
    let said = sound(&app, &[]);
    assert!(said.contains(&format!("entries sealed: {}\nentries waiting: 0\n", OF_DEMO + 6)), "{said}");
}

async fn kinds(app: &TestApp, kind: &str) -> i64 {
    let query = format!("SELECT COUNT(*) FROM audit_entries WHERE kind = '{kind}'");
    app.count(Box::leak(query.into_boxed_str())).await
}

#[tokio::test]
async fn a_running_server_seals_by_itself() {
    let app = TestApp::demo().await;
    let server = Server::bind(app.app.clone(), "127.0.0.1:0".parse().expect("an address")).await.expect("listens");
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(server, async {
        let _ = stopped.await;
    }));
    app.demo_user().await.redeem(demo::CODE).await;
    // Seen red without the task of the sealer.
    let all_sealed = async {
        while app.count("SELECT COUNT(*) FROM audit_entries WHERE block IS NULL").await > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), all_sealed).await.expect("all is sealed");
    stop.send(()).expect("it runs");
    serving.await.expect("no panic").expect("serves");
    sound(&app, &[]);
}

#[tokio::test]
async fn several_that_seal_at_once_make_one_chain() {
    let app = TestApp::demo().await;
    let (user, friend) = (app.demo_user().await, app.friend().await);
    let codes: Vec<String> = (0..6).map(|n| format!("MANYCODES{n:04}")).collect();
    app.import_plain(&codes.iter().map(|code| (code.as_str(), "basic-5", 1)).collect::<Vec<_>>()).await;
    let verify = || app.command(&["audit", "verify"]);
    for pair in codes.chunks(2) {
        let (_, _, one, two, three) =
            tokio::join!(user.redeem(&pair[0]), friend.redeem(&pair[1]), verify(), verify(), verify());
        assert_eq!([one, two, three], [std::process::ExitCode::SUCCESS; 3]);
    }
    let said = sound(&app, &[]);
    // The demo data's entries, those of the import, and a redemption for each code.
    assert!(said.contains(&format!("entries sealed: {}\n", OF_DEMO + 1 + 6)), "{said}");
}

#[tokio::test]
async fn what_was_there_before_the_log_is_taken_over_into_it() {
    let app = TestApp::demo().await;
    app.demo_user().await.redeem(demo::CODE).await;
    // As a database is that was made by a version without a log.
    app.sql("DELETE FROM audit_entries; DELETE FROM audit_blocks; DELETE FROM audit_log").await;
    let app = app.restart().await;
    for (kind, count) in
        [("begun", 1), ("batch_taken_over", 12), ("revocation_taken_over", 1), ("redemption_taken_over", 3)]
    {
        assert_eq!(kinds(&app, kind).await, count, "{kind}");
    }
    sound(&app, &[]);
    // The log begins once. Emptied it stays, and that is found.
    app.sql("DELETE FROM audit_entries; DELETE FROM audit_blocks").await;
    let app = app.restart().await;
    let said = found(&app, &[]);
    assert!(said.contains("the entry of the log's beginning is missing"), "{said}");
    assert!(said.contains("a redemption has no entry") && said.contains("a batch has no entry"), "{said}");
}

#[tokio::test]
async fn an_edited_entry_is_found() {
    let app = two_blocks().await;
    app.sql("UPDATE audit_entries SET body = '{}' WHERE kind = 'cameras_chosen'").await;
    let said = found(&app, &[]);
    assert!(said.contains("the entries of block 2 are not those that were sealed"), "{said}");
    assert!(said.contains("is not as it was written"), "{said}");
}

#[tokio::test]
async fn a_removed_entry_is_found_sealed_or_not() {
    let app = two_blocks().await;
    app.sql("DELETE FROM audit_entries WHERE kind = 'cameras_chosen'").await;
    assert!(found(&app, &[]).contains("the entries of block 2 are not those"));
    let app = two_blocks().await;
    app.demo_user().await.redeem("SAMEPLAN00001").await;
    app.sql("DELETE FROM audit_entries WHERE block IS NULL").await;
    assert!(found(&app, &[]).contains("a redemption has no entry"));
}

#[tokio::test]
async fn swapped_entries_and_swapped_blocks_are_found() {
    let app = two_blocks().await;
    app.sql("UPDATE audit_entries SET place = CASE place WHEN 1 THEN 1002 ELSE 1001 END WHERE block = 2").await;
    app.sql("UPDATE audit_entries SET place = place - 1000 WHERE block = 2").await;
    assert!(found(&app, &[]).contains("the entries of block 2 are not those"));
    let app = two_blocks().await;
    // Each with its own entries, so that only their order is wrong.
    app.sql("CREATE TABLE aside AS SELECT id, place, 3 - block AS block FROM audit_entries").await;
    app.sql("UPDATE audit_entries SET block = NULL, place = NULL").await;
    app.sql("UPDATE audit_blocks SET ordinal = ordinal + 10").await;
    app.sql("UPDATE audit_blocks SET ordinal = 13 - ordinal").await;
    app.sql(
        "UPDATE audit_entries SET block = (SELECT a.block FROM aside a WHERE a.id = audit_entries.id),
             place = (SELECT a.place FROM aside a WHERE a.id = audit_entries.id)",
    )
    .await;
    let said = found(&app, &[]);
    assert!(said.contains("block 1 does not follow the block before it"), "{said}");
}

#[tokio::test]
async fn an_inserted_entry_is_found_and_never_sealed() {
    let app = two_blocks().await;
    const COLUMNS: &str = "recorded_at, kind, subject, body, key_id, mac";
    let copy = |to: &str| -> &'static str {
        let insert = format!(
            "INSERT INTO audit_entries (id, {COLUMNS}, block, place) SELECT 'forged', {COLUMNS}, {to} FROM audit_entries
             WHERE kind = 'cameras_chosen'"
        );
        Box::leak(insert.into_boxed_str())
    };
    app.sql(copy("block, 3")).await;
    assert!(found(&app, &[]).contains("the entries of block 2 are not those"));
    let app = two_blocks().await;
    app.sql(copy("NULL, NULL")).await;
    // A server that runs must not lend it its seal either. Seen red without a look at the keyed hash before sealing.
    let app = app.restart().await;
    assert!(found(&app, &[]).contains("the entry forged is not as it was written, or by another hand"));
    assert_eq!(app.count("SELECT COUNT(*) FROM audit_entries WHERE id = 'forged' AND block IS NULL").await, 1);
    // What was really done goes on being sealed.
    app.demo_user().await.redeem("SAMEPLAN00001").await;
    app.app.close().await;
    assert_eq!(app.count("SELECT COUNT(*) FROM audit_entries WHERE block IS NULL").await, 1);
}

#[tokio::test]
async fn a_block_that_was_changed_is_found_and_nothing_follows_it() {
    let app = two_blocks().await;
    app.sql("UPDATE audit_blocks SET sealed_at = sealed_at + 1 WHERE ordinal = 2").await;
    app.demo_user().await.redeem("SAMEPLAN00001").await;
    assert!(found(&app, &[]).contains("block 2 was changed"));
    app.app.close().await;
    assert_eq!(app.count("SELECT COUNT(*) FROM audit_blocks").await, 2);
    assert_eq!(app.count("SELECT COUNT(*) FROM audit_entries WHERE block IS NULL").await, 1);
}

#[tokio::test]
async fn a_cut_end_is_found_by_who_kept_the_newest_block() {
    let app = TestApp::demo().await;
    let first = sound(&app, &[]);
    let user = app.demo_user().await;
    let receipt = user.redeem(demo::CODE).await;
    user.choose(&receipt.subscription.expect("a subscription"), &["Garden"], false).await;
    let kept = sound(&app, &["--expect", head(&first)]);
    // All that the choice left is removed, with the block: by themselves log and tables fit together.
    app.sql("DELETE FROM audit_entries WHERE kind = 'cameras_chosen'; UPDATE audit_entries SET block = NULL, place = NULL WHERE block = 2; DELETE FROM audit_blocks WHERE ordinal = 2").await;
    sound(&app, &["--expect", head(&first)]);
    let said = found(&app, &["--expect", head(&first), "--expect", head(&kept)]);
    assert!(
        said.contains(&format!("the block {} is not in the chain: it was rewritten or cut", head(&kept))),
        "{said}"
    );
    let wrong = run(&app, &["audit", "verify", "--expect", "2"]);
    assert!(wrong.status.code() == Some(2) && text(&wrong.stderr).contains("a colon, 64 hex digits"));
}

#[tokio::test]
async fn tables_that_were_changed_around_the_log_are_found() {
    for (statement, finding) in [
        // A code that is to be spent a second time, a revoked one that is to work again.
        ("UPDATE codes SET redeemed_by = NULL WHERE hint = '…TRNM'", "tells of a redemption that the database does not have"),
        ("UPDATE codes SET revoked_at = NULL WHERE revoked_at IS NOT NULL", "tells of a revoked code that is not revoked"),
        ("UPDATE codes SET revoked_at = 1 WHERE batch_id = 'demo-basic-5'", "a code was revoked without an entry"),
        ("UPDATE codes SET redeemed_by = 'x' WHERE batch_id = 'demo-basic-5'", "a code was redeemed without an entry"),
        (
            "INSERT INTO codes (id, batch_id, key_id, code_hash, hint) SELECT 'x', batch_id, key_id, 'x', 'x' FROM codes
             WHERE batch_id = 'demo-basic-5'",
            "the batch demo-basic-5 has 2 codes, the log tells of 1",
        ),
    ] {
        let app = two_blocks().await;
        app.sql(statement).await;
        let said = found(&app, &[]);
        assert!(said.contains(finding), "{statement}: {said}");
    }
}

#[tokio::test]
async fn a_block_with_entries_cannot_be_deleted() {
    let app = two_blocks().await;
    let mut database = app.database().await;
    let error = database.refusal("DELETE FROM audit_blocks WHERE ordinal = 2").await;
    assert!(error.as_database_error().is_some_and(|error| error.is_foreign_key_violation()), "{error}");
    database.close().await;
}
