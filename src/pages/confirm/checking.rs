//! What stands in the place of the button while nobody knows whether the code was used.

use crate::browser;
use crate::say;
use leptos::html;
use leptos::prelude::*;

/// While the truth is being asked for.
#[component]
pub(super) fn Checking(
    /// Whether there is a network to ask over.
    online: Signal<bool>,
) -> impl IntoView {
    // It takes the place of the button that had the focus.
    let element = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            browser::focus(&element);
        }
    });
    view! {
        <div class="checking" role="status" tabindex="-1" node_ref=element>
            <span class="checking__motion" aria-hidden="true"></span>
            <p class="checking__title">{say::confirm::CHECKING}</p>
            <p class="checking__text">
                {move || if online.get() { say::confirm::CHECKING_TEXT } else { say::confirm::CHECKING_OFFLINE }}
            </p>
        </div>
    }
}
