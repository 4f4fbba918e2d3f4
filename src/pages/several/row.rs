//! One line of the list of codes, and how far it is.

use crate::api::{Failure, Situation, advice};
use crate::say::Text;
use tapo_care_wire::{Redemption, RedemptionCode, RedemptionId, RedemptionState};

/// One line of the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// Its place in what was pasted, from 1.
    pub(super) line: u32,
    /// How far it is.
    pub(super) state: State,
}

/// How far a line is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    /// It gives nothing, for this reason. The server was not asked, or said so.
    Nothing(Vec<Text>),
    /// To be looked up by its code.
    Unread(RedemptionCode),
    /// To be looked up by its id, after a reload.
    Unseen(RedemptionId),
    /// The server says what it gives. Not used.
    Ready(Redemption),
    /// Being redeemed now.
    Redeeming(Redemption),
    /// Redeemed, perhaps before this run.
    Done(Redemption),
}

impl State {
    /// What the server says of it.
    pub(super) fn redemption(&self) -> Option<&Redemption> {
        match self {
            Self::Ready(redemption) | Self::Redeeming(redemption) | Self::Done(redemption) => Some(redemption),
            Self::Nothing(_) | Self::Unread(_) | Self::Unseen(_) => None,
        }
    }

    /// Whether it is still to be looked up.
    pub(super) fn is_unread(&self) -> bool {
        matches!(self, Self::Unread(_) | Self::Unseen(_))
    }

    /// What the server says of it.
    pub(super) fn of(redemption: Redemption) -> Self {
        match redemption.state {
            RedemptionState::Previewed => Self::Ready(redemption),
            RedemptionState::Redeemed => Self::Done(redemption),
        }
    }
}

/// A code that can't be redeemed.
pub(super) fn nothing(failure: &Failure) -> State {
    let said = advice(failure, Situation::default());
    State::Nothing(std::iter::once(said.text).chain(said.about_code).collect())
}
