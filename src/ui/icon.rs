//! Icons: decoration only, from one sprite.

use leptos::prelude::*;

/// A picture of the sprite `public/icons.svg`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A warning.
    Alert,
    /// A camera.
    Camera,
    /// Done.
    Check,
    /// A length of time.
    Clock,
    /// A gift.
    Gift,
    /// Something to know.
    Info,
    /// Safe.
    Lock,
    /// Print.
    Print,
    /// Protection.
    Shield,
}

impl Icon {
    const fn address(self) -> &'static str {
        match self {
            Self::Alert => "/tapo_web/icons.svg#alert",
            Self::Camera => "/tapo_web/icons.svg#camera",
            Self::Check => "/tapo_web/icons.svg#check",
            Self::Clock => "/tapo_web/icons.svg#clock",
            Self::Gift => "/tapo_web/icons.svg#gift",
            Self::Info => "/tapo_web/icons.svg#info",
            Self::Lock => "/tapo_web/icons.svg#lock",
            Self::Print => "/tapo_web/icons.svg#print",
            Self::Shield => "/tapo_web/icons.svg#shield",
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
