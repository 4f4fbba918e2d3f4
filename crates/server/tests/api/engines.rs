//! What the engines do differently, and nobody may notice.

use crate::support::{TestApp, fresh_database, is_postgres};
use std::process::ExitCode;
use tapo_care_server::{cli, demo};
use tapo_care_wire::{CodeUsed, ErrorCode, Redemption, RedemptionState};

/// Lets the database ask so many times to do a redemption again, as distributed engines do all the time (SQLSTATE 40001).
/// Sequences count on when a transaction is undone.
const ASKS_AGAIN: &str = "
    CREATE SEQUENCE asked;
    CREATE FUNCTION ask_again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('asked') <= 3 THEN RAISE 'again' USING ERRCODE = '40001'; END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER asks_again BEFORE UPDATE OF redeemed_by ON codes FOR EACH ROW EXECUTE FUNCTION ask_again()";

/// SQLite has one writer at a time, and never asks.
///
/// Seen red without trying again: the visitor is told that the server can't work.
#[tokio::test]
async fn what_the_database_undid_because_of_others_is_done_again_and_nobody_notices() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    app.sql(ASKS_AGAIN).await;
    let receipt = user.redeem(demo::CODE).await;
    assert_eq!(app.count("SELECT last_value FROM asked").await, 4, "three times it was asked for");
    assert_eq!(user.subscription(&receipt).await.redemptions.len(), 1);
    // As it is at the very end of a transaction.
    app.sql(
        "ALTER SEQUENCE asked RESTART; DROP TRIGGER asks_again ON codes;
         CREATE CONSTRAINT TRIGGER asks_again AFTER UPDATE OF redeemed_by ON codes DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION ask_again()",
    )
    .await;
    let receipt = user.redeem("SAMEPLAN00001").await;
    assert_eq!(app.count("SELECT last_value FROM asked").await, 4);
    assert_eq!(user.subscription(&receipt).await.redemptions.len(), 2);
}

/// A database that never stops asking is unavailable, and the code is as it was.
#[tokio::test]
async fn who_is_asked_again_for_ever_gives_up_and_nothing_is_spent() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    app.sql(ASKS_AGAIN).await;
    app.sql("ALTER SEQUENCE asked INCREMENT BY -1 MINVALUE -1000 MAXVALUE 3 START 3 RESTART").await;
    let problem = user.confirm(&preview).await.problem(ErrorCode::Unavailable);
    assert_eq!((problem.code_used, problem.retry_after), (Some(CodeUsed::No), Some(5)));
    assert_eq!(user.redemption(&preview).await.json::<Redemption>(200).state, RedemptionState::Previewed);
    app.sql("DROP TRIGGER asks_again ON codes").await;
    assert_eq!(user.confirm(&preview).await.status, 200);
}

/// PostgreSQL has no statistics of codes that were just issued, and must find one by its id all the same.
///
/// Seen red with an index of unspent codes that the statement's own conditions allow: each redemption read all of them.
#[tokio::test]
async fn a_code_of_a_batch_that_was_just_issued_is_found_without_reading_the_others() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::demo().await;
    app.sql(
        "INSERT INTO codes (id, batch_id, key_id, code_hash, hint)
             SELECT 'new-' || n, batch_id, key_id, 'hash-' || n, hint
             FROM (SELECT batch_id, key_id, hint FROM codes LIMIT 1) AS one, generate_series(1, 5000) AS n;
         CREATE FUNCTION plan_of(statement text) RETURNS SETOF text LANGUAGE plpgsql AS
             $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN ' || statement; END $$",
    )
    .await;
    // As `spend_code` and `previewed` say it.
    let spent =
        "SELECT COUNT(*) FROM plan_of($$UPDATE codes SET redeemed_by = 'r' WHERE id = 'new-1' AND redeemed_by IS NULL
        AND revoked_at IS NULL$$) AS line WHERE line LIKE '%Index Scan using codes_pkey%'";
    assert_eq!(app.count(spent).await, 1, "spending a code");
    let looked_at = "SELECT COUNT(*) FROM plan_of($$SELECT * FROM redemptions r JOIN codes c ON c.id = r.code_id
        WHERE r.account_id = 'a' AND r.redeemed_at IS NULL AND c.redeemed_by IS NULL AND c.revoked_at IS NULL$$) AS line
        WHERE line LIKE '%Index Scan using codes_pkey%'";
    assert_eq!(app.count(looked_at).await, 1, "listing what was looked at");
    // Who asks for the codes of a key still has the index.
    let of_key = "SELECT COUNT(*) FROM plan_of($$SELECT 1 FROM codes c WHERE c.key_id = 'k' AND c.key_id > ''
        AND c.redeemed_by IS NULL AND c.revoked_at IS NULL$$) AS line WHERE line LIKE '%codes_unspent_of_key%'";
    assert_eq!(app.count(of_key).await, 1, "codes that need a key");
}

/// As after a restart of the database, or of what is between it and the server. Whoever finds a broken connection takes another.
///
#[tokio::test]
async fn connections_that_broke_between_two_calls_are_replaced_and_nobody_notices() {
    const BREAK_ALL: &str = "SELECT COUNT(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()) AS ended";
    if !is_postgres() {
        return;
    }
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    assert!(app.count(BREAK_ALL).await > 0);
    assert_eq!(user.get("/api/v1/cameras").await.status, 200);
    assert!(app.count(BREAK_ALL).await > 0);
    assert_eq!(user.confirm(&preview).await.status, 200);
}

/// Servers that start at the same moment bring the tables up to date once, and all of them start. Seen red on PostgreSQL
/// without trying again.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn servers_that_start_at_once_over_an_empty_database_all_start() {
    let dir = tempfile::tempdir().expect("a folder");
    let url = fresh_database(dir.path()).await;
    let start = || {
        let url = url.clone();
        tokio::spawn(
            async move { cli::run(["tapo-care-server", "migrate", "--database-url", &url].map(Into::into)).await },
        )
    };
    for start in [start(), start(), start(), start()] {
        assert_eq!(start.await.expect("no panic"), ExitCode::SUCCESS);
    }
}
