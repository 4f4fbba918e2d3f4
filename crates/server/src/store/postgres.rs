//! Connections to PostgreSQL: handed from who is done straight to who comes next, and waited for no longer than for a while.
//!
//! sqlx's pool tries a connection when it is given back, and again before it is used. Either costs as much as a statement, of which
//! a redemption has nine. So who ended in order leaves the connection here. What nobody wants for a moment goes back to the pool,
//! and so does what something failed on.
//!
//! PostgreSQL itself gives up on a statement after a while, but only if it lives: one that stands still says nothing. So whoever
//! waits for it gives up, too, and closes a connection of which nobody knows what it will say next.

use super::StoreError;
use sqlx::{PgConnection, PgPool, Postgres, pool::PoolConnection};
use std::{
    future::Future,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// A connection that nobody wanted for so long goes back to the pool: the database may have gone meanwhile.
const WARM: Duration = Duration::from_millis(250);

/// The database gives up waiting before its client does, if it can: then it is known what became of the statement.
const LONGER: Duration = Duration::from_millis(500);

/// All connections of this process that answer requests.
#[derive(Clone)]
pub(super) struct Connections(Arc<Inner>);

struct Inner {
    pool: PgPool,
    /// As many as there may be connections. First come, first served.
    places: Arc<Semaphore>,
    patience: Duration,
    warm: Mutex<Warm>,
}

/// Connections that were just used.
#[derive(Default)]
struct Warm {
    /// The last used last.
    left: Vec<(PoolConnection<Postgres>, Instant)>,
    /// Whether somebody looks after those that nobody wants.
    swept: bool,
    closed: bool,
}

/// A connection in use. Dropping it undoes what was not committed.
pub(super) struct Lent {
    /// There until it is dropped.
    connection: Option<PoolConnection<Postgres>>,
    place: Option<OwnedSemaphorePermit>,
    home: Connections,
    state: State,
    /// Whether a transaction was begun.
    transaction: bool,
}

/// How a connection that is in use would be found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// As it was lent.
    Clean,
    /// In a transaction, which may have failed.
    Open,
    /// A statement was begun whose end nobody has seen.
    AtWork,
    /// Of no use any more.
    Broken,
}

impl std::fmt::Debug for Connections {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connections")
    }
}

impl Connections {
    /// Those of a pool, which nobody else uses to answer requests.
    pub(super) fn new(pool: PgPool, patience: Duration) -> Self {
        let places = usize::try_from(pool.options().get_max_connections()).unwrap_or(Semaphore::MAX_PERMITS);
        let places = Arc::new(Semaphore::new(places));
        Self(Arc::new(Inner { pool, places, patience, warm: Mutex::default() }))
    }

    /// Where they come from.
    pub(super) fn pool(&self) -> &PgPool {
        &self.0.pool
    }

    /// How many are in use.
    pub(super) fn in_use(&self) -> usize {
        let open = usize::try_from(self.0.pool.size()).unwrap_or(usize::MAX);
        open.saturating_sub(self.0.pool.num_idle()).saturating_sub(self.warm().left.len())
    }

    /// A connection without a transaction, once there is one.
    pub(super) async fn lend(&self) -> Result<Lent, StoreError> {
        self.lend_any().await.map(|(lent, _)| lent)
    }

    /// A connection in a transaction that begins so.
    pub(super) async fn begin(&self, statement: &'static str) -> Result<Lent, StoreError> {
        loop {
            let (mut lent, was_warm) = self.lend_any().await?;
            match lent.run(statement).await {
                Ok(()) => {
                    (lent.state, lent.transaction) = (State::Open, true);
                    return Ok(lent);
                }
                Err(error) => {
                    lent.state = State::Broken;
                    // It broke since it was used last. Nothing has been done on it: another may do.
                    if !was_warm || matches!(error, sqlx::Error::PoolTimedOut) {
                        return Err(error.into());
                    }
                }
            }
        }
    }

    /// A connection, and whether it comes from here and not from the pool, which tries them.
    async fn lend_any(&self) -> Result<(Lent, bool), StoreError> {
        let place = timeout(self.0.patience, Arc::clone(&self.0.places).acquire_owned()).await;
        let place = place.map_err(|_| StoreError::Busy)?.map_err(|_| StoreError::Database(sqlx::Error::PoolClosed))?;
        let warm = self.warm().left.pop();
        let was_warm = warm.as_ref().is_some_and(|(_, used)| used.elapsed() < WARM);
        let connection = match warm {
            Some((connection, _)) if was_warm => connection,
            // Back to the pool, if there is one.
            too_old => {
                drop(too_old);
                self.0.pool.acquire().await?
            }
        };
        let lent = Lent {
            connection: Some(connection),
            place: Some(place),
            home: self.clone(),
            state: State::Clean,
            transaction: false,
        };
        Ok((lent, was_warm))
    }

