//! The banner of a page that has no network.

use super::icon::{Icon, icon};
use crate::say;
use leptos::prelude::*;

/// Says that the visitor is offline and what that means, for as long as it is so, and afterwards to screen readers that it is over.
#[component]
pub fn OfflineBanner(
    /// Whether there is a network.
    #[prop(into)]
    online: Signal<bool>,
) -> impl IntoView {
    let was_offline = Memo::new(move |was: Option<&bool>| was == Some(&true) || !online.get());
    view! {
        <div class="offline" class=("offline--shown", move || !online.get()) role="status">
            {move || match (online.get(), was_offline.get()) {
                (false, _) => {
                    view! {
                        <p class="offline__text">
                            {icon(Icon::Alert)}
                            <span>
                                <strong>{say::offline::TITLE}</strong>
                                " "
                                {say::offline::TEXT}
                            </span>
                        </p>
                    }
                        .into_any()
                }
                (true, true) => view! { <p class="visually-hidden">{say::offline::OVER}</p> }.into_any(),
                (true, false) => ().into_any(),
            }}
        </div>
    }
}
