//! The step machine of a redemption: which step is due, and what the second Confirm goes through. No Leptos, no browser.
//!
//! The server owns the redemption. What is here decides only what the visitor sees of it, and never claims more than the
//! server has said: an answer that was lost is asked for again, not guessed.

use crate::api::{Failure, SECONDS_TO_ANSWER};
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

/// What the plan details' page goes through, from reading to the redeemed code. Elsewhere on the page, and after a reload, it
/// begins with [`Confirmation::resumed`].
///
/// `now` is the browser's clock in milliseconds: it measures how long something has been under way, and decides nothing else.
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
    /// The answer was lost, or is awaited elsewhere, so the server is being asked what became of the code.
    Checking {
        /// What was confirmed, once it is known here.
        preview: Option<Redemption>,
        /// How often it was asked already.
        asked: u32,
        /// From when on "not redeemed" is believed.
        believed_from: u64,
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
    Changed {
        /// What was read before.
        before: Box<Redemption>,
    },
    /// The confirmation never arrived: the server was asked for long enough, and the code is unspent.
    NeverArrived,
}

/// Milliseconds in a second.
const SECOND: u64 = 1000;

/// How long after the loss of an answer "not redeemed" is believed, in milliseconds.
///
/// The confirmation may have arrived all the same, and be waiting for its turn at the database. A server gives up after two
/// waits of 5 seconds; the rest is for slower machines. To be told too late is better than to be told wrongly.
const TO_BELIEVE: u64 = 15 * SECOND;

/// From when on "not redeemed" is believed of a confirmation whose answer was lost just now.
pub const fn believed_when_lost(now: u64) -> u64 {
    now + TO_BELIEVE
}

/// From when on it is believed of one that is sent now, if nobody ever learns when its answer was lost: its tab may be closed.
pub const fn believed_when_sent(now: u64) -> u64 {
    now + SECONDS_TO_ANSWER as u64 * SECOND + TO_BELIEVE
}

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

impl Confirmation {
    /// Starts with what the server says of the redemption.
    pub fn read(redemption: Redemption) -> Self {
        match redemption.state {
            RedemptionState::Previewed => Self::Reading { preview: redemption, notice: None },
            RedemptionState::Redeemed => Self::Redeemed { receipt: redemption },
        }
    }

    /// Starts with a confirmation that was sent earlier or elsewhere, and of which no answer is known.
    ///
    /// A clock that was set back meanwhile makes nobody wait longer than for one that is sent now.
    pub fn resumed(believed_from: u64, now: u64) -> Self {
        Self::Checking { preview: None, asked: 0, believed_from: believed_from.min(believed_when_sent(now)) }
    }

    /// The visitor confirms. Only a reader can: a second click while the first is in flight changes nothing.
    pub fn confirm(self) -> Self {
        match self {
            Self::Reading { preview, .. } => Self::Sending { preview },
            other => other,
        }
    }

    /// The confirmation was sent elsewhere: in another tab.
    pub fn sent_elsewhere(self, believed_from: u64, now: u64) -> Self {
        match (self, Self::resumed(believed_from, now)) {
            (Self::Reading { preview, .. }, Self::Checking { asked, believed_from, .. }) => {
                Self::Checking { preview: Some(preview), asked, believed_from }
            }
            (other, _) => other,
        }
    }

    /// Whoever sent the confirmation knows the outcome by now, so that the server's next word is believed.
    pub fn known_elsewhere(self) -> Self {
        match self {
            Self::Checking { preview, asked, .. } => Self::Checking { preview, asked, believed_from: 0 },
            other => other,
        }
    }

    /// The confirmation's answer arrived, or did not.
    pub fn answered(self, answer: Result<Redemption, Failure>, now: u64) -> Self {
        let Self::Sending { preview } = self else { return self };
        match answer {
            Ok(receipt) if receipt.state == RedemptionState::Redeemed => Self::Redeemed { receipt },
            Ok(_) => Self::check(preview, now),
            Err(failure) => Self::failed(preview, failure, now),
        }
    }

    fn check(preview: Redemption, now: u64) -> Self {
        Self::Checking { preview: Some(preview), asked: 0, believed_from: believed_when_lost(now) }
    }

    fn failed(preview: Redemption, failure: Failure, now: u64) -> Self {
        let Failure::Problem(problem) = &failure else { return Self::check(preview, now) };
        match (problem.code, problem.code_used) {
            (ErrorCode::PreviewChanged, _) if problem.redemption.is_some() => {
                let fresh = problem.redemption.as_deref().cloned().unwrap_or_else(|| preview.clone());
                Self::Reading { preview: fresh, notice: Some(Notice::Changed { before: Box::new(preview) }) }
            }
            _ if failure.is_final_for_code() => Self::Refused { failure },
            (_, Some(CodeUsed::No)) => Self::Reading { preview, notice: Some(Notice::Failed(failure)) },
            _ => Self::check(preview, now),
        }
    }

    /// The server said what became of the redemption, or could not be reached again. `asked_at` is when it was asked.
    pub fn found(self, answer: Result<Redemption, Failure>, asked_at: u64) -> Self {
        let Self::Checking { preview, asked, believed_from } = self else { return self };
        match answer {
            Ok(receipt) if receipt.state == RedemptionState::Redeemed => Self::Redeemed { receipt },
            Ok(fresh) if asked_at >= believed_from => {
                Self::Reading { preview: fresh, notice: Some(Notice::NeverArrived) }
            }
            Ok(fresh) => Self::Checking { preview: Some(fresh), asked: asked + 1, believed_from },
            Err(failure) if failure.is_final_for_code() => Self::Refused { failure },
            Err(_) => Self::Checking { preview, asked: asked + 1, believed_from },
        }
    }

    /// The server was asked, while the visitor reads, whether it still is as they read it.
    pub fn looked_again(self, answer: Result<Redemption, Failure>) -> Self {
        match (self, answer) {
            (Self::Reading { .. }, Ok(receipt)) if receipt.state == RedemptionState::Redeemed => {
                Self::Redeemed { receipt }
            }
            (Self::Reading { preview, .. }, Ok(fresh)) if fresh.etag != preview.etag => {
                Self::Reading { preview: fresh, notice: Some(Notice::Changed { before: Box::new(preview) }) }
            }
            // Not found is what another account is told, which somebody may have logged in with meanwhile: then this view is gone soon.
            (Self::Reading { .. }, Err(failure))
                if failure.is_final_for_code() && failure.code() != Some(ErrorCode::NotFound) =>
            {
                Self::Refused { failure }
            }
            (other, _) => other,
        }
    }

    /// When the server is to be asked next, in seconds from now; `None` when there is nothing to ask.
    pub fn asks_in(&self, now: u64) -> Option<u32> {
        let Self::Checking { asked, believed_from, .. } = self else { return None };
        let pause = pause_before(*asked);
        // Not later than when the answer counts, if that is near.
        let left = believed_from.saturating_sub(now).div_ceil(SECOND);
        Some(match u32::try_from(left) {
            Ok(left) if left > 0 => pause.min(left),
            _ => pause,
        })
    }

    /// What is known of the redemption here.
    pub fn redemption(&self) -> Option<&Redemption> {
        match self {
            Self::Reading { preview, .. } | Self::Sending { preview } => Some(preview),
            Self::Checking { preview, .. } => preview.as_ref(),
            Self::Redeemed { receipt } => Some(receipt),
            Self::Refused { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests;
