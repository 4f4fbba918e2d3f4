//! Something to know that is no problem.

use super::icon::{Icon, icon};
use leptos::prelude::*;

/// A boxed notice. Read out when it appears.
#[component]
pub fn Notice(
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="notice" role="status">
            {icon(Icon::Info)}
            <div class="notice__body">{children()}</div>
        </div>
    }
}
