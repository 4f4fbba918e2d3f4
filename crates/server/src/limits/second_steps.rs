//! Guessing the second step of a log-in, by somebody who knows the password already.
//!
//! What is counted here outlives every challenge, so that no fresh one gives fresh tries. It stands in the way of log-ins
//! only: whoever has a session goes on, and can change the password that the guesser has.

use super::{Limit, Limits, Refused};
use crate::{client::Client, problem::Failure, store::Tx};
use jiff::Timestamp;
use tapo_care_wire::AccountId;

/// Someone in front of a second step. Counted by the account together with the client's address, and by the account alone.
pub(crate) struct SecondStepGuesser {
    pair: String,
    account: String,
}

impl SecondStepGuesser {
    /// Someone who has the password of that account.
    pub(crate) fn new(account: &AccountId, client: Client) -> Self {
        // An address of a machine holds no space, so that no two pairs have the same key.
        Self { pair: [&client.key(), " ", account.as_str()].concat(), account: account.as_str().to_owned() }
    }

    /// Whether a code may be tried now.
    pub(crate) async fn check(&self, limits: &Limits, tx: &mut Tx, now: Timestamp) -> Result<(), Refused> {
        limits.check(tx, Limit::SecondStepsOfPair, &self.pair, now).await?;
        limits.check(tx, Limit::SecondStepsOfAccount, &self.account, now).await
    }

    /// Counts a wrong code.
    pub(crate) async fn record(&self, limits: &Limits, tx: &mut Tx, now: Timestamp) -> Result<(), Failure> {
        limits.record(tx, Limit::SecondStepsOfPair, &self.pair, now).await?;
        limits.record(tx, Limit::SecondStepsOfAccount, &self.account, now).await
    }

    /// Forgets what was counted for this address, which has shown that it does not guess. What was counted for the account
    /// stays: others may have guessed.
    pub(crate) async fn clear(&self, limits: &Limits, tx: &mut Tx) -> Result<(), Failure> {
        Ok(limits.clear(tx, Limit::SecondStepsOfPair, &self.pair).await?)
    }
}
