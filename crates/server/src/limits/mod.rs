//! Limits on guessing and flooding. Attempts are rows of the database, so that a limit holds across restarts and for all
//! processes together; `docs/adr/0004-limits-are-rows.md` says why no library of limiters does it.
//!
//! Whoever limits something takes a turn, checks and records, in one transaction that writes:
//! ```text
//! let mut tx = app.store.write().await?;
//! app.limits.take_turn(&mut tx, Limit::MailsToRecipient, &email, now).await?;
//! app.limits.check(&mut tx, Limit::MailsToRecipient, &email, now).await?;
//! app.limits.record(&mut tx, Limit::MailsToRecipient, &email, now).await?;
//! tx.commit().await?;
//! ```

mod guessing;
mod mailing;
mod policy;
mod second_steps;

pub(crate) use guessing::Guesser;
pub(crate) use mailing::count_mail;
pub use policy::LimitPolicy;
pub(crate) use second_steps::SecondStepGuesser;

use crate::{
    app::App,
    client::Client,
    domain::limits::{Quota, RetryAfter},
    metrics::LimitMetrics,
    problem::Failure,
    random,
    secrets::CodeKeys,
    store::{Counted, StoreError, Tx},
};
use jiff::Timestamp;
use tapo_care_wire::{CodeUsed, ErrorCode};

/// What is limited. The text of each key is the caller's to choose, and is stored as a keyed hash only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Codes that were not found, by account.
    CodesOfAccount,
    /// Codes that were not found, by the client's address.
    CodesOfAddress,
    /// Codes that were not found, all together.
    CodesOverall,
    /// Wrong log-ins, by the account's and the client's address together.
    LoginsOfPair,
    /// Wrong log-ins, by the client's address.
    LoginsOfAddress,
    /// Wrong log-ins, all together.
    LoginsOverall,
    /// Wrong codes in the second step of a log-in, by the account and the client's address together.
    SecondStepsOfPair,
    /// Wrong codes in the second step of a log-in, by account.
    SecondStepsOfAccount,
    /// Mails, by the e-mail address that they go to and the client's address that asked for them together.
    MailsOfPair,
    /// Mails, by the e-mail address that they go to.
    MailsToRecipient,
    /// Mails, by the client's address that asked for them.
    MailsOfAddress,
    /// Tries of a mailed code, by the code and the client's address together.
    CodeTriesOfPair,
    /// Tries of mailed codes, by the client's address, right ones too.
    CodeTriesOfAddress,
    /// Receipts that are not genuine, by the client's address.
    ReceiptsOfAddress,
    /// "Was this useful?", by the client's address.
    FeedbackOfAddress,
    /// Log-ins that are begun with a provider of identities, by the client's address.
    OutsideLoginsOfAddress,
    /// Cameras that are made to appear in a demonstration, by account.
    DemoCamerasOfAccount,
}

/// Why something may not be done now.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It was done too often.
    TooOften(Limit, RetryAfter),
    /// It can't be found out.
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let (limit, RetryAfter(seconds)) = match refused {
            Refused::TooOften(limit, retry_after) => (limit, retry_after),
            // Nothing was begun yet, so that no code can have been spent.
            Refused::Store(error) => return Self::from(error).code_used(CodeUsed::No),
        };
        let failure = match limit {
            Limit::CodesOfAccount | Limit::CodesOfAddress | Limit::CodesOverall => {
                Self::new(ErrorCode::Locked).detail("There were too many wrong codes. Try again later.")
            }
            Limit::LoginsOfPair
            | Limit::LoginsOfAddress
            | Limit::LoginsOverall
            | Limit::SecondStepsOfPair
            | Limit::SecondStepsOfAccount
            | Limit::MailsOfPair
            | Limit::MailsToRecipient
            | Limit::MailsOfAddress
            | Limit::CodeTriesOfPair
            | Limit::CodeTriesOfAddress
            | Limit::ReceiptsOfAddress
            | Limit::FeedbackOfAddress
            | Limit::OutsideLoginsOfAddress
            | Limit::DemoCamerasOfAccount => {
                Self::new(ErrorCode::RateLimited).detail("There were too many tries. Try again later.")
            }
        };
        failure.with(|problem| problem.retry_after = Some(seconds))
    }
}

/// Counts attempts and says when there were too many.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    policy: LimitPolicy,
    keys: CodeKeys,
    /// How often they were reached.
    pub(crate) metrics: LimitMetrics,
}

impl Limits {
    /// Limits of that policy. The keys hide whose attempts are counted.
    pub(crate) fn new(policy: LimitPolicy, keys: CodeKeys) -> Self {
        Self { policy, keys, metrics: LimitMetrics::new(Limit::ALL.map(Limit::kind)) }
    }

    /// How often a mailed code may be tried by all together. These tries are counted where the code is kept.
    pub(crate) fn tries_of_all(&self) -> u32 {
        self.policy.mailed_code_tries_overall
    }