    /// Keeps a connection for whoever comes next.
    fn keep(&self, connection: PoolConnection<Postgres>) {
        let mut warm = self.warm();
        // Else it goes back to the pool, which is being closed and waits for it.
        if !warm.closed {
            warm.left.push((connection, Instant::now()));
            if !mem::replace(&mut warm.swept, true) {
                tokio::spawn(self.clone().sweep());
            }
        }
    }

    /// Gives back to the pool what nobody wants, until nothing is left.
    async fn sweep(self) {
        loop {
            tokio::time::sleep(WARM).await;
            let mut warm = self.warm();
            let kept = warm.left.partition_point(|(_, used)| used.elapsed() >= WARM);
            let old: Vec<_> = warm.left.drain(..kept).collect();
            warm.swept = !warm.left.is_empty();
            let done = !warm.swept;
            drop(warm);
            drop(old);
            if done {
                return;
            }
        }
    }

    /// Waits for all that are in use, and closes them.
    pub(super) async fn close(&self) {
        self.0.places.close();
        let left = {
            let mut warm = self.warm();
            warm.closed = true;
            mem::take(&mut warm.left)
        };
        drop(left);
        self.0.pool.close().await;
    }

    /// Nothing is left half done in there, whatever panicked.
    fn warm(&self) -> MutexGuard<'_, Warm> {
        self.0.warm.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lent {
    /// Where statements run, each of them followed by [`Lent::heed`].
    pub(super) fn connection(&mut self) -> Result<&mut PgConnection, StoreError> {
        let connection = self.connection.as_mut().ok_or(StoreError::Database(sqlx::Error::PoolClosed))?;
        if self.state == State::Broken {
            return Err(StoreError::Database(sqlx::Error::PoolClosed));
        }
        self.state = State::AtWork;
        Ok(connection)
    }

    /// Waits for the database, but not for ever.
    pub(super) async fn waited<T>(
        patience: Duration,
        answer: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, sqlx::Error> {
        timeout(patience + LONGER, answer).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }

    /// How long to wait.
    pub(super) fn patience(&self) -> Duration {
        self.home.0.patience
    }

    /// Looks what an answer says of the connection.
    pub(super) fn heed<T>(&mut self, answer: &Result<T, sqlx::Error>) {
        self.state = match answer {
            Err(error) if !is_in_order(error) => State::Broken,
            _ if self.transaction => State::Open,
            _ => State::Clean,
        };
    }

    /// Makes what was written last.
    pub(super) async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.run("COMMIT").await?;
        self.state = State::Clean;
        Ok(())
    }

    /// Runs a statement that begins or ends something.
    async fn run(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        let patience = self.patience();
        let Ok(connection) = self.connection() else { return Err(sqlx::Error::PoolClosed) };
        let done = Self::waited(patience, sqlx::raw_sql(statement).execute(connection)).await;
        self.heed(&done);
        done.map(drop)
    }

    /// Undoes what was not committed, and gives the connection back.
    async fn clear(mut self, was: State) {
        let patience = self.patience();
        let Some(connection) = self.connection.as_mut() else { return };
        let undone = Self::waited(patience, sqlx::raw_sql("ROLLBACK").execute(&mut **connection)).await;
        match (undone, was) {
            (Ok(_), State::Open) => self.state = State::Clean,
            // Whoever waited for it has gone. It seems in order, and the pool tries it.
            (Ok(_), _) => drop(self.connection.take()),
            (Err(_), _) => {}
        }
    }
}

/// Whether the connection goes on after such a failure: the database itself said so, and not that it ends.
fn is_in_order(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::RowNotFound => true,
        // SQLSTATE class 57P: the server ends, or was told to end this connection.
        sqlx::Error::Database(error) => error.code().is_none_or(|code| !code.starts_with("57P")),
        _ => false,
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        match self.state {
            State::Clean => self.home.keep(connection),
            State::Broken => connection.close_on_drop(),
            was @ (State::Open | State::AtWork) => {
                let lent = Self {
                    connection: Some(connection),
                    place: self.place.take(),
                    home: self.home.clone(),
                    // Until it is known to be in order again, should that never be seen.
                    state: State::Broken,
                    transaction: false,
                };
                tokio::spawn(lent.clear(was));
            }
        }
    }
}
