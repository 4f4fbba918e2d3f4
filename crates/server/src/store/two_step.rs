//! Second factors, set-ups of such, and recovery codes.

use super::{Row, StoreError, Tx, query};
use crate::{domain::two_step::Method, secrets::CodeHash};
use jiff::Timestamp;
use tapo_care_wire::AccountId;

/// What an account proves in the second step, or is about to.
pub(crate) struct FactorRecord {
    /// How it is proved.
    pub(crate) method: Method,
    /// The secret of the authenticator app, if it is one.
    pub(crate) sealed_secret: Option<String>,
}

impl FactorRecord {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let method: String = row.get("method")?;
        Ok(Self {
            method: Method::named(&method).ok_or(StoreError::Corrupt("method"))?,
            sealed_secret: row.get("sealed_secret")?,
        })
    }
}

impl Tx {
    /// The account's second factor.
    pub(crate) async fn second_factor(&mut self, account: &AccountId) -> Result<Option<FactorRecord>, StoreError> {
        let row = query("SELECT method, sealed_secret FROM second_factors WHERE account_id = $1")
            .bind(account.as_str())
            .fetch_optional(self)
            .await?;
        row.map(|row| FactorRecord::from_row(&row)).transpose()
    }

    /// Gives the account a second factor, in place of the one that it had. The step is the last of which a code was taken.
    pub(crate) async fn put_second_factor(
        &mut self,
        account: &AccountId,
        factor: &FactorRecord,
        used_step: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.delete_second_factor(account).await?;
        query(
            "INSERT INTO second_factors (account_id, method, sealed_secret, used_step, created_at)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(account.as_str())
        .bind(factor.method.name())
        .bind(factor.sealed_secret.as_deref())
        .bind(used_step)
        .bind(now.as_second())
        .execute(self)
        .await?;
        Ok(())
    }

    /// Takes the second factor away. False when there was none.
    pub(crate) async fn delete_second_factor(&mut self, account: &AccountId) -> Result<bool, StoreError> {
        let done =
            query("DELETE FROM second_factors WHERE account_id = $1").bind(account.as_str()).execute(self).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes a code of that time step. False when one of it, or of a later one, was taken before.
    pub(crate) async fn use_step(&mut self, account: &AccountId, step: i64) -> Result<bool, StoreError> {
        let done = query("UPDATE second_factors SET used_step = $2 WHERE account_id = $1 AND used_step < $2")
            .bind(account.as_str())
            .bind(step)
            .execute(self)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Keeps a set-up until it is proved, in place of an earlier one. Whoever does so clears away those that have run out.
    pub(crate) async fn put_set_up(
        &mut self,
        account: &AccountId,
        factor: &FactorRecord,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        query("DELETE FROM two_step_set_ups WHERE account_id = $1 OR expires_at <= $2")
            .bind(account.as_str())
            .bind(now.as_second())
            .execute(self)
            .await?;
        query(
            "INSERT INTO two_step_set_ups (account_id, method, sealed_secret, tries, expires_at)
             VALUES ($1, $2, $3, 0, $4)",
        )
        .bind(account.as_str())
        .bind(factor.method.name())
        .bind(factor.sealed_secret.as_deref())
        .bind(expires_at.as_second())
        .execute(self)
        .await?;
        Ok(())
    }

    /// The set-up that waits for its proof, for one more try, which is counted. None when there were as many as may be.
    pub(crate) async fn try_set_up(
        &mut self,
        account: &AccountId,
        most: u32,
        now: Timestamp,
    ) -> Result<Option<FactorRecord>, StoreError> {
        let row = query(
            "UPDATE two_step_set_ups SET tries = tries + 1 WHERE account_id = $1 AND tries < $2 AND expires_at > $3
             RETURNING method, sealed_secret",
        )
        .bind(account.as_str())
        .bind(i64::from(most))
        .bind(now.as_second())
        .fetch_optional(self)
        .await?;
        row.map(|row| FactorRecord::from_row(&row)).transpose()
    }

    /// Takes away what waits for its proof.
    pub(crate) async fn delete_set_up(&mut self, account: &AccountId) -> Result<(), StoreError> {
        query("DELETE FROM two_step_set_ups WHERE account_id = $1").bind(account.as_str()).execute(self).await?;
        Ok(())
    }

    /// Gives the account recovery codes, in place of those that it had. None takes all away.
    pub(crate) async fn put_recovery_codes(
        &mut self,
        account: &AccountId,
        codes: &[CodeHash],
    ) -> Result<(), StoreError> {
        query("DELETE FROM recovery_codes WHERE account_id = $1").bind(account.as_str()).execute(self).await?;
        for CodeHash { key_id, hash } in codes {
            query("INSERT INTO recovery_codes (account_id, key_id, code_hash) VALUES ($1, $2, $3)")
                .bind(account.as_str())
                .bind(key_id)
                .bind(hash)
                .execute(self)
                .await?;
        }
        Ok(())
    }

    /// The secrets of authenticator apps that were encrypted with a key, and whose they are. Those of set-ups are not among
    /// them: a set-up waits for minutes only.
    pub(crate) async fn sealed_with(&mut self, key_id: &str) -> Result<Vec<(AccountId, String)>, StoreError> {
        let rows = query("SELECT account_id, sealed_secret FROM second_factors WHERE sealed_secret LIKE $1 || '.%'")
            .bind(key_id)
            .fetch_all(self)
            .await?;
        let read = |row: Row| Ok((AccountId::new(row.get::<String>("account_id")?), row.get("sealed_secret")?));
        rows.into_iter().map(read).collect()
    }

    /// Puts a secret that was encrypted anew in the place of the one that it was. Nothing happens when that is gone.
    pub(crate) async fn reseal(&mut self, account: &AccountId, old: &str, new: &str) -> Result<(), StoreError> {
        query("UPDATE second_factors SET sealed_secret = $3 WHERE account_id = $1 AND sealed_secret = $2")
            .bind(account.as_str())
            .bind(old)
            .bind(new)
            .execute(self)
            .await?;
        Ok(())
    }

    /// Takes away the recovery codes that were hashed with a key.
    pub(crate) async fn delete_recovery_codes_of_key(&mut self, key_id: &str) -> Result<(), StoreError> {
        query("DELETE FROM recovery_codes WHERE key_id = $1").bind(key_id).execute(self).await?;
        Ok(())
    }

    /// After the loss of the keys: authenticator apps can't be checked any more, so that mailed codes take their place, and
    /// recovery codes go. How many accounts had an app.
    pub(crate) async fn mail_instead_of_apps(&mut self) -> Result<u64, StoreError> {
        query("DELETE FROM two_step_set_ups").execute(self).await?;
        query("DELETE FROM recovery_codes").execute(self).await?;
        let done = query("UPDATE second_factors SET method = 'email', sealed_secret = NULL WHERE method = 'app'");
        Ok(done.execute(self).await?.rows_affected())
    }

    /// Uses a recovery code up. False when it is none of the account's, or was used before.
    pub(crate) async fn use_recovery_code(&mut self, account: &AccountId, code: &CodeHash) -> Result<bool, StoreError> {
        let done = query("DELETE FROM recovery_codes WHERE account_id = $1 AND key_id = $2 AND code_hash = $3")
            .bind(account.as_str())
            .bind(&code.key_id)
            .bind(&code.hash)
            .execute(self)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// How many recovery codes were not used yet.
    pub(crate) async fn count_recovery_codes(&mut self, account: &AccountId) -> Result<u32, StoreError> {
        let row = query("SELECT COUNT(*) AS codes FROM recovery_codes WHERE account_id = $1")
            .bind(account.as_str())
            .fetch_one(self)
            .await?;
        row.count("codes")
    }
}
