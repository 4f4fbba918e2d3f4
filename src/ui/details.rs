//! One row of a description list.

use leptos::prelude::*;

/// A term and its value, inside `<dl class="details">`.
#[component]
pub fn Detail(
    /// The term.
    term: &'static str,
    /// Its value.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="details__row">
            <dt class="details__term">{term}</dt>
            <dd class="details__value">{children()}</dd>
        </div>
    }
}
