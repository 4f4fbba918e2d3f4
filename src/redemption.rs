//! The step machine of a redemption: which step is due, and what the second Confirm goes through. No Leptos, no browser.
//!
//! The server owns the redemption. What is here decides only what the visitor sees of it, and never claims more than the
//! server has said: an answer that was lost is asked for again, not guessed.

use crate::api::Failure;
use crate::route::Route;
use tapo_care_wire::{CodeUsed, ErrorCode, Redemption, RedemptionState, Subscription};

/// A step that stands behind an address of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Read the plan details and confirm.
    Confirm,
    /// Choose the cameras.
    Cameras,
    /// Keep the receipt.
    Receipt,
}

impl Step {
    /// The step that is to be shown for a redemption when `self` was asked for.
    ///
    /// Before the second Confirm only the plan details can be seen. After it they can't: the next is the cameras while no
    /// choice was ever saved, else the receipt. `cameras_chosen` is the subscription's.
    pub fn due(self, state: RedemptionState, cameras_chosen: bool) -> Self {
        match (state, self) {
            (RedemptionState::Previewed, _) => Self::Confirm,
            (RedemptionState::Redeemed, Self::Confirm) if cameras_chosen => Self::Receipt,
            (RedemptionState::Redeemed, Self::Confirm) => Self::Cameras,
            (RedemptionState::Redeemed, asked) => asked,
        }
    }

    /// The address of this step.
    pub fn route(self, redemption: &Redemption) -> Route {
        let id = redemption.id.clone();
        match self {
            Self::Confirm => Route::Confirm(id),
            Self::Cameras => Route::Cameras(id),
            Self::Receipt => Route::Receipt(id),
        }
    }
}

/// Whether a choice of cameras was ever saved for what a redemption gave. An unknown subscription counts as not chosen,
/// since offering the choice again loses nothing.
pub fn cameras_chosen(subscription: Option<&Subscription>) -> bool {
    subscription.is_some_and(|subscription| subscription.cameras_chosen)
}

/// What the plan details' page goes through, from reading to the redeemed code.
#[derive(Clone, Debug, PartialEq)]
pub enum Confirmation {
    /// The visitor reads. Nothing is in flight.
    Reading {
        /// What is being read.
        preview: Redemption,
        /// What the last try came to, if there was one.
        notice: Option<Notice>,
    },
    /// The confirmation is in flight.
    Sending {
        /// What was confirmed.
        preview: Redemption,
    },
    /// The answer was lost, so the server is being asked what became of the code.
    Checking {
        /// What was confirmed.
        preview: Redemption,
        /// How often it was asked already.
        asked: u32,
    },
    /// The code is redeemed.
    Redeemed {
        /// The receipt.
        receipt: Redemption,
    },
    /// The code can't be redeemed by this account any more.
    Refused {
        /// Why.
        failure: Failure,
    },
}

/// What a try that redeemed nothing came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The code is unspent, for this reason.
    Failed(Failure),
    /// The code is unspent, and what it would do has changed since it was read.
    Changed,
    /// The confirmation never arrived: the server was asked for long enough, and the code is unspent.
    NeverArrived,
}

/// Seconds after the loss of an answer from which on "not redeemed" is believed.
///
/// The confirmation may have arrived all the same, and be waiting for its turn at the database. A server gives up after two
/// waits of 5 seconds; the rest is for slower machines. To be told too late is better than to be told wrongly.
const SECONDS_TO_BELIEVE: u32 = 15;

/// Seconds to wait before the server is asked again what became of a code.
const fn pause_before(asked: u32) -> u32 {
    match asked {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        _ => 8,
    }
}

/// Seconds since the answer was lost when the server is asked for the time after `asked` times.
fn waited(asked: u32) -> u32 {
    (0..=asked).map(pause_before).sum()
}

impl Confirmation {
    /// Starts with what the server says of the redemption.
    pub fn read(redemption: Redemption) -> Self {
        match redemption.state {
            RedemptionState::Previewed => Self::Reading { preview: redemption, notice: None },
            RedemptionState::Redeemed => Self::Redeemed { receipt: redemption },
        }
    }

    /// The visitor confirms. Only a reader can: a second click while the first is in flight changes nothing.
    pub fn confirm(self) -> Self {
        match self {
            Self::Reading { preview, .. } => Self::Sending { preview },
            other => other,
        }
    }

    /// The confirmation's answer arrived, or did not.
    pub fn answered(self, answer: Result<Redemption, Failure>) -> Self {
        let Self::Sending { preview } = self else { return self };
        match answer {
            Ok(receipt) if receipt.state == RedemptionState::Redeemed => Self::Redeemed { receipt },
            Ok(_) => Self::check(preview),
            Err(failure) => Self::failed(preview, failure),
        }
    }

    fn check(preview: Redemption) -> Self {
        Self::Checking { preview, asked: 0 }
    }

    fn failed(preview: Redemption, failure: Failure) -> Self {
        let Failure::Problem(problem) = &failure else { return Self::check(preview) };
        match (problem.code, problem.code_used) {
            (ErrorCode::PreviewChanged, _) if problem.redemption.is_some() => {
                let fresh = problem.redemption.as_deref().cloned().unwrap_or(preview);
                Self::Reading { preview: fresh, notice: Some(Notice::Changed) }
            }
            _ if failure.is_final_for_code() => Self::Refused { failure },
            (_, Some(CodeUsed::No)) => Self::Reading { preview, notice: Some(Notice::Failed(failure)) },
            _ => Self::check(preview),
        }
    }

    /// The server said what became of the redemption, or could not be reached again.
    pub fn found(self, answer: Result<Redemption, Failure>) -> Self {
        let Self::Checking { preview, asked } = self else { return self };
        match answer {
            Ok(receipt) if receipt.state == RedemptionState::Redeemed => Self::Redeemed { receipt },
            Ok(fresh) if waited(asked) >= SECONDS_TO_BELIEVE => {
                Self::Reading { preview: fresh, notice: Some(Notice::NeverArrived) }
            }
            Ok(fresh) => Self::Checking { preview: fresh, asked: asked + 1 },
            Err(failure) if failure.is_final_for_code() => Self::Refused { failure },
            Err(_) => Self::Checking { preview, asked: asked + 1 },
        }
    }

    /// When the server is to be asked next, in seconds from now; `None` when there is nothing to ask.
    pub fn asks_in(&self) -> Option<u32> {
        match self {
            Self::Checking { asked, .. } => Some(pause_before(*asked)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
