//! One row of a description list.

use crate::say::Text;
use leptos::prelude::*;

/// A term and its value, inside `<dl class="details">`.
#[component]
pub fn Detail(
    /// The term.
    #[prop(into)]
    term: Text,
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
