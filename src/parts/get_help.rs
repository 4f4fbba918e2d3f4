//! Getting help: what support needs to know, to copy or to mail, where something may have gone wrong.

use crate::api::last_trouble;
use crate::browser;
use crate::route::Route;
use crate::say;
use crate::support::{Facts, details, mail};
use crate::ui::{ButtonKind, CopyButton};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A quiet section at the end of a view. It shows what it copies: who sends something to strangers wants to know what.
#[component]
pub fn GetHelp(
    /// The reference of the receipt on the screen.
    #[prop(optional_no_strip)]
    reference: Option<String>,
) -> impl IntoView {
    let route = Route::parse(&use_location().pathname.get_untracked());
    let (now, trouble) = (browser::now(), last_trouble());
    let text = details(Facts {
        route: route.as_ref(),
        now: now.as_str(),
        reference: reference.as_deref(),
        trouble: trouble.as_ref(),
        language: untrack(say::spoken).tag,
        agent: &browser::agent(),
    });
    let letter = text.clone();
    let address = move || mail(&say::get_help::SUBJECT.said(), &letter);
    view! {
        <section class="get-help no-print" aria-labelledby="get-help">
            <h2 class="heading heading--small" id="get-help">
                {say::get_help::TITLE}
            </h2>
            <p class="text--muted">{say::get_help::TEXT}</p>
            <CopyButton label=say::get_help::COPY text=text.clone()>
                <a class=ButtonKind::Plain.class() href=address>
                    {say::get_help::MAIL}
                </a>
            </CopyButton>
            <details class="get-help__details">
                <summary class="get-help__summary">{say::get_help::SHOW}</summary>
                <pre class="get-help__text" dir="ltr">
                    {text}
                </pre>
            </details>
        </section>
    }
}
