//! Word of changed cameras, from whichever process wrote to whichever has a visitor who looks.
//!
//! It travels with the transaction: what is undone is never heard of, and who hears of a change can read it. It says whose
//! cameras they are and nothing more; whoever hears it looks again.

use super::{Engine, Store, StoreError, Tx, query, tx::Place};
use sqlx::postgres::{PgListener, PgPoolOptions};
use std::time::Duration;
use tapo_care_wire::AccountId;

/// PostgreSQL's name for who listens.
const CHANNEL: &str = "tapo_care_cameras";

/// How often SQLite is looked at, which can tell nobody by itself. A look is one step in an index.
const GLANCE: Duration = Duration::from_millis(500);

/// After so long without a word the connection to PostgreSQL is tried: one that a network dropped silently says nothing, either.
const SILENCE: Duration = Duration::from_secs(20);

/// What was heard.
pub(crate) enum Heard {
    /// The cameras of these accounts changed.
    Changed(Vec<AccountId>),
    /// The connection was lost for a moment: any may have changed.
    Gap,
}

/// Hears of changes from the moment on at which it was made.
pub(crate) enum Watch {
    /// SQLite: looks again and again.
    Sqlite { store: Store, seen: i64 },
    /// PostgreSQL: is told.
    Postgres(Box<PgListener>),
}

impl Tx {
    /// Tells all who look at the account's cameras to look again, once this is committed.
    pub(crate) async fn announce(&mut self, account: &AccountId) -> Result<(), StoreError> {
        let statement = match self.place()? {
            Place::Sqlite(_) => query(
                "INSERT INTO camera_changes (account_id, number)
                 VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM camera_changes))
                 ON CONFLICT (account_id) DO UPDATE SET number = excluded.number",
            )
            .bind(account.as_str()),
            Place::Postgres(..) => query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(account.as_str()),
        };
        statement.execute(self).await?;
        Ok(())
    }

    /// The accounts with changes after that number, and the number of the last one.
    async fn changes_after(&mut self, seen: i64) -> Result<(Vec<AccountId>, i64), StoreError> {
        let rows = query("SELECT account_id, number FROM camera_changes WHERE number > $1 ORDER BY number")
            .bind(seen)
            .fetch_all(self)
            .await?;
        let last = rows.last().map(|row| row.get("number")).transpose()?.unwrap_or(seen);
        let accounts = rows.iter().map(|row| row.get("account_id").map(|id: String| AccountId::new(id)));
        Ok((accounts.collect::<Result<_, _>>()?, last))
    }
}

impl Store {
    /// Begins to listen for changes.
    pub(crate) async fn watch(&self) -> Result<Watch, StoreError> {
        Ok(match &self.engine {
            Engine::Sqlite { .. } => {
                let newest = query("SELECT COALESCE(MAX(number), 0) AS number FROM camera_changes");
                let seen = newest.fetch_one(&mut self.read().await?).await?.get("number")?;
                Watch::Sqlite { store: self.clone(), seen }
            }
            Engine::Postgres(connections) => {
                let pool = connections.pool();
                // A connection of its own, for as long as somebody listens: none of those that answer requests.
                let own = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
                let own = own.acquire_timeout(pool.options().get_acquire_timeout());
                let own = own.connect_with(pool.connect_options().as_ref().clone()).await?;
                let mut listener = PgListener::connect_with(&own).await?;
                listener.listen(CHANNEL).await?;
                Watch::Postgres(Box::new(listener))
            }
        })
    }
}

impl Watch {
    /// Waits for the next change.
    ///
    /// # Errors
    /// The database is away. What changes until there is another watch is not heard of.
    pub(crate) async fn next(&mut self) -> Result<Heard, StoreError> {
        match self {
            Self::Sqlite { store, seen } => loop {
                tokio::time::sleep(GLANCE).await;
                let (accounts, last) = store.read().await?.changes_after(*seen).await?;
                *seen = last;
                if !accounts.is_empty() {
                    return Ok(Heard::Changed(accounts));
                }
            },
            Self::Postgres(listener) => loop {
                match tokio::time::timeout(SILENCE, listener.try_recv()).await {
                    Ok(told) => {
                        let told = told?.map(|word| Heard::Changed(vec![AccountId::new(word.payload())]));
                        return Ok(told.unwrap_or(Heard::Gap));
                    }
                    Err(_silent) => {
                        let answers = sqlx::query("SELECT 1").execute(&mut **listener);
                        tokio::time::timeout(SILENCE, answers).await.map_err(|_| StoreError::Busy)??;
                    }
                }
            },
        }
    }
}
