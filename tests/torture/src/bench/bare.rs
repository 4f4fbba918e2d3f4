//! What a redemption costs without a server: its rows, or all of its statements, in one transaction each, by as many
//! connections as the server has. It is the limit that the engine and the disk set.

use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, SqliteConnection};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::task::JoinSet;

use crate::engine::{Database, Engine};
use crate::outcome::Outcome;
use crate::stage::Stage;

use super::processor::Used;

/// As many as the server has by itself.
const POSTGRES_CONNECTIONS: u32 = 16;

/// How many redemptions share a transaction, where they do: as many as there are clients.
const BATCH: usize = super::CLIENTS;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The rows of a redemption and nothing read, a transaction each.
    Rows,
    /// The statements of a confirmation with what it reads, a transaction each.
    Statements,
    /// The same statements, many redemptions in a transaction.
    Batched,
}

impl Kind {
    /// What it is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rows => "bare rows, a transaction each",
            Self::Statements => "bare statements, a transaction each",
            Self::Batched => "bare statements, 64 to a transaction",
        }
    }
}

/// What is measured on an engine.
pub(super) fn kinds(engine: Engine) -> &'static [Kind] {
    match engine {
        Engine::Sqlite => &[Kind::Rows, Kind::Statements, Kind::Batched],
        Engine::Postgres => &[Kind::Rows, Kind::Statements],
    }
}

/// A redemption that is previewed, and whose it is.
struct Previewed {
    id: String,
    account: String,
    code: String,
    plan: String,
    /// What the owner's session is known by.
    session: String,
}

/// Redeems all that is previewed. How many a second, and the processor time of all.
pub(super) async fn run(kind: Kind, stage: &Stage, database: &Database) -> Outcome<(f64, Used)> {
    let url = stage.url.as_str();
    let sql = "SELECT r.id || ' ' || r.account_id || ' ' || r.code_id || ' ' || b.plan_id || ' ' || s.token_hash FROM redemptions r
        JOIN codes c ON c.id = r.code_id JOIN batches b ON b.id = c.batch_id
        JOIN sessions s ON s.account_id = r.account_id WHERE r.redeemed_at IS NULL";
    let rows = database.texts(sql).await?;
    let all: Vec<Previewed> = rows.iter().filter_map(|row| previewed(row)).collect();
    let count = all.len();
    let used = || Used::until_now(None, &stage.engine_processes());
    let (begun, before);
    if url.starts_with("postgres:") {
        let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).min_connections(POSTGRES_CONNECTIONS);
        let pool = pool.connect(url).await?;
        let left = Arc::new(Mutex::new(all));
        let mut working = JoinSet::new();
        (begun, before) = (Instant::now(), used());
        for _ in 0..POSTGRES_CONNECTIONS {
            let (pool, left) = (pool.clone(), Arc::clone(&left));
            working.spawn(async move {
                let mut connection = pool.acquire().await?;
                loop {
                    let next = left.lock().unwrap_or_else(PoisonError::into_inner).pop();
                    let Some(next) = next else { return Ok::<_, sqlx::Error>(()) };
                    postgres(&mut connection, kind, &next).await?;
                }
            });
        }
        while let Some(done) = working.join_next().await {
            done??;
        }
    } else {
        let options: SqliteConnectOptions = url.parse()?;
        let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        let mut connection = options.foreign_keys(true).disable_statement_logging().connect().await?;
        (begun, before) = (Instant::now(), used());
        for together in all.chunks(if kind == Kind::Batched { BATCH } else { 1 }) {
            sqlite(&mut connection, kind, together).await?;
        }
    }
    Ok((count as f64 / begun.elapsed().as_secs_f64(), used().since(before)))
}

fn previewed(row: &str) -> Option<Previewed> {
    let mut words = row.split(' ').map(str::to_owned);
    let mut next = || words.next();
    Some(Previewed { id: next()?, account: next()?, code: next()?, plan: next()?, session: next()? })
}

/// The statements of a redemption that begins a plan, in order, each with its values. The server's own, as `store/` has them;
/// one that extends a plan reads two lists more.
fn statements(kind: Kind, of: &Previewed) -> Vec<(&'static str, Vec<&str>)> {
    let (id, account, code, plan) = (of.id.as_str(), of.account.as_str(), of.code.as_str(), of.plan.as_str());
    let session = (
        "SELECT * FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = $1",
        vec![of.session.as_str()],
    );
    let lock = ("UPDATE accounts SET touched_at = touched_at + 1 WHERE id = $1", vec![account]);
    let read = (
        "SELECT * FROM redemptions r JOIN codes c ON c.id = r.code_id JOIN batches b ON b.id = c.batch_id
         WHERE r.account_id = $1 AND r.id = $2",
        vec![account, id],
    );
    let held = ("SELECT * FROM subscriptions WHERE account_id = $1 ORDER BY starts_at, id", vec![account]);
    let spend = (
        "UPDATE codes SET redeemed_by = $2 WHERE id = $1 AND redeemed_by IS NULL AND revoked_at IS NULL",
        vec![code, id],
    );
    let subscribe = (
        "INSERT INTO subscriptions (id, account_id, plan_id, starts_at, months, ends_at, cameras_chosen)
         VALUES ('s-' || $1, $2, $3, 1800000000, 1, 1802592000, FALSE)",
        vec![id, account, plan],
    );
    let complete = (
        "UPDATE redemptions SET redeemed_at = 1800000000, reference = 'R-' || $1, subscription_id = 's-' || $1,
         ordinal = (SELECT COALESCE(MAX(ordinal), 0) + 1 FROM redemptions WHERE account_id = $2),
         effect_starts_at = 1800000000, effect_ends_at = 1802592000,
         signing_key_id = (SELECT MIN(id) FROM receipt_keys),
         signature = $1 || 'as-long-as-the-signature-of-a-receipt-0123456789abcdef0123456789abc' WHERE id = $1 AND redeemed_at IS NULL",
        vec![id, account],
    );
    // As long as one of the audit log's entries is.
    let log = (
        "INSERT INTO audit_entries (id, recorded_at, kind, subject, body, key_id, mac)
         SELECT 'e-' || $1, 1800000000, 'code_redeemed', $1,
             '{\"account\":\"0123456789abcdef0123456789abcdef\",\"code\":\"0123456789abcdef0123456789abcdef\"}', key_id, code_hash
         FROM codes WHERE id = $2",
        vec![id, code],
    );
    match kind {
        Kind::Rows => vec![lock, spend, subscribe, complete, log],
        Kind::Statements | Kind::Batched => vec![session, lock, read, held, spend, subscribe, complete, log],
    }
}

async fn postgres(connection: &mut PgConnection, kind: Kind, of: &Previewed) -> Result<(), sqlx::Error> {
    sqlx::query("BEGIN").execute(&mut *connection).await?;
    for (sql, values) in statements(kind, of) {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for value in values {
            query = query.bind(value.to_owned());
        }
        query.fetch_all(&mut *connection).await?;
    }
    sqlx::query("COMMIT").execute(connection).await?;
    Ok(())
}

async fn sqlite(connection: &mut SqliteConnection, kind: Kind, all: &[Previewed]) -> Result<(), sqlx::Error> {
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
    for of in all {
        for (sql, values) in statements(kind, of) {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for value in values {
                query = query.bind(value.to_owned());
            }
            query.fetch_all(&mut *connection).await?;
        }
    }
    sqlx::query("COMMIT").execute(connection).await?;
    Ok(())
}
