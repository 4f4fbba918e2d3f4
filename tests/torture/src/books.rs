//! The books: what must be true of every database that a server left behind, whatever happened to it.

use crate::engine::Database;
use crate::outcome::{Findings, Outcome};

/// What must find nothing, and what it would be.
const NEVER: [(&str, &str); 8] = [
    (
        "codes are redeemed more than once",
        "SELECT code_id FROM redemptions WHERE redeemed_at IS NOT NULL GROUP BY code_id HAVING COUNT(*) > 1",
    ),
    (
        "codes are spent without a receipt",
        "SELECT c.id FROM codes c LEFT JOIN redemptions r ON r.id = c.redeemed_by AND r.code_id = c.id
         WHERE c.redeemed_by IS NOT NULL AND r.redeemed_at IS NULL",
    ),
    (
        "receipts stand for codes that are not spent by them",
        "SELECT r.id FROM redemptions r JOIN codes c ON c.id = r.code_id
         WHERE r.redeemed_at IS NOT NULL AND (c.redeemed_by IS NULL OR c.redeemed_by <> r.id)",
    ),
    (
        "receipts have no subscription of their account",
        "SELECT r.id FROM redemptions r LEFT JOIN subscriptions s
         ON s.id = r.subscription_id AND s.account_id = r.account_id WHERE r.redeemed_at IS NOT NULL AND s.id IS NULL",
    ),
    (
        "subscriptions have other months than their codes gave",
        "SELECT s.id FROM subscriptions s LEFT JOIN redemptions r ON r.subscription_id = s.id AND r.redeemed_at IS NOT NULL
         LEFT JOIN codes c ON c.id = r.code_id LEFT JOIN batches b ON b.id = c.batch_id
         GROUP BY s.id, s.months HAVING s.months <> COALESCE(SUM(b.months), 0)",
    ),
    (
        "receipts carry a reference that another carries",
        "SELECT reference FROM redemptions WHERE reference IS NOT NULL GROUP BY reference HAVING COUNT(*) > 1",
    ),
    (
        "accounts have gaps in their history",
        "SELECT account_id FROM redemptions WHERE ordinal IS NOT NULL GROUP BY account_id
         HAVING MAX(ordinal) <> COUNT(*)",
    ),
    (
        "receipts are not told once in the audit log",
        "SELECT r.id FROM redemptions r LEFT JOIN audit_entries e ON e.subject = r.id AND e.kind = 'redeemed'
         WHERE r.redeemed_at IS NOT NULL GROUP BY r.id HAVING COUNT(e.id) <> 1",
    ),
];

/// Checks the books. How many codes are redeemed.
pub(crate) async fn check(database: &Database, findings: &mut Findings) -> Outcome<usize> {
    for damage in database.damage().await? {
        findings.violation(format!("the database is damaged: {damage}"));
    }
    for (what, sql) in NEVER {
        let found = database.texts(sql).await?;
        findings.expect(found.is_empty(), || format!("{} {what}, such as {}", found.len(), found[0]));
    }
    let redeemed = database.number("SELECT COUNT(*) FROM codes WHERE redeemed_by IS NOT NULL").await?;
    Ok(usize::try_from(redeemed)?)
}
