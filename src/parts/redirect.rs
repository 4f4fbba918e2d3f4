//! Going somewhere else instead.

use crate::route::Route;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Leads to another view in place of this one, with history *replace*: Back does not come here again.
#[component]
pub fn Redirect(
    /// Where to.
    to: Route,
) -> impl IntoView {
    let navigate = use_navigate();
    navigate(&to.path(), NavigateOptions { replace: true, ..Default::default() });
}
