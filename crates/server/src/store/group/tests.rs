//! What those who write together can rely on.

use super::*;
use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(5);

/// A writer over a file with a table of numbers.
async fn writer() -> (Writer, TempDir) {
    let dir = tempfile::tempdir().expect("a folder");
    let options = SqliteConnectOptions::new().filename(dir.path().join("test.db")).create_if_missing(true);
    let options = options.journal_mode(sqlx::sqlite::SqliteJournalMode::Wal);
    let mut connection = options.connect().await.expect("the file opens");
    sqlx::query("CREATE TABLE numbers (n BIGINT PRIMARY KEY)").execute(&mut connection).await.expect("is made");
    connection.close().await.expect("closes");
    (Writer::new(options, PATIENCE), dir)
}

async fn insert(member: &mut Member, n: i64) {
    let connection = member.connection().expect("is at work");
    sqlx::query("INSERT INTO numbers (n) VALUES ($1)").bind(n).execute(connection).await.expect("is written");
}

/// Lets something go as far as it gets without waiting: into the queue.
async fn queue<T>(future: &mut (impl Future<Output = T> + Unpin)) {
    let waits = poll_fn(|context| Poll::Ready(Pin::new(&mut *future).poll(context).is_pending())).await;
    assert!(waits, "it did not queue");
}

/// What lasts, seen by another connection.
async fn numbers(writer: &Writer) -> Vec<i64> {
    let options = writer.group.lock().await.options.clone();
    let mut connection = options.connect().await.expect("the file opens");
    sqlx::query_scalar("SELECT n FROM numbers ORDER BY n").fetch_all(&mut connection).await.expect("is read")
}

/// A hundred who write at the same time are all done, with far fewer ways to the disk. Seen red with a COMMIT each.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_queues_together_waits_for_the_disk_together() {
    let (writer, _dir) = writer().await;
    // Everybody queues behind the first.
    let mut first = writer.begin().await.expect("begins");
    insert(&mut first, 0).await;
    let mut others = Vec::new();
    for n in 1..=100 {
        let writer = writer.clone();
        let mut begun = Box::pin(async move {
            let mut member = writer.begin().await.expect("begins");
            insert(&mut member, n).await;
            member.commit().await
        });
        queue(&mut begun).await;
        others.push(tokio::spawn(begun));
    }
    first.commit().await.expect("lasts");
    for other in others {
        other.await.expect("no panic").expect("lasts");
    }
    assert_eq!(numbers(&writer).await, (0..=100).collect::<Vec<_>>());
    let commits = writer.group.lock().await.commits;
    assert!(commits <= 10, "{commits} ways to the disk");
}

/// Seen red when a member is told "done" at the release of its savepoint.
#[tokio::test]
async fn nobody_is_done_before_the_common_commit() {
    let (writer, _dir) = writer().await;
    let mut first = writer.begin().await.expect("begins");
    insert(&mut first, 1).await;
    // The second queues, and holds the group open when its turn comes.
    let mut second = pin!(writer.begin());
    queue(&mut second).await;
    let mut commit = pin!(first.commit());
    queue(&mut commit).await;
    let mut second = tokio::select! {
        _ = &mut commit => panic!("done while the group is open"),
        second = &mut second => second.expect("begins"),
    };
    insert(&mut second, 2).await;
    assert_eq!(numbers_past_the_lock(&second).await, Vec::<i64>::new(), "nothing lasts yet");
    second.commit().await.expect("lasts");
    commit.await.expect("lasts");
    assert_eq!(numbers(&writer).await, [1, 2]);
}

/// As [`numbers`], while a member holds the queue.
async fn numbers_past_the_lock(member: &Member) -> Vec<i64> {
    let mut connection = member.group.options.connect().await.expect("the file opens");
    sqlx::query_scalar("SELECT n FROM numbers ORDER BY n").fetch_all(&mut connection).await.expect("is read")
}

/// Seen red without the savepoints.
#[tokio::test]
async fn who_is_dropped_or_undone_takes_nothing_from_the_others() {
    let (writer, _dir) = writer().await;
    let mut first = writer.begin().await.expect("begins");
    insert(&mut first, 1).await;
    let first = tokio::spawn(first.commit());
    let mut dropped = writer.begin().await.expect("begins");
    insert(&mut dropped, 2).await;
    drop(dropped);
    let mut undone = writer.begin().await.expect("begins");
    insert(&mut undone, 3).await;
    undone.undo().await.expect("what it saw lasts");
    let mut last = writer.begin().await.expect("begins");
    insert(&mut last, 4).await;
    last.commit().await.expect("lasts");
    first.await.expect("no panic").expect("lasts");
    assert_eq!(numbers(&writer).await, [1, 4]);
}

/// Whoever is dropped while it queues or begins leaves neither a transaction open nor others waiting.
#[tokio::test]
async fn clients_that_go_at_any_point_leave_a_database_that_can_be_written() {
    let (writer, _dir) = writer().await;
    let (mut polls, mut through) = (1, 0);
    while through < 3 {
        let n = i64::from(polls);
        let mut call = pin!(async {
            let mut member = writer.begin().await.expect("begins");
            insert(&mut member, n).await;
            member.commit().await.expect("lasts");
        });
        for _ in 0..polls {
            if poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_ready())).await {
                through += 1;
                break;
            }
            tokio::task::yield_now().await;
        }
        polls += 1 + polls / 8;
    }
    let mut member = writer.begin().await.expect("begins");
    insert(&mut member, -1).await;
    member.commit().await.expect("lasts");
    // Another process finds the database unlocked.
    let options = writer.group.lock().await.options.clone();
    let mut other = options.busy_timeout(Duration::ZERO).connect().await.expect("the file opens");
    sqlx::query("INSERT INTO numbers (n) VALUES (-2)").execute(&mut other).await.expect("nobody holds the lock");
    assert!(numbers(&writer).await.starts_with(&[-2, -1]));
}

/// As after a full disk, when SQLite has ended the transaction of all by itself. Seen red when the group goes on: what came
/// after it lasted, and those before it were told that theirs did.
#[tokio::test]
async fn when_the_common_transaction_is_lost_nobody_is_told_that_it_lasts() {
    let (writer, _dir) = writer().await;
    let mut first = writer.begin().await.expect("begins");
    insert(&mut first, 1).await;
    let mut second = pin!(writer.begin());
    queue(&mut second).await;
    let first = tokio::spawn(first.commit());
    let mut second = second.await.expect("begins");
    let connection = second.connection().expect("is at work");
    sqlx::query("ROLLBACK").execute(connection).await.expect("is lost");
    second.broken();
    assert!(second.connection().is_err(), "what it writes now would last at once, alone");
    second.commit().await.expect_err("it is lost");
    first.await.expect("no panic").expect_err("it is lost");
    let mut third = writer.begin().await.expect("begins anew");
    insert(&mut third, 3).await;
    third.commit().await.expect("lasts");
    assert_eq!(numbers(&writer).await, [3]);
}
