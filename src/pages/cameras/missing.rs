//! "My camera is missing": what to check, for whoever wants to know.

use crate::say::{self, Text};
use leptos::prelude::*;

/// The checks, folded away until they are asked for, or until they are due.
#[component]
pub(super) fn Missing(
    /// The country of the account.
    region: String,
    /// Whether they are due.
    open: Signal<bool>,
) -> impl IntoView {
    let checks = [
        say::cameras::CHECK_INTERNET,
        say::cameras::CHECK_FIRMWARE,
        say::cameras::CHECK_SAME_ID,
        say::cameras::check_region(Text::region(&region)),
    ];
    view! {
        <details class="missing" prop:open=open>
            <summary class="missing__summary">{say::cameras::MISSING}</summary>
            <ul class="missing__list">
                {checks.into_iter().map(|check| view! { <li>{check}</li> }).collect_view()}
            </ul>
        </details>
    }
}
