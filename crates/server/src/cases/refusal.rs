//! Refusals of the domain as failures, with what the page must say.

use super::view::timestamp;
use crate::{
    domain::{calendar::BeyondCalendar, code::Refusal, slots},
    problem::Failure,
};
use tapo_care_wire::{ErrorCode, Field};

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::AlreadyRedeemed => {
                Self::new(ErrorCode::CodeAlreadyRedeemed).detail("This code was redeemed by another account.")
            }
            Refusal::Revoked => Self::new(ErrorCode::CodeRevoked).detail("This code was withdrawn by its issuer."),
            Refusal::Expired(until) => Self::new(ErrorCode::CodeExpired)
                .detail("The last day to redeem this code has passed.")
                .with(|problem| problem.redeem_until = Some(timestamp(until))),
            Refusal::NotYetActive(from) => Self::new(ErrorCode::CodeNotYetActive)
                .detail("This code can be redeemed later.")
                .with(|problem| problem.redeem_from = Some(timestamp(from))),
            Refusal::Region(regions) => Self::new(ErrorCode::RegionMismatch)
                .detail("This code is for accounts of other regions.")
                .with(|problem| problem.regions = Some(regions)),
        }
        .field(Field::Code)
    }
}

impl From<slots::Refusal> for Failure {
    fn from(refusal: slots::Refusal) -> Self {
        let (failure, camera) = match refusal {
            slots::Refusal::Unknown(id) => (Self::not_found("The account has no such camera."), Some(id)),
            slots::Refusal::TooMany => {
                (Self::new(ErrorCode::TooManyCameras).detail("The plan has fewer cameras than were chosen."), None)
            }
            slots::Refusal::NotEligible(id) => {
                (Self::new(ErrorCode::CameraNotEligible).detail("No plan can cover this camera."), Some(id))
            }
            slots::Refusal::HasPlan(id) => {
                let detail = "Another plan covers this camera. Send \"move\": true to move it.";
                (Self::new(ErrorCode::CameraHasPlan).detail(detail), Some(id))
            }
        };
        failure.field(Field::CameraIds).with(|problem| problem.camera_id = camera)
    }
}

impl From<BeyondCalendar> for Failure {
    fn from(error: BeyondCalendar) -> Self {
        tracing::error!(%error, "a plan would outlast the calendar");
        Self::unavailable()
    }
}
