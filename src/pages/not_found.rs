//! An address behind which there is nothing.

use crate::route::Route;
use crate::say;
use crate::ui::{ButtonKind, Page};
use leptos::prelude::*;

/// Says so, and leads on.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <Page
            title=say::frame::NOT_FOUND
            lead=say::frame::NOT_FOUND_LEAD
        >
            <div class="actions">
                <a class=ButtonKind::Primary.class() href=Route::Home.path()>
                    {say::frame::GO_HOME}
                </a>
                <a class=ButtonKind::Secondary.class() href=Route::Help.path()>
                    {say::frame::GET_HELP}
                </a>
            </div>
        </Page>
    }
}
