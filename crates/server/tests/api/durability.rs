//! Nothing lost and nothing half done: clients that hang up, a database that fails, keys that are missing.

use crate::support::{Answer, TestApp, User, is_postgres};
use axum::http::Method;
use serde_json::json;
use std::{
    fs,
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};
use tapo_care_server::{Server, demo, serve};
use tapo_care_wire::{CodeUsed, ErrorCode, Redemption, RedemptionState};
use tokio::{io::AsyncWriteExt, net::TcpStream, sync::oneshot, time::timeout};

/// Far more than anything here takes.
const LONG: Duration = Duration::from_secs(60);

async fn state(user: &User, redemption: &Redemption) -> RedemptionState {
    user.redemption(redemption).await.json::<Redemption>(200).state
}

/// A confirmation that has begun comes to its end when nobody waits for it any more.
///
/// With the transaction run in the handler itself, not in a task of its own, this never ends: the code stays unspent.
#[tokio::test]
async fn a_client_that_hangs_up_cannot_stop_a_redemption_that_has_begun() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    {
        let before = app.clock.reads();
        let mut call = pin!(user.confirm(&preview));
        // The first to ask for the time is the guard, which then goes on to the handler without a pause.
        let has_begun = poll_fn(|context| {
            assert!(call.as_mut().poll(context).is_pending(), "the answer is there before anyone could hang up");
            if app.clock.reads() > before { Poll::Ready(()) } else { Poll::Pending }
        });
        timeout(LONG, has_begun).await.expect("the call begins");
    }
    let done = async {
        while state(&user, &preview).await != RedemptionState::Redeemed {
            tokio::task::yield_now().await;
        }
    };
    timeout(LONG, done).await.expect("the redemption comes to its end");
    let receipt: Redemption = user.confirm(&preview).await.json(200);
    assert_eq!(user.subscription(&receipt).await.redemptions.len(), 1);
}

/// Polls a call so many times and then drops it, as the server does when its client hangs up. Whether it was through.
async fn hang_up_after(polls: usize, call: impl Future<Output = Answer>) -> bool {
    let mut call = pin!(call);
    for _ in 0..polls {
        if poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_ready())).await {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}

/// Calls are dropped at any point, in the middle of reading and of writing; what is left behind must not lock out others.
#[tokio::test]
async fn clients_that_hang_up_at_any_point_leave_a_server_that_works() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let subscription = user.redeem(demo::CODE).await.subscription.expect("a subscription");
    let path = format!("/api/v1/subscriptions/{}/cameras", subscription.id);
    let (mut polls, mut whole) = (1, 0);
    // Until calls get through to their end, some times over.
    while whole < 3 {
        assert!(polls < 1_000_000, "no call ever ends");
        let call = user.call(Method::PUT, &path).if_match(&subscription.etag).json(json!({ "cameraIds": [] }));
        whole += usize::from(hang_up_after(polls, call.send()).await);
        hang_up_after(polls, user.get("/api/v1/subscriptions")).await;
        polls += polls.div_ceil(8);
    }
    let fresh = user.subscription(&user.redeem("SAMEPLAN00001").await).await;
    assert_eq!(user.choose(&fresh, &["Garden"], false).await.status, 200);
}

/// Over real connections, cut right after the request: each redemption is there whole, or not at all.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cut_connections_leave_nothing_half_done() {
    let app = TestApp::demo().await;
    let friend = app.friend().await;
    let codes: Vec<String> = (0..30).map(|n| format!("HANGUP{n:07}")).collect();
    app.import_plain(&codes.iter().map(|code| (code.as_str(), "basic-5", 1)).collect::<Vec<_>>()).await;
    let mut previews = vec![friend.redeem(&codes[0]).await];
    for code in &codes[1..] {
        previews.push(friend.preview(code).await);
    }
    let server = Server::bind(app.app.clone(), "127.0.0.1:0".parse().expect("an address")).await.expect("listens");
    let address = server.address();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(server, async { drop(stopped.await) }));
    for preview in &previews[1..] {
        // Each extends the plan, so that each changes the previews of the others: look again first.
        let fresh: Redemption = friend.redemption(preview).await.json(200);
        let request = format!(
            "POST /api/v1/redemptions/{}/confirmation HTTP/1.1\r\nhost: {address}\r\ncookie: {}\r\nif-match: \"{}\"\r\n\
             content-length: 0\r\n\r\n",
            fresh.id,
            friend.cookie.as_deref().expect("a cookie"),
            fresh.etag
        );
        let mut connection = TcpStream::connect(address).await.expect("connects");
        connection.write_all(request.as_bytes()).await.expect("is sent");
    }
    // Ending the server waits for all that has begun.
    stop.send(()).expect("the server runs");
    timeout(LONG, serving).await.expect("the server ends").expect("no panic").expect("no error");

    let app = app.restart().await;
    let friend = app.friend().await;
    let (mut done, mut receipts) = (0, Vec::new());
    for preview in &previews {
        let redemption: Redemption = friend.redemption(preview).await.json(200);
        if redemption.state == RedemptionState::Redeemed {
            done += 1;
            receipts.push(redemption);
        }
    }
    let subscription = friend.subscription(&receipts[0]).await;
    assert_eq!(subscription.redemptions.len(), done);
    let last = receipts.iter().map(|receipt| &receipt.effect.ends_at).max().expect("one at least");
    assert_eq!(&subscription.ends_at, last);
    let halves =
        "SELECT COUNT(*) FROM codes c LEFT JOIN redemptions r ON r.code_id = c.id AND r.redeemed_at IS NOT NULL
                  WHERE (c.redeemed_by IS NULL) <> (r.id IS NULL) OR c.redeemed_by <> r.id";
    assert_eq!(app.count(halves).await, 0);
}

