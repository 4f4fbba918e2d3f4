//! Cameras, and the choice of those that a subscription covers.

use crate::{CameraId, SubscriptionId};
use serde::{Deserialize, Serialize};

/// A device of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Camera {
    /// The id.
    pub id: CameraId,
    /// What the owner calls it, such as "Front door".
    pub name: String,
    /// The model, such as "C420S2".
    pub model: String,
    /// Whether it is connected now.
    pub online: bool,
    /// Where it was sold: an ISO 3166-1 country code.
    pub region: String,
    /// The subscription that covers it now, if one does: at most one (rule 7 of redemption).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_id: Option<SubscriptionId>,
    /// Whether any plan can cover it, judged by the account's region and the model, never by the plan it has.
    pub eligible: bool,
    /// Why no plan can cover it; present just when `eligible` is false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ineligible_reason: Option<IneligibleReason>,
}

/// Why no plan can cover a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum IneligibleReason {
    /// Sold for another region than the account's.
    Region,
    /// The model has no cloud video.
    UnsupportedModel,
    /// A plug, a bulb, a hub: nothing that films.
    NotACamera,
}

/// Names of the events of `GET /cameras/events`.
pub mod camera_events {
    /// A camera was added or is not as it was: the data is a [`Camera`](super::Camera).
    pub const CAMERA: &str = "camera";
    /// The stream is over and is not to be opened again by itself: the data says why, `session` or `replaced`.
    pub const END: &str = "end";
}

/// The body of `PUT /subscriptions/{id}/cameras`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChooseCameras {
    /// All that the subscription is to cover from now on. Empty is a choice too.
    pub camera_ids: Vec<CameraId>,
    /// Whether cameras that another subscription covers may be moved here. Without it they are refused (`camera_has_plan`).
    #[serde(default, rename = "move", skip_serializing_if = "std::ops::Not::not")]
    pub move_from_other_plan: bool,
}

/// How a camera gets its power and its connection: what setting it up depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// From a socket, over Wi-Fi.
    PlugIn,
    /// From a battery, over Wi-Fi.
    Battery,
    /// A doorbell.
    Doorbell,
    /// From a battery, through a hub that came in the same box.
    HubKit,
}

impl DeviceKind {
    /// All of them, the most usual first.
    pub const ALL: [Self; 4] = [Self::PlugIn, Self::Battery, Self::Doorbell, Self::HubKit];

    /// The kind of a camera, by its model's name: doorbells begin with a D, and of the wireless series C4 those that come with
    /// a hub have an S and a number at the end.
    pub fn of_model(model: &str) -> Self {
        let digits_end = |model: &str| model.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with('S');
        match model.as_bytes() {
            [b'D', ..] => Self::Doorbell,
            [b'C', b'4', ..] if digits_end(model) => Self::HubKit,
            [b'C', b'4', ..] => Self::Battery,
            _ => Self::PlugIn,
        }
    }
}

/// The body of `POST /demo/cameras`: a camera that is to appear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DemoCamera {
    /// What kind.
    pub kind: DeviceKind,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_tells_the_kind() {
        for (model, kind) in [
            ("C210", DeviceKind::PlugIn),
            ("C325WB", DeviceKind::PlugIn),
            ("TC70", DeviceKind::PlugIn),
            ("C510W", DeviceKind::PlugIn),
            ("C425", DeviceKind::Battery),
            ("C420", DeviceKind::Battery),
            ("C420S2", DeviceKind::HubKit),
            ("C400S2", DeviceKind::HubKit),
            ("D230S1", DeviceKind::Doorbell),
            ("", DeviceKind::PlugIn),
        ] {
            assert_eq!(DeviceKind::of_model(model), kind, "{model}");
        }
    }
}
