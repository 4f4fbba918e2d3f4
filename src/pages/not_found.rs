//! An address behind which there is nothing.

use crate::route::Route;
use crate::ui::{ButtonKind, Page};
use leptos::prelude::*;

/// Says so, and leads on.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <Page
            title="Page not found"
            lead="There is nothing at this address. If you typed it, check it; if you followed a link, it may be old."
        >
            <div class="actions">
                <a class=ButtonKind::Primary.class() href=Route::Home.path()>
                    "Go to Tapo Care"
                </a>
                <a class=ButtonKind::Secondary.class() href=Route::Help.path()>
                    "Get help"
                </a>
            </div>
        </Page>
    }
}
