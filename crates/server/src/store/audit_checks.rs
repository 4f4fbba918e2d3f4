//! Comparing the audit log with the tables that it tells of, in both directions. Each question is one statement, so that it
//! sees one state of the database while others write: an entry is always there together with what it tells.

use super::{Row, StoreError, Tx, query};

/// Rows that are named at the most. More of the same kind tell no more.
const MOST_NAMED: i64 = 20;

/// A question to the database: what the rows are that it finds, and the query for their ids.
type Question = (&'static str, &'static str);

/// What must find nothing.
const QUESTIONS: [Question; 9] = [
    (
        "the entry of the log's beginning is missing",
        "SELECT id FROM audit_log WHERE NOT EXISTS (
         SELECT e.id FROM audit_entries e WHERE e.kind = 'begun') LIMIT $1",
    ),
    (
        "an entry says that it stands in a block that is not there",
        "SELECT e.id FROM audit_entries e
         WHERE e.block IS NOT NULL AND NOT EXISTS (SELECT b.ordinal FROM audit_blocks b WHERE b.ordinal = e.block)
         ORDER BY e.id LIMIT $1",
    ),
    (
        "a redemption has no entry",
        "SELECT r.id FROM redemptions r
         WHERE r.redeemed_at IS NOT NULL AND NOT EXISTS (SELECT e.id FROM audit_entries e
             WHERE e.subject = r.id AND e.kind IN ('redeemed', 'redemption_taken_over'))
         ORDER BY r.id LIMIT $1",
    ),
    (
        "a code was revoked without an entry",
        "SELECT c.id FROM codes c
         WHERE c.revoked_at IS NOT NULL
             AND NOT EXISTS (SELECT e.id FROM audit_entries e
                 WHERE e.subject = c.id AND e.kind IN ('code_revoked', 'revocation_taken_over'))
             AND NOT EXISTS (SELECT e.id FROM audit_entries e
                 WHERE e.subject = c.batch_id AND e.kind = 'batch_revoked' AND e.recorded_at = c.revoked_at)
         ORDER BY c.id LIMIT $1",
    ),
    (
        "a code was redeemed without an entry",
        "SELECT c.id FROM codes c
         WHERE c.redeemed_by IS NOT NULL AND NOT EXISTS (SELECT e.id FROM audit_entries e
             WHERE e.subject = c.redeemed_by AND e.kind IN ('redeemed', 'redemption_taken_over'))
         ORDER BY c.id LIMIT $1",
    ),
    (
        "a batch has no entry",
        "SELECT b.id FROM batches b
         WHERE NOT EXISTS (SELECT e.id FROM audit_entries e
             WHERE e.subject = b.id AND e.kind IN ('batch_issued', 'codes_imported', 'batch_taken_over'))
         ORDER BY b.id LIMIT $1",
    ),
    (
        "the log tells of a redemption that the database does not have",
        "SELECT e.subject AS id FROM audit_entries e
         WHERE e.kind IN ('redeemed', 'redemption_taken_over')
             AND NOT EXISTS (SELECT r.id FROM redemptions r JOIN codes c ON c.id = r.code_id
                 WHERE r.id = e.subject AND r.redeemed_at IS NOT NULL AND c.redeemed_by = r.id)
         ORDER BY e.subject LIMIT $1",
    ),
    (
        "the log tells of a revoked code that is not revoked",
        "SELECT e.subject AS id FROM audit_entries e
         WHERE e.kind IN ('code_revoked', 'revocation_taken_over')
             AND NOT EXISTS (SELECT c.id FROM codes c WHERE c.id = e.subject AND c.revoked_at IS NOT NULL)
         ORDER BY e.subject LIMIT $1",
    ),
    (
        "the log tells of a batch that the database does not have",
        "SELECT e.subject AS id FROM audit_entries e
         WHERE e.kind IN ('batch_issued', 'codes_imported', 'batch_taken_over', 'batch_revoked')
             AND NOT EXISTS (SELECT b.id FROM batches b WHERE b.id = e.subject)
         ORDER BY e.subject LIMIT $1",
    ),
];

/// Something of a batch or of the log that counts codes.
#[derive(Clone, Debug)]
pub(crate) struct CountedBatch {
    /// The batch.
    pub(crate) batch: String,
    /// How many codes it has in the database.
    pub(crate) codes: i64,
    /// The bodies of the entries that tell of its codes.
    pub(crate) bodies: Vec<String>,
}

impl Tx {
    /// Where the log and the tables tell different things.
    pub(crate) async fn audit_differences(&mut self) -> Result<Vec<String>, StoreError> {
        let mut differences = Vec::new();
        for (what, question) in QUESTIONS {
            for row in query(question).bind(MOST_NAMED).fetch_all(self).await? {
                differences.push(format!("{what}: {}", row.get::<String>("id")?));
            }
        }
        Ok(differences)
    }

    /// All batches with their codes, and what the log tells of them: a row for each batch and entry, in one statement.
    pub(crate) async fn counted_batches(&mut self) -> Result<Vec<CountedBatch>, StoreError> {
        let rows = query(
            "SELECT b.id, (SELECT COUNT(*) FROM codes c WHERE c.batch_id = b.id) AS codes, e.body
             FROM batches b JOIN audit_entries e
                 ON e.subject = b.id AND e.kind IN ('batch_issued', 'codes_imported', 'batch_taken_over')
             ORDER BY b.id",
        )
        .fetch_all(self)
        .await?;
        let mut batches: Vec<CountedBatch> = Vec::new();
        for row in rows {
            let (batch, body): (String, String) = (row.get("id")?, row.get("body")?);
            match batches.last_mut().filter(|last| last.batch == batch) {
                Some(last) => last.bodies.push(body),
                None => batches.push(CountedBatch { batch, codes: row.get("codes")?, bodies: vec![body] }),
            }
        }
        Ok(batches)
    }

    /// All that was done before the log began, and is to be taken over into it: batches with their numbers of codes, codes that
    /// were revoked, redemptions.
    pub(crate) async fn before_the_log(&mut self) -> Result<BeforeTheLog, StoreError> {
        let rows = query(
            "SELECT b.id, (SELECT COUNT(*) FROM codes c WHERE c.batch_id = b.id) AS codes FROM batches b ORDER BY b.id",
        )
        .fetch_all(self)
        .await?;
        let batch = |row: Row| Ok((row.get("id")?, row.get("codes")?));
        let batches = rows.into_iter().map(batch).collect::<Result<_, StoreError>>()?;
        let revoked = self.ids("SELECT id FROM codes WHERE revoked_at IS NOT NULL ORDER BY id").await?;
        let redeemed = self.ids("SELECT id FROM redemptions WHERE redeemed_at IS NOT NULL ORDER BY id").await?;
        Ok(BeforeTheLog { batches, revoked, redeemed })
    }

    async fn ids(&mut self, of: &'static str) -> Result<Vec<String>, StoreError> {
        let rows = query(of).fetch_all(self).await?;
        rows.into_iter().map(|row| row.get("id")).collect()
    }
}

/// What was done before the log began.
#[derive(Debug)]
pub(crate) struct BeforeTheLog {
    /// Batches, and how many codes each has.
    pub(crate) batches: Vec<(String, i64)>,
    /// Codes that were revoked.
    pub(crate) revoked: Vec<String>,
    /// Redemptions that are done.
    pub(crate) redeemed: Vec<String>,
}
