//! The audit log: entries and the blocks that they are sealed into.

use super::{Row, StoreError, Tx, query};
use crate::domain::audit::{Block, Entry, Placed};
use jiff::Timestamp;

/// The one log.
const LOG: &str = "log";

/// Entries that a statement puts into a block.
const AT_ONCE: usize = 25;

/// Puts so many entries into a block: of each, its id, and how manieth it is after those that were placed before.
const PLACE: &str = "WITH placed (id, place) AS (VALUES
         ($3, 1), ($4, 2), ($5, 3), ($6, 4), ($7, 5), ($8, 6), ($9, 7), ($10, 8), ($11, 9), ($12, 10), ($13, 11), ($14, 12),
         ($15, 13), ($16, 14), ($17, 15), ($18, 16), ($19, 17), ($20, 18), ($21, 19), ($22, 20), ($23, 21), ($24, 22),
         ($25, 23), ($26, 24), ($27, 25))
     UPDATE audit_entries SET block = $1, place = CAST($2 AS BIGINT) + placed.place FROM placed
     WHERE audit_entries.id = placed.id AND audit_entries.block IS NULL";

/// How much there is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AuditCounts {
    /// Entries in blocks.
    pub(crate) sealed: i64,
    /// Entries that are not in a block yet.
    pub(crate) waiting: i64,
}

impl Tx {
    /// Whether the log has begun.
    pub(crate) async fn audit_begun(&mut self) -> Result<bool, StoreError> {
        let row = query("SELECT id FROM audit_log WHERE id = $1").bind(LOG).fetch_optional(self);
        Ok(row.await?.is_some())
    }

    /// Begins the log. False when it has begun: only one of several servers that start at once begins it.
    pub(crate) async fn begin_audit(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        let done = query("INSERT INTO audit_log (id, begun_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
            .bind(LOG)
            .bind(now.as_second())
            .execute(self)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Adds an entry, which is not sealed yet.
    pub(crate) async fn insert_audit_entry(&mut self, entry: &Entry) -> Result<(), StoreError> {
        query(
            "INSERT INTO audit_entries (id, recorded_at, kind, subject, body, key_id, mac)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&entry.id)
        .bind(entry.recorded_at)
        .bind(&entry.kind)
        .bind(&entry.subject)
        .bind(&entry.body)
        .bind(&entry.key_id)
        .bind(&entry.mac)
        .execute(self)
        .await?;
        Ok(())
    }

    /// The oldest entries that are not sealed.
    pub(crate) async fn unsealed_entries(&mut self, limit: i64) -> Result<Vec<Entry>, StoreError> {
        let rows = query(
            "SELECT id, recorded_at, kind, subject, body, key_id, mac FROM audit_entries
             WHERE block IS NULL ORDER BY recorded_at, id LIMIT $1",
        )
        .bind(limit)
        .fetch_all(self)
        .await?;
        rows.into_iter().map(|row| entry_from_row(&row)).collect()
    }

    /// The newest block.
    pub(crate) async fn newest_block(&mut self) -> Result<Option<Block>, StoreError> {
        let row = query(
            "SELECT ordinal, sealed_at, previous_hash, entries, digest, hash, key_id, seal FROM audit_blocks
             ORDER BY ordinal DESC LIMIT 1",
        )
        .fetch_optional(self)
        .await?;
        row.map(|row| block_from_row(&row)).transpose()
    }

    /// The first blocks after this one.
    pub(crate) async fn blocks_after(&mut self, ordinal: i64, limit: i64) -> Result<Vec<Block>, StoreError> {
        let rows = query(
            "SELECT ordinal, sealed_at, previous_hash, entries, digest, hash, key_id, seal FROM audit_blocks
             WHERE ordinal > $1 ORDER BY ordinal LIMIT $2",
        )
        .bind(ordinal)
        .bind(limit)
        .fetch_all(self)
        .await?;
        rows.into_iter().map(|row| block_from_row(&row)).collect()
    }

    /// The entries of a block, by their places.
    pub(crate) async fn entries_of_block(&mut self, ordinal: i64) -> Result<Vec<Placed>, StoreError> {
        let rows = query(
            "SELECT id, recorded_at, kind, subject, body, key_id, mac, place FROM audit_entries
             WHERE block = $1 ORDER BY place",
        )
        .bind(ordinal)
        .fetch_all(self)
        .await?;
        let read = |row: Row| Ok(Placed { place: row.get("place")?, entry: entry_from_row(&row)? });
        rows.into_iter().map(read).collect()
    }

    /// Adds a block. False when another server has sealed one of that ordinal: nothing has changed then.
    pub(crate) async fn insert_block(&mut self, block: &Block) -> Result<bool, StoreError> {
        let done = query(
            "INSERT INTO audit_blocks (ordinal, sealed_at, previous_hash, entries, digest, hash, key_id, seal)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (ordinal) DO NOTHING",
        )
        .bind(block.ordinal)
        .bind(block.sealed_at)
        .bind(&block.previous_hash)
        .bind(block.entries)
        .bind(&block.digest)
        .bind(&block.hash)
        .bind(&block.key_id)
        .bind(&block.seal)
        .execute(self)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Puts entries into a block, in this order. False when one of them is in a block already.
    pub(crate) async fn place_entries(&mut self, ids: &[&str], block: i64) -> Result<bool, StoreError> {
        let mut before: i64 = 0;
        for some in ids.chunks(AT_ONCE) {
            let mut placing = query(PLACE).bind(block).bind(before);
            // No entry has an empty id.
            for id in some.iter().copied().chain(std::iter::repeat_n("", AT_ONCE - some.len())) {
                placing = placing.bind(id);
            }
            let placed = placing.execute(self).await?.rows_affected();
            if usize::try_from(placed) != Ok(some.len()) {
                return Ok(false);
            }
            before += i64::try_from(some.len()).unwrap_or(i64::MAX);
        }
        Ok(true)
    }

    /// Whether entries that were written with that key wait to be sealed.
    pub(crate) async fn is_audit_key_waiting(&mut self, key_id: &str) -> Result<bool, StoreError> {
        let row = query("SELECT id FROM audit_entries WHERE block IS NULL AND key_id = $1 LIMIT 1")
            .bind(key_id)
            .fetch_optional(self)
            .await?;
        Ok(row.is_some())
    }

    /// How much there is.
    pub(crate) async fn audit_counts(&mut self) -> Result<AuditCounts, StoreError> {
        let row = query("SELECT COUNT(block) AS sealed, COUNT(*) - COUNT(block) AS waiting FROM audit_entries")
            .fetch_one(self)
            .await?;
        Ok(AuditCounts { sealed: row.get("sealed")?, waiting: row.get("waiting")? })
    }
}

fn entry_from_row(row: &Row) -> Result<Entry, StoreError> {
    Ok(Entry {
        id: row.get("id")?,
        recorded_at: row.get("recorded_at")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        body: row.get("body")?,
        key_id: row.get("key_id")?,
        mac: row.get("mac")?,
    })
}

fn block_from_row(row: &Row) -> Result<Block, StoreError> {
    Ok(Block {
        ordinal: row.get("ordinal")?,
        sealed_at: row.get("sealed_at")?,
        previous_hash: row.get("previous_hash")?,
        entries: row.get("entries")?,
        digest: row.get("digest")?,
        hash: row.get("hash")?,
        key_id: row.get("key_id")?,
        seal: row.get("seal")?,
    })
}
