//! SQLite's one writer, with group commit: what waits for the disk waits together.
//!
//! SQLite lets one transaction write at a time, and makes each durable with a write to the disk that takes longer than all
//! of its statements. So writers queue here, first come first served, and those who queue at the same time share one
//! transaction of SQLite's: each runs in a savepoint of its own, one after the other, and sees what those before it did.
//! Then one COMMIT makes them all last. Nobody is told "done" before it.
//!
//! If that COMMIT fails, none of the group is told that it is done. If one of the group is undone, only its savepoint is.

use super::error::{CommitFailed, StoreError};
use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// A group that has so many members ends, however many still queue: the first of it have waited long enough.
const ENOUGH: usize = 64;

/// The queue of all writers. Tokio's mutex is fair: first come, first served.
#[derive(Clone)]
pub(super) struct Writer {
    group: Arc<Mutex<Group>>,
    /// How many queue who want to write.
    queued: Queued,
    /// How long to wait in the queue.
    patience: Duration,
}

/// Counts who queues. Each of its copies made by [`Queued::one_more`] is one, until it is dropped.
#[derive(Clone, Default)]
struct Queued(Arc<AtomicUsize>);

impl Queued {
    fn one_more(&self) -> OneQueued {
        self.0.fetch_add(1, Ordering::SeqCst);
        OneQueued(self.clone())
    }

    fn is_somebody(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 0
    }
}

/// One who queues.
struct OneQueued(Queued);

impl Drop for OneQueued {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The connection that writes, and those who wait for its next COMMIT.
struct Group {
    options: SqliteConnectOptions,
    /// Gone after a failure that leaves open what state it is in; the next writer makes another.
    connection: Option<SqliteConnection>,
    stage: Stage,
    /// Whoever has written, or has seen what others wrote, and waits to hear that it lasts.
    waiting: Vec<oneshot::Sender<bool>>,
    #[cfg(test)]
    commits: usize,
}

/// How far the group's transaction is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// There is none.
    Idle,
    /// It is open, and no member is at work.
    Open,
    /// A member is at work, or was dropped at work: its savepoint is to be undone before anyone else comes.
    Member,
    /// Something failed that may have ended the transaction: nobody joins any more.
    Broken,
    /// The database is closed.
    Closed,
}

/// One writer's part of a group. Dropping it undoes it.
pub(super) struct Member {
    group: OwnedMutexGuard<Group>,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}

impl Writer {
    /// The writer of a database that exists.
    pub(super) fn new(options: SqliteConnectOptions, patience: Duration) -> Self {
        let group = Group {
            options,
            connection: None,
            stage: Stage::Idle,
            waiting: Vec::new(),
            #[cfg(test)]
            commits: 0,
        };
        Self { group: Arc::new(Mutex::new(group)), queued: Queued::default(), patience }
    }

    /// Begins to write, after all who came before.
    pub(super) async fn begin(&self) -> Result<Member, StoreError> {
        let queued = self.queued.one_more();
        let queue = Arc::clone(&self.group).lock_owned();
        let mut group = tokio::time::timeout(self.patience, queue).await.map_err(|_| StoreError::Busy)?;
        drop(queued);
        if group.undo_dropped().await == Stage::Broken {
            group.end().await;
        }
        if group.stage == Stage::Closed {
            return Err(StoreError::Database(sqlx::Error::PoolClosed));
        }
        if group.stage == Stage::Idle {
            // A task of its own, so that no client that hangs up leaves the others waiting, or the database locked.
            tokio::spawn(self.clone().end_group());
            group.open().await?;
        }
        // Before the savepoint, not after it: whoever is dropped in between leaves one that is undone.
        group.stage = Stage::Member;
        let member = Member { group };
        member.begun().await
    }

