//! What is different for each kind of camera: its drawing, its words, and how it is set up.

use crate::say::{self, Text};
use crate::ui::Icon;
use tapo_care_wire::{Camera, DeviceKind, IneligibleReason};

/// What a kind looks like, and what is said of it.
pub(super) struct Kind {
    /// Its drawing.
    pub(super) drawing: Icon,
    /// What it is called.
    pub(super) name: Text,
    /// How to tell that it is one.
    pub(super) hint: Text,
    /// The heading above its steps.
    pub(super) title: Text,
    /// How it is set up, once the app is open.
    pub(super) steps: [Text; 4],
}

impl Kind {
    /// What is different for this one.
    pub(super) const fn of(kind: DeviceKind) -> Self {
        use say::add_camera as say;
        match kind {
            DeviceKind::PlugIn => Self {
                drawing: Icon::Camera,
                name: say::PLUG_IN,
                hint: say::PLUG_IN_HINT,
                title: say::PLUG_IN_TITLE,
                steps: [say::PLUG_IN_1, say::PLUG_IN_2, say::PLUG_IN_3, say::NAME_IT],
            },
            DeviceKind::Battery => Self {
                drawing: Icon::Battery,
                name: say::BATTERY,
                hint: say::BATTERY_HINT,
                title: say::BATTERY_TITLE,
                steps: [say::BATTERY_1, say::BATTERY_2, say::BATTERY_3, say::NAME_IT],
            },
            DeviceKind::Doorbell => Self {
                drawing: Icon::Doorbell,
                name: say::DOORBELL,
                hint: say::DOORBELL_HINT,
                title: say::DOORBELL_TITLE,
                steps: [say::DOORBELL_1, say::DOORBELL_2, say::DOORBELL_3, say::NAME_IT],
            },
            DeviceKind::HubKit => Self {
                drawing: Icon::Hub,
                name: say::HUB_KIT,
                hint: say::HUB_KIT_HINT,
                title: say::HUB_KIT_TITLE,
                steps: [say::HUB_KIT_1, say::HUB_KIT_2, say::HUB_KIT_3, say::NAME_IT],
            },
        }
    }
}

/// The drawing of a device of the account.
pub(super) fn drawing_of(camera: &Camera) -> Icon {
    match (camera.ineligible_reason, DeviceKind::of_model(&camera.model)) {
        (Some(IneligibleReason::NotACamera), _) => Icon::Plug,
        // The hub is not what is chosen.
        (_, DeviceKind::HubKit) => Icon::Battery,
        (_, kind) => Kind::of(kind).drawing,
    }
}
