//! The error summary at the top of a page (GOV.UK Design System; WCAG 2.2, 3.3.1).

use super::countdown::{Countdown, Wait};
use crate::browser;
use crate::say::{self, Text};
use leptos::html;
use leptos::prelude::*;

/// What is wrong, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The problems.
    pub entries: Vec<Entry>,
    /// What else is to be said, such as what became of the code.
    pub notes: Vec<Text>,
    /// How long to wait before trying again, to be counted down.
    pub wait: Option<Wait>,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is wrong and what to do.
    pub text: Text,
    /// The id of the field it is about, to go there.
    pub field: Option<&'static str>,
}

impl Summary {
    /// One problem that is about no field.
    pub fn of(text: impl Into<Text>) -> Self {
        Self { entries: vec![Entry { text: text.into(), field: None }], notes: Vec::new(), wait: None }
    }

    /// What it says of a field, to stand at the field in the same words.
    pub fn about(&self, field: &str) -> Option<Text> {
        self.entries.iter().find(|entry| entry.field == Some(field)).map(|entry| entry.text.clone())
    }
}

/// Shows a summary. It takes the focus each time there is a new one, even with the same words.
#[component]
pub fn ErrorSummary(
    /// What is wrong, if anything is.
    #[prop(into)]
    summary: Signal<Option<Summary>>,
) -> impl IntoView {
    let element = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let is_wrong = summary.with(Option::is_some);
        if let Some(element) = element.get().filter(|_| is_wrong) {
            browser::focus(&element);
        }
    });
    let is_wrong = Memo::new(move |_| summary.with(Option::is_some));
    let entries = move || summary.get().map(|summary| summary.entries).unwrap_or_default();
    let notes = move || summary.get().map(|summary| summary.notes).unwrap_or_default();
    let list = move || entries().into_iter().map(entry).collect_view();
    let paragraphs =
        move || notes().into_iter().map(|note| view! { <p class="summary__text">{note}</p> }).collect_view();
    let countdown = move || summary.with(|summary| summary.as_ref()?.wait).map(|wait| view! { <Countdown wait /> });
    view! {
        <Show when=move || is_wrong.get()>
            <div class="summary" role="alert" tabindex="-1" aria-labelledby="summary-title" node_ref=element>
                <h2 class="summary__title" id="summary-title">
                    {say::ui::PROBLEM}
                </h2>
                <ul class="summary__list">{list}</ul>
                {paragraphs}
                {countdown}
            </div>
        </Show>
    }
}

fn entry(entry: Entry) -> impl IntoView {
    let Entry { text, field } = entry;
    let content = match field {
        Some(id) => {
            // The fragment is not followed: it would stay in the address, where a code may stand.
            let go = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                browser::focus_by_id(id);
            };
            view! {
                <a class="summary__link" href=["#", id].concat() on:click=go>
                    {text}
                </a>
            }
            .into_any()
        }
        None => view! { {text} }.into_any(),
    };
    view! { <li>{content}</li> }
}
