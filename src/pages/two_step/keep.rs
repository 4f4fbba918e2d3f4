//! New recovery codes, shown this once.

use super::Why;
use crate::browser;
use crate::route::Route;
use crate::say;
use crate::ui::{ButtonKind, CopyButton, Icon, Page, icon};
use leptos::prelude::*;

/// The codes, on the screen and on paper.
#[component]
pub(super) fn Keep(email: String, codes: Vec<String>, why: Why) -> impl IntoView {
    let lead = match why {
        Why::TurnedOn => say::two_step::KEEP_ON,
        Why::Renewed => say::two_step::KEEP_RENEWED,
    };
    let text = codes.join("\n");
    let items = codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view();
    view! {
        <Page title=say::two_step::KEEP_TITLE done=why == Why::TurnedOn lead>
            <section class="card recovery" aria-labelledby="codes-title">
                <h2 class="heading" id="codes-title">
                    {say::two_step::RECOVERY_CODES}
                </h2>
                <p class="text--muted">{say::two_step::recovery_of(email)}</p>
                <ul class="recovery__codes" dir="ltr">
                    {items}
                </ul>
                <p>{say::two_step::EACH_ONCE}</p>
            </section>
            <CopyButton label=say::two_step::COPY text>
                <button class=ButtonKind::Secondary.class() type="button" on:click=move |_| browser::print()>
                    {icon(Icon::Print)}
                    {say::two_step::PRINT}
                </button>
            </CopyButton>
            <div class="actions">
                <a class=ButtonKind::Primary.class() href=Route::Account.path()>
                    {say::two_step::KEPT}
                </a>
            </div>
        </Page>
    }
}
