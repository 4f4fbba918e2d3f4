//! How often is too often.

use super::Limit;
use crate::domain::limits::Quota;
use jiff::SignedDuration;

/// How many attempts each limit allows. Over how long is not for operators to choose: texts and documents speak of it.
#[derive(Clone, Debug)]
pub struct LimitPolicy {
    /// Codes that were not found, in an hour, of an account.
    pub wrong_codes: u32,
    /// Codes that were not found, in an hour, from a client's address, whatever the account. More than of an account:
    /// households and offices share addresses.
    pub wrong_codes_per_address: u32,
    /// Codes that were not found, in an hour, all together. Beyond it nobody is locked out, but an address may be wrong
    /// only as often as a single account.
    pub wrong_codes_overall: u32,
    /// Wrong log-ins, in a quarter of an hour, of an account from a client's address.
    pub wrong_logins: u32,
    /// Wrong log-ins, in a quarter of an hour, from a client's address, whatever the account.
    pub wrong_logins_per_address: u32,
    /// Wrong log-ins, in a quarter of an hour, all together. Beyond it nobody is locked out, but an address may be wrong
    /// only as often as with a single account.
    pub wrong_logins_overall: u32,
    /// Wrong codes in the second step of a log-in, in an hour, of an account from a client's address.
    pub wrong_second_steps: u32,
    /// Wrong codes in the second step of a log-in, in an hour, of an account, wherever they come from. With six digits, three
    /// of which are good at a time, 20 an hour find one in a month with a chance of one in 23.
    pub wrong_second_steps_overall: u32,
    /// Mails in an hour to an address that a client's address asks for.
    pub mails: u32,
    /// Mails in an hour to an address, whoever asks for them.
    pub mails_to_recipient: u32,
    /// Mails in an hour that a client's address asks for.
    pub mails_per_address: u32,
    /// Tries of a mailed code from a client's address, in all its life.
    pub mailed_code_tries: u32,
    /// Tries of a mailed code by all together, in all its life.
    pub mailed_code_tries_overall: u32,
    /// Tries of mailed codes in an hour from a client's address, whatever the code. Right ones count, too.
    pub mailed_code_tries_per_address: u32,
    /// Receipts that are not genuine, in an hour, from a client's address.
    pub wrong_receipts_per_address: u32,
    /// "Was this useful?" in an hour from a client's address.
    pub feedback_per_address: u32,
    /// Log-ins begun with a provider of identities, in a quarter of an hour, from a client's address.
    pub outside_logins_per_address: u32,
}

impl Default for LimitPolicy {
    fn default() -> Self {
        Self {
            wrong_codes: 20,
            wrong_codes_per_address: 200,
            wrong_codes_overall: 5_000,
            wrong_logins: 10,
            wrong_logins_per_address: 100,
            wrong_logins_overall: 1_000,
            wrong_second_steps: 10,
            wrong_second_steps_overall: 20,
            mails: 5,
            mails_to_recipient: 20,
            mails_per_address: 50,
            mailed_code_tries: 5,
            mailed_code_tries_overall: 50,
            mailed_code_tries_per_address: 100,
            wrong_receipts_per_address: 100,
            feedback_per_address: 20,
            outside_logins_per_address: 100,
        }
    }
}

const QUARTER: SignedDuration = SignedDuration::from_mins(15);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Cameras that an account may make appear in an hour. Not for operators to choose: a demonstration is no service.
const DEMO_CAMERAS: u32 = 20;

impl LimitPolicy {
    /// The quota of a limit.
    pub(super) const fn quota(&self, limit: Limit) -> Quota {
        let (limit, window) = match limit {
            Limit::CodesOfAccount => (self.wrong_codes, HOUR),
            Limit::CodesOfAddress => (self.wrong_codes_per_address, HOUR),
            Limit::CodesOverall => (self.wrong_codes_overall, HOUR),
            Limit::LoginsOfPair => (self.wrong_logins, QUARTER),
            Limit::LoginsOfAddress => (self.wrong_logins_per_address, QUARTER),
            Limit::LoginsOverall => (self.wrong_logins_overall, QUARTER),
            Limit::SecondStepsOfPair => (self.wrong_second_steps, HOUR),
            Limit::SecondStepsOfAccount => (self.wrong_second_steps_overall, HOUR),
            Limit::MailsOfPair => (self.mails, HOUR),
            Limit::MailsToRecipient => (self.mails_to_recipient, HOUR),
            Limit::MailsOfAddress => (self.mails_per_address, HOUR),
            // As long as a code lives, at least.
            Limit::CodeTriesOfPair => (self.mailed_code_tries, HOUR),
            Limit::CodeTriesOfAddress => (self.mailed_code_tries_per_address, HOUR),
            Limit::ReceiptsOfAddress => (self.wrong_receipts_per_address, HOUR),
            Limit::FeedbackOfAddress => (self.feedback_per_address, HOUR),
            Limit::OutsideLoginsOfAddress => (self.outside_logins_per_address, QUARTER),
            Limit::DemoCamerasOfAccount => (DEMO_CAMERAS, HOUR),
        };
        Quota { limit, window }
    }
}
