//! Words for a log-in with the provider of identities that failed on its way. The provider's own are never shown.

use super::Advice;
use tapo_care_wire::OutsideProblem;

/// What to say. No log-in ever spends a code, whether or not one waits.
pub fn outside_problem(problem: OutsideProblem) -> Advice {
    let text = match problem {
        OutsideProblem::Denied => "You are not logged in: the log-in was cancelled. Try again.",
        OutsideProblem::Expired => {
            "You are not logged in: it took too long, or was begun in another browser or tab. Try again."
        }
        OutsideProblem::Unverified => {
            "The email address of your TP-Link ID is not verified. Verify it where you manage your TP-Link ID, then log in again."
        }
        OutsideProblem::Taken => {
            "Another account on this site has the email address of your TP-Link ID. Ask the support of this site to sort it out."
        }
        OutsideProblem::Unavailable => "The log-in is not available at the moment. Try again later.",
        OutsideProblem::Failed => "You are not logged in: something went wrong on the way. Try again.",
    };
    Advice { text: text.to_owned(), about_code: Some("No code has been used."), field: None, wait: None }
}
