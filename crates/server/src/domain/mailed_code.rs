//! Codes that are mailed as a proof that somebody reads the mail of an address.

use jiff::{SignedDuration, Timestamp};

/// How long a mailed code can be used.
pub(crate) const VALID_FOR: SignedDuration = SignedDuration::from_mins(15);

/// What a code is good for, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To prove the address of a registration.
    Verify,
    /// To set a new password.
    Reset,
    /// For the second step of a log-in.
    SecondStep,
    /// To switch on a second step by mail.
    TwoStepSetUp,
}

impl Purpose {
    /// As the database knows it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Reset => "reset",
            Self::SecondStep => "second_step",
            Self::TwoStepSetUp => "two_step_set_up",
        }
    }
}

/// When a code that is mailed now runs out.
pub(crate) fn expiry(now: Timestamp) -> Timestamp {
    now.checked_add(VALID_FOR).unwrap_or(Timestamp::MAX)
}
