//! What is found wrong with a form before anything is sent.

use crate::say::Text;
use crate::ui::{Entry, Summary};
use leptos::prelude::*;

/// All mistakes of a form as one summary: each text with the id of its field.
pub fn mistakes(found: impl IntoIterator<Item = (Option<Text>, &'static str)>) -> Option<Summary> {
    let entries: Vec<Entry> =
        found.into_iter().filter_map(|(text, field)| Some(Entry { text: text?, field: Some(field) })).collect();
    (!entries.is_empty()).then(|| Summary { entries, notes: Vec::new(), wait: None })
}

/// What a summary says of one field, to stand there.
pub fn mistake_at(problem: RwSignal<Option<Summary>>, field: &'static str) -> Signal<Option<Text>> {
    Signal::derive(move || problem.with(|problem| problem.as_ref()?.about(field)))
}
