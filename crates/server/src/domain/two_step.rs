//! What a second step is proved with, and how long it waits.

use jiff::{SignedDuration, Timestamp};
use tapo_care_wire::{TwoStepMethod, TwoStepState};

/// Wrong codes at the most for one challenge, and for one set-up.
pub(crate) const TRIES: u32 = 5;

/// Recovery codes that are given at once.
pub(crate) const RECOVERY_CODES: usize = 10;

/// How long a challenge waits for the second step.
const CHALLENGE_VALID_FOR: SignedDuration = SignedDuration::from_mins(10);

/// How long a set-up waits for its proof.
const SET_UP_VALID_FOR: SignedDuration = SignedDuration::from_mins(15);

/// What the second step is proved with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// A code that is mailed.
    Email,
    /// A code that an authenticator app shows.
    App,
}

impl Method {
    /// As the database knows it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::App => "app",
        }
    }

    /// From the name that the database has.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Email, Self::App].into_iter().find(|method| method.name() == name)
    }

    /// As it travels.
    pub(crate) const fn state(self) -> TwoStepState {
        match self {
            Self::Email => TwoStepState::Email,
            Self::App => TwoStepState::App,
        }
    }
}

impl From<Method> for TwoStepMethod {
    fn from(method: Method) -> Self {
        match method {
            Method::Email => Self::Email,
            Method::App => Self::App,
        }
    }
}

impl From<TwoStepMethod> for Method {
    fn from(method: TwoStepMethod) -> Self {
        match method {
            TwoStepMethod::Email => Self::Email,
            TwoStepMethod::App => Self::App,
        }
    }
}

/// When a challenge that begins now runs out.
pub(crate) fn challenge_expiry(now: Timestamp) -> Timestamp {
    now.checked_add(CHALLENGE_VALID_FOR).unwrap_or(Timestamp::MAX)
}

/// When a set-up that begins now runs out.
pub(crate) fn set_up_expiry(now: Timestamp) -> Timestamp {
    now.checked_add(SET_UP_VALID_FOR).unwrap_or(Timestamp::MAX)
}
