//! Icons: decoration only, from one sprite.

use leptos::prelude::*;

/// A picture of the sprite `style/icons.svg`, which stands in `index.html`: no request, and there from the first view on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A warning.
    Alert,
    /// A camera with a battery.
    Battery,
    /// A camera.
    Camera,
    /// Done.
    Check,
    /// A length of time.
    Clock,
    /// A doorbell.
    Doorbell,
    /// A gift.
    Gift,
    /// A hub.
    Hub,
    /// Something to know.
    Info,
    /// Safe.
    Lock,
    /// Something with a plug.
    Plug,
    /// Print.
    Print,
    /// Protection.
    Shield,
}

impl Icon {
    const fn address(self) -> &'static str {
        match self {
            Self::Alert => "#icon-alert",
            Self::Battery => "#icon-battery",
            Self::Camera => "#icon-camera",
            Self::Check => "#icon-check",
            Self::Clock => "#icon-clock",
            Self::Doorbell => "#icon-doorbell",
            Self::Gift => "#icon-gift",
            Self::Hub => "#icon-hub",
            Self::Info => "#icon-info",
            Self::Lock => "#icon-lock",
            Self::Plug => "#icon-plug",
            Self::Print => "#icon-print",
            Self::Shield => "#icon-shield",
        }
    }
}

/// Draws an icon. Hidden from screen readers: the words beside it say the same.
pub fn icon(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=icon.address()></use>
        </svg>
    }
}
