//! A field to choose a file with, in the browser's own way.

use super::labelled::Labelled;
use crate::browser;
use crate::say::Text;
use leptos::prelude::*;

/// A file to choose. What is chosen is given on at once, and read here only.
#[component]
pub fn FileField(
    /// The id of the input, which error summaries link to.
    id: &'static str,
    /// The label, and so the accessible name.
    #[prop(into)]
    label: Text,
    /// Which files the browser offers first.
    accept: &'static str,
    /// What is wrong with the file.
    #[prop(into)]
    mistake: Signal<Option<Text>>,
    /// Takes the file.
    on_file: impl Fn(browser::File) + 'static,
) -> impl IntoView {
    let labelled = Labelled { id, label, hint: None, mistake };
    let wrong = labelled.wrong();
    let input = view! {
        <input
            class="file"
            id=id
            type="file"
            accept=accept
            aria-invalid=move || wrong.get().then_some("true")
            aria-describedby=labelled.described_by(wrong)
            on:change:target=move |event| {
                if let Some(file) = browser::chosen_file(&event.target()) {
                    on_file(file);
                }
            }
        />
    };
    labelled.around(wrong, false, input.into_any())
}
