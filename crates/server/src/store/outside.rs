//! Log-ins with an outside provider of identities: who came with which identity, and log-ins that are under way.

use super::{Account, StoreError, Tx, query};
use crate::domain::return_to::ReturnTo;
use jiff::Timestamp;
use tapo_care_wire::AccountId;

/// A code that waits for the end of a log-in.
#[derive(Clone, Debug)]
pub(crate) struct WaitingCode {
    /// Encrypted.
    pub(crate) sealed: String,
    /// From this moment on it is forgotten.
    pub(crate) until: Timestamp,
}

/// A log-in under way, by the hash of its token.
pub(crate) struct LoginAttempt {
    /// Where the visitor goes afterwards.
    pub(crate) return_to: ReturnTo,
    /// The hash of the session that the browser had.
    pub(crate) old_session: Option<String>,
    /// What stood in the code's field.
    pub(crate) code: Option<WaitingCode>,
}

impl Tx {
    /// The account of an identity.
    pub(crate) async fn outside_account(&mut self, issuer: &str, subject: &str) -> Result<Option<Account>, StoreError> {
        let row = query(
            "SELECT a.id AS account_id, a.email, a.region, a.locale, a.demo
             FROM outside_identities i JOIN accounts a ON a.id = i.account_id WHERE i.issuer = $1 AND i.subject = $2",
        )
        .bind(issuer)
        .bind(subject)
        .fetch_optional(self)
        .await?;
        row.map(|row| Account::from_row(&row)).transpose()
    }

    /// Gives an identity its account. False when it has one by now.
    pub(crate) async fn insert_outside_identity(
        &mut self,
        issuer: &str,
        subject: &str,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = query(
            "INSERT INTO outside_identities (issuer, subject, account_id, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (issuer, subject) DO NOTHING",
        )
        .bind(issuer)
        .bind(subject)
        .bind(account.as_str())
        .bind(now.as_second())
        .execute(self)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Begins a log-in.
    pub(crate) async fn insert_outside_login(
        &mut self,
        token_hash: &str,
        attempt: &LoginAttempt,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let LoginAttempt { return_to, old_session, code } = attempt;
        query(
            "INSERT INTO outside_logins
                 (token_hash, return_to, old_session, sealed_code, code_until, answered, expires_at)
             VALUES ($1, $2, $3, $4, $5, FALSE, $6)",
        )
        .bind(token_hash)
        .bind(return_to.as_str())
        .bind(old_session.as_deref())
        .bind(code.as_ref().map(|code| code.sealed.as_str()))
        .bind(code.as_ref().map(|code| code.until.as_second()))
        .bind(expires_at.as_second())
        .execute(self)
        .await?;
        Ok(())
    }

    /// The log-in of that token, if the provider has answered it just now, for the first time: of many answers one is taken.
    pub(crate) async fn answer_outside_login(
        &mut self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<LoginAttempt>, StoreError> {
        let done = query(
            "UPDATE outside_logins SET answered = TRUE WHERE token_hash = $1 AND answered = FALSE AND expires_at > $2",
        )
        .bind(token_hash)
        .bind(now.as_second())
        .execute(self)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(None);
        }
        let row =
            query("SELECT return_to, old_session, sealed_code, code_until FROM outside_logins WHERE token_hash = $1")
                .bind(token_hash)
                .fetch_one(self)
                .await?;
        let sealed: Option<String> = row.get("sealed_code")?;
        let until = row.optional_moment("code_until")?;
        Ok(Some(LoginAttempt {
            return_to: ReturnTo::parse(&row.get::<String>("return_to")?),
            old_session: row.get("old_session")?,
            code: sealed.zip(until).map(|(sealed, until)| WaitingCode { sealed, until }),
        }))
    }

    /// The log-in of that token succeeded: its code is this account's to have.
    pub(crate) async fn complete_outside_login(
        &mut self,
        token_hash: &str,
        account: &AccountId,
    ) -> Result<(), StoreError> {
        query("UPDATE outside_logins SET account_id = $2 WHERE token_hash = $1")
            .bind(token_hash)
            .bind(account.as_str())
            .execute(self)
            .await?;
        Ok(())
    }

    /// Takes the code that waits, and forgets the log-in: of many who take it, one has it. `account` is whose the log-in
    /// has to be; without one, nobody must have logged in with it.
    pub(crate) async fn take_waiting_code(
        &mut self,
        token_hash: &str,
        account: Option<&AccountId>,
        now: Timestamp,
    ) -> Result<Option<WaitingCode>, StoreError> {
        let row = query(
            "SELECT sealed_code, code_until FROM outside_logins
             WHERE token_hash = $1 AND COALESCE(account_id, '') = $2 AND code_until > $3",
        )
        .bind(token_hash)
        .bind(account.map_or("", AccountId::as_str))
        .bind(now.as_second())
        .fetch_optional(self)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let done = query("DELETE FROM outside_logins WHERE token_hash = $1").bind(token_hash).execute(self).await?;
        let code = WaitingCode { sealed: row.get("sealed_code")?, until: row.moment("code_until")? };
        Ok((done.rows_affected() == 1).then_some(code))
    }

    /// Clears away log-ins that took too long.
    pub(crate) async fn delete_expired_outside_logins(&mut self, now: Timestamp) -> Result<(), StoreError> {
        query("DELETE FROM outside_logins WHERE expires_at <= $1").bind(now.as_second()).execute(self).await?;
        Ok(())
    }
}