    /// Counts a try of the mailed code of that id, unless the client has tried it too often: false then.
    pub(crate) async fn count_try(
        &self,
        tx: &mut Tx,
        code: &str,
        client: Client,
        now: Timestamp,
    ) -> Result<bool, Failure> {
        let key = [&client.key(), " ", code].concat();
        match self.check(tx, Limit::CodeTriesOfPair, &key, now).await {
            Ok(()) => self.record(tx, Limit::CodeTriesOfPair, &key, now).await.map(|()| true),
            Err(Refused::TooOften(..)) => Ok(false),
            Err(Refused::Store(error)) => Err(error.into()),
        }
    }

    /// Whether one more may be done now from the client's address, in a transaction of its own that only reads: whoever is
    /// refused keeps nobody from writing. Whether it may is asked again when it is [counted](Self::count).
    pub(crate) async fn check_alone(&self, app: &App, limit: Limit, client: Client) -> Result<(), Failure> {
        let mut tx = app.store.read().await?;
        Ok(self.check(&mut tx, limit, &client.key(), app.clock.now()).await?)
    }

    /// Counts one from the client's address, unless there were too many.
    pub(crate) async fn count(&self, tx: &mut Tx, limit: Limit, client: Client, now: Timestamp) -> Result<(), Failure> {
        self.take_turn(tx, limit, &client.key(), now).await?;
        self.check(tx, limit, &client.key(), now).await?;
        self.record(tx, limit, &client.key(), now).await
    }

    /// Makes those who count for this key come one after the other, until the end of the transaction: else as many as ask in
    /// the same moment would all find that one more may be done.
    pub(crate) async fn take_turn(&self, tx: &mut Tx, limit: Limit, key: &str, now: Timestamp) -> Result<(), Failure> {
        Ok(tx.take_turn(&self.counted(limit, key), now).await?)
    }

    /// Whether one more may be done now by whoever has this key.
    pub(crate) async fn check(&self, tx: &mut Tx, limit: Limit, key: &str, now: Timestamp) -> Result<(), Refused> {
        self.check_quota(tx, limit, key, self.policy.quota(limit), now).await
    }

    /// The same, with another quota than the limit's own.
    async fn check_quota(
        &self,
        tx: &mut Tx,
        limit: Limit,
        key: &str,
        quota: Quota,
        now: Timestamp,
    ) -> Result<(), Refused> {
        let nth_last = tx.nth_last_attempt(&self.counted(limit, key), quota.limit, quota.since(now)).await?;
        quota.check(nth_last, now).map_err(|retry_after| {
            self.metrics.was_reached(limit.kind());
            Refused::TooOften(limit, retry_after)
        })
    }

    /// Counts one. It counts once the transaction is committed.
    pub(crate) async fn record(&self, tx: &mut Tx, limit: Limit, key: &str, now: Timestamp) -> Result<(), Failure> {
        // Whoever writes cleans up, so that nothing is kept for longer than it counts and no job need run.
        tx.delete_expired_attempts(now).await?;
        let expires_at = self.policy.quota(limit).until(now);
        Ok(tx.insert_attempt(&random::id()?, &self.counted(limit, key), now, expires_at).await?)
    }

    /// Forgets what was counted for this key.
    pub(crate) async fn clear(&self, tx: &mut Tx, limit: Limit, key: &str) -> Result<(), StoreError> {
        tx.delete_attempts(&self.counted(limit, key)).await
    }

    fn counted(&self, limit: Limit, key: &str) -> Counted {
        Counted { kind: limit.kind(), key_hash: self.keys.hash_subject(key) }
    }
}

impl Limit {
    /// All that is limited: metrics count these from zero on.
    const ALL: [Self; 17] = [
        Self::CodesOfAccount,
        Self::CodesOfAddress,
        Self::CodesOverall,
        Self::LoginsOfPair,
        Self::LoginsOfAddress,
        Self::LoginsOverall,
        Self::SecondStepsOfPair,
        Self::SecondStepsOfAccount,
        Self::MailsOfPair,
        Self::MailsToRecipient,
        Self::MailsOfAddress,
        Self::CodeTriesOfPair,
        Self::CodeTriesOfAddress,
        Self::FeedbackOfAddress,
        Self::ReceiptsOfAddress,
        Self::OutsideLoginsOfAddress,
        Self::DemoCamerasOfAccount,
    ];

    /// The name in the database.
    const fn kind(self) -> &'static str {
        match self {
            Self::CodesOfAccount => "codes_of_account",
            Self::CodesOfAddress => "codes_of_address",
            Self::CodesOverall => "codes_overall",
            Self::LoginsOfPair => "logins_of_pair",
            Self::LoginsOfAddress => "logins_of_address",
            Self::LoginsOverall => "logins_overall",
            Self::SecondStepsOfPair => "second_steps_of_pair",
            Self::SecondStepsOfAccount => "second_steps_of_account",
            Self::MailsOfPair => "mails_of_pair",
            Self::MailsToRecipient => "mails_to_recipient",
            Self::MailsOfAddress => "mails_of_address",
            Self::CodeTriesOfPair => "code_tries_of_pair",
            Self::CodeTriesOfAddress => "code_tries_of_address",
            Self::ReceiptsOfAddress => "receipts_of_address",
            Self::FeedbackOfAddress => "feedback_of_address",
            Self::OutsideLoginsOfAddress => "outside_logins_of_address",
            Self::DemoCamerasOfAccount => "demo_cameras_of_account",
        }
    }
}
