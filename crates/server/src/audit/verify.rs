//! Recomputes the whole log and compares it with the database.

use super::sealer::{self, SealError};
use crate::{
    app::App,
    domain::audit::{Chain, Finding, Head, codes_of_body},
    store::{AuditCounts, StoreError},
};

/// Things of a kind that are named at the most.
pub(super) const MOST_NAMED: usize = 20;

/// Blocks that are read at once.
const PAGE: i64 = 100;

/// What the log is like.
pub(crate) struct Report {
    /// How much there is.
    pub(crate) counts: AuditCounts,
    /// The newest block.
    pub(crate) newest: Option<Head>,
    /// What is wrong.
    pub(crate) findings: Vec<Finding>,
}

/// Seals what waits, if the log is sound so far, and checks all of it.
pub(crate) async fn verify(app: &App, expected: Vec<Head>) -> Result<Report, SealError> {
    // Looked at before anything is sealed: nothing may follow what can't be explained.
    let (_, before) = follow(app, expected.clone()).await?;
    if before.is_empty() {
        match sealer::seal(app).await {
            // Found again below.
            Ok(()) | Err(SealError::Entries(_) | SealError::Chain(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let (newest, mut findings) = follow(app, expected).await?;
    findings.extend(waiting(app).await?);
    findings.extend(differences(app).await?.into_iter().map(Finding::Tables));
    let counts = app.store.read().await?.audit_counts().await?;
    Ok(Report { counts, newest, findings })
}

/// Follows the chain from its first block to its newest.
async fn follow(app: &App, expected: Vec<Head>) -> Result<(Option<Head>, Vec<Finding>), StoreError> {
    let mut chain = Chain::expecting(expected);
    let mut last = 0;
    loop {
        let mut tx = app.store.read().await?;
        let blocks = tx.blocks_after(last, PAGE).await?;
        for block in &blocks {
            let entries = tx.entries_of_block(block.ordinal).await?;
            chain.follow(block, &entries, &app.keys);
            last = block.ordinal;
        }
        if blocks.is_empty() {
            return Ok(chain.end());
        }
    }
}

/// Entries that wait and that this program did not write. Those whose key is not here can't be told from them.
async fn waiting(app: &App) -> Result<Vec<Finding>, StoreError> {
    let waiting = app.store.read().await?.unsealed_entries(i64::MAX).await?;
    let strange = waiting.into_iter().filter(|entry| entry.is_genuine(&app.keys) != Some(true));
    Ok(strange.map(|entry| Finding::Entry(entry.id)).collect())
}

/// Where the log and the tables tell different things.
async fn differences(app: &App) -> Result<Vec<String>, StoreError> {
    let mut tx = app.store.read().await?;
    let mut differences = tx.audit_differences().await?;
    for batch in tx.counted_batches().await? {
        let told: Option<i64> = batch.bodies.iter().map(|body| codes_of_body(body)).sum();
        if told != Some(batch.codes) {
            let told = told.map_or_else(|| "no number of".to_owned(), |told| told.to_string());
            differences.push(format!("the batch {} has {} codes, the log tells of {told}", batch.batch, batch.codes));
        }
    }
    Ok(differences)
}
