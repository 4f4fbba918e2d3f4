//! A choice among many, in the browser's own way: it can be searched by typing, and phones show it as people know it.

use super::labelled::Labelled;
use crate::say::{self, Text};
use leptos::prelude::*;

/// A field to choose from a list. Nothing is chosen to begin with.
#[component]
pub fn Select(
    /// The id, which error summaries link to.
    id: &'static str,
    /// The label, and so the accessible name.
    #[prop(into)]
    label: Text,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: Option<Text>,
    /// How browsers know it, to fill it in.
    autocomplete: &'static str,
    /// What there is: values and their names.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// What is wrong with it; stays until the next submit.
    #[prop(into)]
    mistake: Signal<Option<Text>>,
    /// The value that is chosen; empty is none.
    value: RwSignal<String>,
) -> impl IntoView {
    let labelled = Labelled { id, label, hint, mistake };
    let wrong = labelled.wrong();
    // Built anew in another language; what is chosen stays.
    let options = move || {
        let chosen = value.get_untracked();
        let option = |(value, name): (String, String)| {
            let is_chosen = value == chosen;
            view! { <option value=value selected=is_chosen>{name}</option> }
        };
        options.get().into_iter().map(option).collect_view()
    };
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
                <option value="">{say::ui::CHOOSE}</option>
                {options}
            </select>
        </div>
    };
    labelled.around(wrong, false, input.into_any())
}
