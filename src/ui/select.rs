//! A choice among many, in the browser's own way: it can be searched by typing, and phones show it as people know it.

use super::labelled::Labelled;
use leptos::prelude::*;

/// A field to choose from a list. Nothing is chosen to begin with.
#[component]
pub fn Select(
    /// The id, which error summaries link to.
    id: &'static str,
    /// The label, and so the accessible name.
    label: &'static str,
    /// What helps to choose.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// How browsers know it, to fill it in.
    autocomplete: &'static str,
    /// What there is: values and their names.
    options: Vec<(String, String)>,
    /// What is wrong with it; stays until the next submit.
    #[prop(into)]
    mistake: Signal<Option<String>>,
    /// The value that is chosen; empty is none.
    value: RwSignal<String>,
) -> impl IntoView {
    let labelled = Labelled { id, label, hint, mistake };
    let wrong = labelled.wrong();
    let options = options.into_iter().map(|(value, name)| view! { <option value=value>{name}</option> }).collect_view();
    let input = view! {
        <div class="select">
            <select
                class="input select__input"
                id=id
                name=id
                autocomplete=autocomplete
                aria-invalid=move || wrong.get().then_some("true")
                aria-describedby=labelled.described_by(wrong)
                prop:value=value
                on:change:target=move |event| value.set(event.target().value())
            >
                <option value="">"Choose"</option>
                {options}
            </select>
        </div>
    };
    labelled.around(wrong, false, input.into_any())
}
