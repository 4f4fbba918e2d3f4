//! New recovery codes, shown this once.

use super::Why;
use crate::browser;
use crate::route::Route;
use crate::ui::{ButtonKind, CopyButton, Icon, Page, icon};
use leptos::prelude::*;

/// The codes, on the screen and on paper.
#[component]
pub(super) fn Keep(email: String, codes: Vec<String>, why: Why) -> impl IntoView {
    let lead = match why {
        Why::TurnedOn => {
            "Two-step verification is on. These codes are shown only now: keep them where you find them without your phone."
        }
        Why::Renewed => {
            "These codes are shown only now, and the ones before don’t work any more. Keep them where you find them without your phone."
        }
    };
    let text = codes.join("\n");
    let items = codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view();
    view! {
        <Page title="Keep your recovery codes" done=why == Why::TurnedOn lead>
            <section class="card recovery" aria-labelledby="codes-title">
                <h2 class="heading" id="codes-title">
                    "Recovery codes"
                </h2>
                <p class="text--muted">"Tapo Care, " {email}</p>
                <ul class="recovery__codes" dir="ltr">
                    {items}
                </ul>
                <p>"Each lets you log in once in place of a verification code."</p>
            </section>
            <CopyButton label="Copy" text>
                <button class=ButtonKind::Secondary.class() type="button" on:click=move |_| browser::print()>
                    {icon(Icon::Print)}
                    "Print"
                </button>
            </CopyButton>
            <div class="actions">
                <a class=ButtonKind::Primary.class() href=Route::Account.path()>
                    "I have kept them"
                </a>
            </div>
        </Page>
    }
}