#[tokio::test]
async fn a_failure_before_the_end_spends_nothing_and_says_so() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    // The last of the writes fails, as if the disk were full.
    app.sql_of(
        "CREATE TRIGGER disk_full BEFORE UPDATE ON redemptions WHEN NEW.redeemed_at IS NOT NULL
         BEGIN SELECT RAISE(ABORT, 'disk full'); END",
        "CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$;
         CREATE TRIGGER disk_full BEFORE UPDATE ON redemptions FOR EACH ROW WHEN (NEW.redeemed_at IS NOT NULL)
         EXECUTE FUNCTION disk_full()",
    )
    .await;
    let problem = user.confirm(&preview).await.problem(ErrorCode::Unavailable);
    assert_eq!((problem.code_used, problem.retry_after), (Some(CodeUsed::No), Some(5)));
    assert!(!problem.detail.expect("a detail").contains("disk"), "no details of the machine");
    assert_eq!(app.count("SELECT COUNT(*) FROM codes WHERE redeemed_by IS NOT NULL").await, 2);
    assert_eq!(app.count("SELECT COUNT(*) FROM subscriptions").await, 2);
    app.sql_of("DROP TRIGGER disk_full", "DROP TRIGGER disk_full ON redemptions").await;
    assert_eq!(user.confirm(&preview).await.json::<Redemption>(200).state, RedemptionState::Redeemed);
}

#[tokio::test]
async fn when_the_commit_itself_fails_the_answer_claims_nothing() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    // A reference that is only checked at the commit, and never holds.
    app.sql("CREATE TABLE bomb (account TEXT REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED)").await;
    app.sql_of(
        "CREATE TRIGGER bomb_is_laid AFTER UPDATE OF redeemed_by ON codes BEGIN INSERT INTO bomb VALUES ('x'); END",
        "CREATE FUNCTION lay_bomb() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN INSERT INTO bomb VALUES ('x'); RETURN NULL; END $$;
         CREATE TRIGGER bomb_is_laid AFTER UPDATE OF redeemed_by ON codes FOR EACH ROW EXECUTE FUNCTION lay_bomb()",
    )
    .await;
    let problem = user.confirm(&preview).await.problem(ErrorCode::Unavailable);
    assert_eq!((problem.code_used, problem.retry_after), (Some(CodeUsed::Unknown), Some(5)));
    // The truth is to be had by asking.
    assert_eq!(state(&user, &preview).await, RedemptionState::Previewed);
    app.sql_of("DROP TRIGGER bomb_is_laid", "DROP TRIGGER bomb_is_laid ON codes").await;
    assert_eq!(user.confirm(&preview).await.json::<Redemption>(200).state, RedemptionState::Redeemed);
}

/// The page takes "no" at its word, so that a repeat must never say it of a code that the first confirmation spent.
#[tokio::test]
async fn a_repeat_that_fails_never_says_that_the_code_is_unspent() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let (first, second) = (user.preview(demo::CODE).await, user.preview("BASICPLAN0005").await);
    let receipt: Redemption = user.confirm(&first).await.json(200);
    // What can't be read, and what is then claimed of the code that is spent and of the one that is not.
    let table = [
        (
            ["ALTER TABLE subscriptions RENAME TO away", "ALTER TABLE away RENAME TO subscriptions"],
            CodeUsed::Yes,
            CodeUsed::No,
        ),
        (
            ["ALTER TABLE redemptions RENAME TO away", "ALTER TABLE away RENAME TO redemptions"],
            CodeUsed::Unknown,
            CodeUsed::Unknown,
        ),
        (
            ["ALTER TABLE sessions RENAME TO away", "ALTER TABLE away RENAME TO sessions"],
            CodeUsed::Unknown,
            CodeUsed::Unknown,
        ),
    ];
    for ([away, back], spent, unspent) in table {
        app.sql(away).await;
        for (preview, expected) in [(&first, spent), (&second, unspent)] {
            let problem = user.confirm(preview).await.problem(ErrorCode::Unavailable);
            assert_eq!(problem.code_used, Some(expected), "{away}");
        }
        app.sql(back).await;
    }
    assert_eq!(user.confirm(&first).await.json::<Redemption>(200), receipt);
    assert_eq!(state(&user, &second).await, RedemptionState::Previewed);
}

