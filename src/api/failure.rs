//! How a call fails.

use tapo_care_wire::{ErrorCode, Problem};

/// Why a call has no result.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The server answered with a problem.
    Problem(Box<Problem>),
    /// No answer came, or none that the server makes: the network is gone, the time is over, a proxy answered instead.
    /// What the call did is not known.
    Lost,
}

impl Failure {
    /// The problem's code, if the server sent one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            Self::Lost => None,
        }
    }

    /// Whether nobody is logged in (any more).
    pub fn is_logged_out(&self) -> bool {
        matches!(self.code(), Some(ErrorCode::NotLoggedIn | ErrorCode::SessionExpired))
    }

    /// Whether this account can never redeem the code: trying again helps nothing.
    pub fn is_final_for_code(&self) -> bool {
        matches!(
            self.code(),
            Some(
                ErrorCode::CodeAlreadyRedeemed | ErrorCode::CodeExpired | ErrorCode::CodeRevoked | ErrorCode::NotFound
            )
        )
    }
}
