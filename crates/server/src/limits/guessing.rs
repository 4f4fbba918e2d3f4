//! Guessing codes and passwords: what is limited by account, by address and overall, all at once.

use super::{Limit, Limits, Refused};
use crate::{client::Client, domain::email, problem::Failure, store::Tx};
use jiff::Timestamp;
use tapo_care_wire::AccountId;

/// Someone who may be guessing. Each has three keys: whom the guesses are about, where they come from, and everyone.
pub(crate) struct Guesser {
    guesses: Guesses,
    subject: String,
    address: String,
}

/// What is guessed.
#[derive(Clone, Copy)]
enum Guesses {
    Codes,
    LogIns,
}

/// Everyone has the same key.
const EVERYONE: &str = "everyone";

impl Guesser {
    /// An account that sends codes.
    pub(crate) fn of_codes(account: &AccountId, client: Client) -> Self {
        Self { guesses: Guesses::Codes, subject: account.as_str().to_owned(), address: client.key() }
    }

    /// Someone who wants to log in. Counted by account and address together: whoever guesses somebody's password locks
    /// out nobody but himself.
    pub(crate) fn of_log_ins(email: &str, client: Client) -> Self {
        let address = client.key();
        // An address of a machine holds no space, so that no two pairs have the same key. Accounts are found by the same
        // key of an e-mail address: else a log-in to one account could clear what was counted for another.
        let subject = [&address, " ", &email::key(email)].concat();
        Self { guesses: Guesses::LogIns, subject, address }
    }

    /// Makes those who guess about the same subject from the same place come one after the other. Those of one address, and all
    /// together, don't wait for each other: their limits may be passed by as many as ask in the very same moment.
    pub(crate) async fn take_turn(&self, limits: &Limits, tx: &mut Tx, now: Timestamp) -> Result<(), Failure> {
        let (of_subject, ..) = self.guesses.limits();
        limits.take_turn(tx, of_subject, &self.subject, now).await
    }

    /// Whether a guess may be made now.
    ///
    /// Once there are too many overall, nobody who has not guessed wrong is locked out: an address may then be wrong only
    /// as often as a single subject. That slows down whoever tries a little with each of many.
    pub(crate) async fn check(&self, limits: &Limits, tx: &mut Tx, now: Timestamp) -> Result<(), Refused> {
        let (of_subject, of_address, overall) = self.guesses.limits();
        limits.check(tx, of_subject, &self.subject, now).await?;
        let mut quota = limits.policy.quota(of_address);
        match limits.check(tx, overall, EVERYONE, now).await {
            Ok(()) => {}
            Err(Refused::TooOften(..)) => quota.limit = quota.limit.min(limits.policy.quota(of_subject).limit),
            Err(Refused::Store(error)) => return Err(error.into()),
        }
        limits.check_quota(tx, of_address, &self.address, quota, now).await
    }

    /// Counts a wrong guess.
    pub(crate) async fn record(&self, limits: &Limits, tx: &mut Tx, now: Timestamp) -> Result<(), Failure> {
        let (of_subject, of_address, overall) = self.guesses.limits();
        limits.record(tx, of_subject, &self.subject, now).await?;
        limits.record(tx, of_address, &self.address, now).await?;
        limits.record(tx, overall, EVERYONE, now).await
    }

    /// Forgets what was counted for the subject, since it has shown that it does not guess. What the address did stays:
    /// whoever guesses could have an account of his own.
    pub(crate) async fn clear(&self, limits: &Limits, tx: &mut Tx) -> Result<(), Failure> {
        let (of_subject, ..) = self.guesses.limits();
        Ok(limits.clear(tx, of_subject, &self.subject).await?)
    }
}

impl Guesses {
    /// By subject, by address, overall.
    const fn limits(self) -> (Limit, Limit, Limit) {
        match self {
            Self::Codes => (Limit::CodesOfAccount, Limit::CodesOfAddress, Limit::CodesOverall),
            Self::LogIns => (Limit::LoginsOfPair, Limit::LoginsOfAddress, Limit::LoginsOverall),
        }
    }
}
