//! Options of `serve` that say how often is too often, and how slow is too slow.

use crate::{limits::LimitPolicy, server::TimeLimits};
use clap::{Args, builder::RangedI64ValueParser, value_parser};
use std::time::Duration;

/// How often is too often. Limits hold for all servers on one database together, and across restarts.
#[derive(Args, Clone, Debug)]
pub(super) struct LimitOptions {
    /// Codes that don't exist which an account may send in an hour.
    #[arg(long, env = "TAPO_CARE_WRONG_CODES", value_name = "N", default_value_t = 20, value_parser = count())]
    wrong_codes: u32,
    /// Codes that don't exist which may come from an address in an hour, whatever the account.
    #[arg(long, env = "TAPO_CARE_WRONG_CODES_PER_ADDRESS", value_name = "N", default_value_t = 200, value_parser = count())]
    wrong_codes_per_address: u32,
    /// Codes that don't exist which may come in an hour, all together. Beyond it an address counts like an account.
    #[arg(long, env = "TAPO_CARE_WRONG_CODES_OVERALL", value_name = "N", default_value_t = 5_000, value_parser = count())]
    wrong_codes_overall: u32,
    /// Wrong log-ins of an account from an address in a quarter of an hour.
    #[arg(long, env = "TAPO_CARE_WRONG_LOGINS", value_name = "N", default_value_t = 10, value_parser = count())]
    wrong_logins: u32,
    /// Wrong log-ins from an address in a quarter of an hour, whatever the account.
    #[arg(long, env = "TAPO_CARE_WRONG_LOGINS_PER_ADDRESS", value_name = "N", default_value_t = 100, value_parser = count())]
    wrong_logins_per_address: u32,
    /// Wrong log-ins in a quarter of an hour, all together. Beyond it an address counts like a single account.
    #[arg(long, env = "TAPO_CARE_WRONG_LOGINS_OVERALL", value_name = "N", default_value_t = 1_000, value_parser = count())]
    wrong_logins_overall: u32,
    /// Wrong codes in the second step of a log-in, of an account from an address in an hour.
    #[arg(long, env = "TAPO_CARE_WRONG_SECOND_STEPS", value_name = "N", default_value_t = 10, value_parser = count())]
    wrong_second_steps: u32,
    /// Wrong codes in the second step of a log-in, of an account in an hour, from wherever they come.
    #[arg(long, env = "TAPO_CARE_WRONG_SECOND_STEPS_OVERALL", value_name = "N", default_value_t = 20, value_parser = count())]
    wrong_second_steps_overall: u32,
    /// Mails to an e-mail address in an hour that an address may ask for.
    #[arg(long, env = "TAPO_CARE_MAILS", value_name = "N", default_value_t = 5, value_parser = count())]
    mails: u32,
    /// Mails to an e-mail address in an hour, whoever asks for them.
    #[arg(long, env = "TAPO_CARE_MAILS_TO_RECIPIENT", value_name = "N", default_value_t = 20, value_parser = count())]
    mails_to_recipient: u32,
    /// Mails that an address may ask for in an hour.
    #[arg(long, env = "TAPO_CARE_MAILS_PER_ADDRESS", value_name = "N", default_value_t = 50, value_parser = count())]
    mails_per_address: u32,
    /// Tries of a mailed code from an address.
    #[arg(long, env = "TAPO_CARE_MAILED_CODE_TRIES", value_name = "N", default_value_t = 5, value_parser = count())]
    mailed_code_tries: u32,
    /// Tries of a mailed code, all together.
    #[arg(long, env = "TAPO_CARE_MAILED_CODE_TRIES_OVERALL", value_name = "N", default_value_t = 50, value_parser = count())]
    mailed_code_tries_overall: u32,
    /// Tries of mailed codes from an address in an hour, whatever the code.
    #[arg(long, env = "TAPO_CARE_MAILED_CODE_TRIES_PER_ADDRESS", value_name = "N", default_value_t = 100, value_parser = count())]
    mailed_code_tries_per_address: u32,
    /// Receipts that are not genuine which may be checked from an address in an hour.
    #[arg(long, env = "TAPO_CARE_WRONG_RECEIPTS_PER_ADDRESS", value_name = "N", default_value_t = 100, value_parser = count())]
    wrong_receipts_per_address: u32,
    /// Answers to "Was this useful?" from an address in an hour.
    #[arg(long, env = "TAPO_CARE_FEEDBACK_PER_ADDRESS", value_name = "N", default_value_t = 20, value_parser = count())]
    feedback_per_address: u32,
    /// Log-ins with a provider of identities that may be begun from an address in a quarter of an hour.
    #[arg(long, env = "TAPO_CARE_OUTSIDE_LOGINS_PER_ADDRESS", value_name = "N", default_value_t = 100, value_parser = count())]
    outside_logins_per_address: u32,
}

