//! A field for several lines.

use super::labelled::Labelled;
use crate::say::Text;
use leptos::prelude::*;

/// A field for many codes: what is typed is no word of any language, and stands one below the other.
#[component]
pub fn CodesArea(
    /// The id of the field, which error summaries link to.
    id: &'static str,
    /// The label, and so the accessible name.
    #[prop(into)]
    label: Text,
    /// What helps to fill it in.
    #[prop(into)]
    hint: Text,
    /// What is wrong with it; stays until the next submit.
    #[prop(into)]
    mistake: Signal<Option<Text>>,
    /// What is in it.
    value: RwSignal<String>,
) -> impl IntoView {
    let labelled = Labelled { id, label, hint: Some(hint), mistake };
    let wrong = labelled.wrong();
    let input = view! {
        <textarea
            class="input codes-area"
            id=id
            name=id
            rows="8"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck="false"
            dir="ltr"
            aria-invalid=move || wrong.get().then_some("true")
            aria-describedby=labelled.described_by(wrong)
            prop:value=value
            on:input:target=move |event| value.set(event.target().value())
        ></textarea>
    }
    .attr("autocorrect", "off");
    labelled.around(wrong, false, input.into_any())
}
