//! "Was this useful?"

use super::{StoreError, Tx, query};
use jiff::Timestamp;
use tapo_care_wire::{AccountId, Feedback};

impl Tx {
    /// Keeps what a visitor said.
    pub(crate) async fn insert_feedback(
        &mut self,
        id: &str,
        account: Option<&AccountId>,
        feedback: &Feedback,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        query(
            "INSERT INTO feedback (id, account_id, page, useful, comment, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(account.map(AccountId::as_str))
        .bind(&feedback.page)
        .bind(feedback.useful)
        .bind(feedback.comment.as_deref())
        .bind(now.as_second())
        .execute(self)
        .await?;
        Ok(())
    }
}