#[tokio::test]
async fn a_database_that_others_keep_busy_is_unavailable_for_writing_only() {
    let busy = TestApp::with(|settings| {
        settings.demo = true;
        settings.patience = Duration::from_millis(100);
    });
    let app = busy.await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    let mut other = app.database().await;
    other.lock().await;
    // Whether an earlier confirmation, whose answer was lost, has spent the code was not looked up.
    let problem = user.confirm(&preview).await.problem(ErrorCode::Unavailable);
    assert_eq!((problem.code_used, problem.retry_after), (Some(CodeUsed::Unknown), Some(5)));
    user.send_code("SAMEPLAN00001").await.problem(ErrorCode::Unavailable);
    assert_eq!(state(&user, &preview).await, RedemptionState::Previewed);
    // A guess that can't be counted is none that is answered.
    user.send_code("AAAAAAAAAAAAA").await.problem(ErrorCode::Unavailable);
    other.unlock().await;
    assert_eq!(user.confirm(&preview).await.status, 200);
}

#[tokio::test]
async fn a_database_that_is_away_is_unavailable_and_says_no_more() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let preview = user.preview(demo::CODE).await;
    app.app.close().await;
    for path in ["/api/v1/cameras", "/api/v1/subscriptions", "/api/v1/redemptions", "/api/v1/session"] {
        assert_eq!(user.get(path).await.problem(ErrorCode::Unavailable).code_used, None, "{path}");
    }
    let problem = user.confirm(&preview).await.problem(ErrorCode::Unavailable);
    assert_eq!(problem.code_used, Some(CodeUsed::Unknown), "the guard can't know either");
    assert_eq!(user.send_code(demo::CODE).await.problem(ErrorCode::Unavailable).code_used, Some(CodeUsed::No));
}

#[tokio::test]
async fn a_wrong_a_missing_and_a_damaged_key_are_noticed_at_the_start() {
    let expectations = [
        (Some("00".repeat(32)), "is not the one that the codes in the database were hashed with"),
        (None, "there is no key file"),
        (Some("not a key".to_owned()), "is damaged"),
    ];
    for (content, expected) in expectations {
        let app = TestApp::demo().await;
        let key = app.dir().join("data/code.key");
        match content {
            Some(content) => fs::write(&key, content).expect("is written"),
            None => fs::remove_file(&key).expect("is removed"),
        }
        let Err(error) = app.restart_with(|_| {}).await else { panic!("it starts although {expected}") };
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_key_and_the_folder_of_the_database_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let app = TestApp::demo().await;
    for (path, expected) in [("data", 0o700), ("data/code.key", 0o600)] {
        let mode = fs::metadata(app.dir().join(path)).expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, expected, "{path}");
    }
}

/// A folder that was there before is left as it is, so that the files themselves have to keep others out.
#[cfg(unix)]
#[tokio::test]
async fn the_database_is_for_its_owner_only_in_a_folder_that_all_can_read() {
    use std::os::unix::fs::PermissionsExt;
    // A database server's files are its own.
    if is_postgres() {
        return;
    }
    let app = TestApp::with(|settings| {
        settings.demo = true;
        let data = settings.code_key_file.parent().expect("a folder");
        fs::create_dir(data).expect("is made");
        fs::set_permissions(data, fs::Permissions::from_mode(0o755)).expect("is opened to all");
    })
    .await;
    let mode = |path: &str| fs::metadata(app.dir().join(path)).expect("is there").permissions().mode() & 0o777;
    assert_eq!(mode("data"), 0o755);
    for file in ["data/test.db", "data/test.db-wal", "data/test.db-shm"] {
        assert_eq!(mode(file), 0o600, "{file}");
    }
}

#[tokio::test]
async fn the_database_holds_no_code_no_password_and_no_token() {
    let app = TestApp::demo().await;
    let user = app.demo_user().await;
    let token = user.cookie.clone().expect("a cookie").split_once('=').expect("a value").1.to_owned();
    user.redeem(demo::CODE).await;
    user.preview("SAMEPLAN00001").await;
    user.send_code("AAAAAAAAAAAAA").await;
    app.import_plain(&[("IMPORTED00001", "basic-5", 1)]).await;
    let bytes = app.stored().await.to_ascii_lowercase();
    let secrets =
        [demo::CODE, "SAMEPLAN00001", "REDEEMED00000", "AAAAAAAAAAAAA", "IMPORTED00001", demo::PASSWORD, &token];
    for secret in secrets {
        let secret_bytes = secret.to_ascii_lowercase().into_bytes();
        assert!(!bytes.windows(secret_bytes.len()).any(|window| window == secret_bytes), "{secret} is in the database");
    }
    assert!(bytes.windows(12).any(|window| window == b"demo-example"), "the search would find what is there");
}