    /// Ends the group as soon as nobody queues to join it, or it has members enough.
    async fn end_group(self) {
        loop {
            // Behind all who queue by now.
            let mut group = self.group.lock().await;
            if self.queued.is_somebody() && group.waiting.len() < ENOUGH && group.stage != Stage::Broken {
                drop(group);
                continue;
            }
            group.undo_dropped().await;
            return group.end().await;
        }
    }

    /// Waits for all who write and closes the connection.
    pub(super) async fn close(&self) {
        let mut group = self.group.lock().await;
        group.undo_dropped().await;
        group.end().await;
        group.stage = Stage::Closed;
        if let Some(connection) = group.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database's file could not be closed");
        }
    }
}

impl Member {
    async fn begun(mut self) -> Result<Self, StoreError> {
        self.group.run("SAVEPOINT member").await?;
        Ok(self)
    }

    /// Where statements run.
    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        // What came after a transaction that ended by itself would last at once, each statement alone.
        if self.group.stage == Stage::Broken {
            return Err(StoreError::Busy);
        }
        self.group.connection.as_mut().ok_or(StoreError::Busy)
    }

    /// A statement failed in a way that may have ended the whole transaction, not only itself: the disk is full, say.
    pub(super) fn broken(&mut self) {
        self.group.stage = Stage::Broken;
    }

    /// Makes what was written last, together with what the others of the group wrote.
    pub(super) async fn commit(mut self) -> Result<(), CommitFailed> {
        if self.group.stage == Stage::Broken {
            return Err(CommitFailed::Group);
        }
        self.group.run("RELEASE member").await.map_err(CommitFailed::Database)?;
        self.lasting().await
    }

    /// Undoes what was written, and waits until it is certain what the others of the group wrote, which this one saw.
    pub(super) async fn undo(mut self) -> Result<(), CommitFailed> {
        if self.group.undo_dropped().await == Stage::Broken {
            return Err(CommitFailed::Group);
        }
        self.lasting().await
    }

    /// Leaves the group and waits for its end.
    async fn lasting(mut self) -> Result<(), CommitFailed> {
        self.group.stage = Stage::Open;
        let (tell, told) = oneshot::channel();
        self.group.waiting.push(tell);
        drop(self);
        match told.await {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(CommitFailed::Group),
        }
    }
}

impl Group {
    /// Opens the group's transaction.
    async fn open(&mut self) -> Result<(), StoreError> {
        if self.connection.is_none() {
            self.connection = Some(self.options.connect().await?);
        }
        // Until it is known that there is a transaction: a client that hangs up in between leaves it at that.
        self.stage = Stage::Broken;
        // With the write lock at once: a transaction that reads first and then wants to write is refused, whatever the
        // timeout, when another process wrote between the two.
        self.run("BEGIN IMMEDIATE").await?;
        self.stage = Stage::Open;
        Ok(())
    }

    /// Undoes what a dropped member left.
    async fn undo_dropped(&mut self) -> Stage {
        if self.stage == Stage::Member {
            let undone = self.run("ROLLBACK TO member").await.is_ok() && self.run("RELEASE member").await.is_ok();
            self.stage = if undone { Stage::Open } else { Stage::Broken };
        }
        self.stage
    }

    /// Ends the group's transaction and tells all who wait what came of it.
    async fn end(&mut self) {
        if matches!(self.stage, Stage::Idle | Stage::Closed) {
            return;
        }
        // Of a transaction that may have ended by itself nothing is known; a COMMIT of what came after it would be a lie.
        let lasts = self.stage == Stage::Open && self.run("COMMIT").await.is_ok();
        if !lasts {
            // Closing the connection undoes what is left, if anything is.
            self.connection = None;
        }
        self.stage = Stage::Idle;
        #[cfg(test)]
        {
            self.commits += 1;
        }
        for waiting in self.waiting.drain(..) {
            // Whoever does not wait any more has gone.
            let _gone = waiting.send(lasts);
        }
    }

    /// Runs a statement that begins or ends something.
    async fn run(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        let connection = self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        sqlx::query(statement).execute(connection).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
