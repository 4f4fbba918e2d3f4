//! Words for a log-in with the provider of identities that failed on its way. The provider's own are never shown.

use super::Advice;
use crate::say;
use tapo_care_wire::OutsideProblem;

/// What to say. No log-in ever spends a code, whether or not one waits.
pub fn outside_problem(problem: OutsideProblem) -> Advice {
    let text = match problem {
        OutsideProblem::Denied => say::error::OUTSIDE_DENIED,
        OutsideProblem::Expired => say::error::OUTSIDE_EXPIRED,
        OutsideProblem::Unverified => say::error::OUTSIDE_UNVERIFIED,
        OutsideProblem::Taken => say::error::OUTSIDE_TAKEN,
        OutsideProblem::Unavailable => say::error::OUTSIDE_UNAVAILABLE,
        OutsideProblem::Failed => say::error::OUTSIDE_FAILED,
    };
    Advice { text, about_code: Some(say::error::NO_CODE_USED), field: None, wait: None }
}