/// A limit that lets nothing through would be a broken server, and one that lets everything through no limit.
fn count() -> RangedI64ValueParser<u32> {
    value_parser!(u32).range(1..=1_000_000)
}

impl LimitOptions {
    /// As the server takes them.
    pub(super) fn policy(&self) -> LimitPolicy {
        LimitPolicy {
            wrong_codes: self.wrong_codes,
            wrong_codes_per_address: self.wrong_codes_per_address,
            wrong_codes_overall: self.wrong_codes_overall,
            wrong_logins: self.wrong_logins,
            wrong_logins_per_address: self.wrong_logins_per_address,
            wrong_logins_overall: self.wrong_logins_overall,
            wrong_second_steps: self.wrong_second_steps,
            wrong_second_steps_overall: self.wrong_second_steps_overall,
            mails: self.mails,
            mails_to_recipient: self.mails_to_recipient,
            mails_per_address: self.mails_per_address,
            mailed_code_tries: self.mailed_code_tries,
            mailed_code_tries_overall: self.mailed_code_tries_overall,
            mailed_code_tries_per_address: self.mailed_code_tries_per_address,
            wrong_receipts_per_address: self.wrong_receipts_per_address,
            feedback_per_address: self.feedback_per_address,
            outside_logins_per_address: self.outside_logins_per_address,
        }
    }
}

/// How slow a client may be before its connection is dropped.
#[derive(Args, Clone, Debug)]
pub(super) struct TimeLimitOptions {
    /// Seconds for the head of a request, for a handshake, and between two requests of a connection; five times as long
    /// between those of HTTP/2. A proxy in front must give connections that it does not use up sooner than that.
    #[arg(long, env = "TAPO_CARE_HEADER_TIMEOUT", value_name = "SECONDS", default_value_t = 15, value_parser = seconds())]
    header_timeout: u32,
    /// Seconds for the body of a request.
    #[arg(long, env = "TAPO_CARE_BODY_TIMEOUT", value_name = "SECONDS", default_value_t = 15, value_parser = seconds())]
    body_timeout: u32,
    /// Seconds until an answer begins.
    #[arg(long, env = "TAPO_CARE_REQUEST_TIMEOUT", value_name = "SECONDS", default_value_t = 30, value_parser = seconds())]
    request_timeout: u32,
    /// Seconds for a client to take the next part of an answer.
    #[arg(long, env = "TAPO_CARE_WRITE_TIMEOUT", value_name = "SECONDS", default_value_t = 30, value_parser = seconds())]
    write_timeout: u32,
}

fn seconds() -> RangedI64ValueParser<u32> {
    value_parser!(u32).range(1..=3600)
}

impl TimeLimitOptions {
    /// As the server takes them.
    pub(super) fn limits(&self) -> TimeLimits {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        TimeLimits {
            header: seconds(self.header_timeout),
            body: seconds(self.body_timeout),
            request: seconds(self.request_timeout),
            write: seconds(self.write_timeout),
        }
    }
}
