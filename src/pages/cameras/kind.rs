//! What is different for each kind of camera: its drawing, its words, and how it is set up.

use crate::say::{self, Text};
use crate::ui::Icon;
use tapo_care_wire::{Camera, DeviceKind, IneligibleReason};

/// The drawing of a kind.
pub(super) const fn drawing(kind: DeviceKind) -> Icon {
    match kind {
        DeviceKind::PlugIn => Icon::Camera,
        DeviceKind::Battery => Icon::Battery,
        DeviceKind::Doorbell => Icon::Doorbell,
        DeviceKind::HubKit => Icon::Hub,
    }
}

/// The drawing of a device of the account.
pub(super) fn drawing_of(camera: &Camera) -> Icon {
    match (camera.ineligible_reason, DeviceKind::of_model(&camera.model)) {
        (Some(IneligibleReason::NotACamera), _) => Icon::Plug,
        // The hub is not what is chosen.
        (_, DeviceKind::HubKit) => Icon::Battery,
        (_, kind) => drawing(kind),
    }
}

/// The words for a kind.
pub(super) struct Words {
    /// What it is called.
    pub(super) name: Text,
    /// How to tell that it is one.
    pub(super) hint: Text,
    /// The heading above its steps.
    pub(super) title: Text,
    /// How it is set up, once the app is open.
    pub(super) steps: [Text; 4],
}

/// The words for a kind.
pub(super) const fn words(kind: DeviceKind) -> Words {
    use say::add_camera as say;
    match kind {
        DeviceKind::PlugIn => Words {
            name: say::PLUG_IN,
            hint: say::PLUG_IN_HINT,
            title: say::PLUG_IN_TITLE,
            steps: [say::PLUG_IN_1, say::PLUG_IN_2, say::PLUG_IN_3, say::NAME_IT],
        },
        DeviceKind::Battery => Words {
            name: say::BATTERY,
            hint: say::BATTERY_HINT,
            title: say::BATTERY_TITLE,
            steps: [say::BATTERY_1, say::BATTERY_2, say::BATTERY_3, say::NAME_IT],
        },
        DeviceKind::Doorbell => Words {
            name: say::DOORBELL,
            hint: say::DOORBELL_HINT,
            title: say::DOORBELL_TITLE,
            steps: [say::DOORBELL_1, say::DOORBELL_2, say::DOORBELL_3, say::NAME_IT],
        },
        DeviceKind::HubKit => Words {
            name: say::HUB_KIT,
            hint: say::HUB_KIT_HINT,
            title: say::HUB_KIT_TITLE,
            steps: [say::HUB_KIT_1, say::HUB_KIT_2, say::HUB_KIT_3, say::NAME_IT],
        },
    }
}
