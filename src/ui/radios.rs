//! A choice among few, all of them in sight.

use super::labelled::mistake_text;
use crate::say::Text;
use leptos::prelude::*;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Radio {
    /// The id of its input.
    pub id: &'static str,
    /// The label, and so the accessible name.
    pub label: Text,
    /// What helps to choose.
    pub hint: Text,
}

/// A group to choose one of. Error summaries link to the first.
#[component]
pub fn Radios(
    /// The name of the group for the browser, and what its ids begin with.
    name: &'static str,
    /// What is chosen.
    #[prop(into)]
    legend: Text,
    /// What there is.
    options: Vec<Radio>,
    /// What is wrong with the choice; stays until the next submit.
    #[prop(into)]
    mistake: Signal<Option<Text>>,
    /// Which is chosen, by its place.
    value: RwSignal<Option<usize>>,
) -> impl IntoView {
    let mistake_id = [name, "-error"].concat();
    let described_by = {
        let mistake_id = mistake_id.clone();
        move || mistake.with(Option::is_some).then(|| mistake_id.clone())
    };
    let radios =
        options.into_iter().enumerate().map(|(place, radio)| view_of(name, place, radio, value)).collect_view();
    view! {
        <fieldset class="radios" aria-describedby=described_by>
            <legend class="field__label">{legend}</legend>
            {mistake_text(mistake, mistake_id)}
            <div class="radios__list">{radios}</div>
        </fieldset>
    }
}

fn view_of(name: &'static str, place: usize, radio: Radio, value: RwSignal<Option<usize>>) -> impl IntoView + use<> {
    let Radio { id, label, hint } = radio;
    let hint_id = [id, "-hint"].concat();
    view! {
        <div class="radio">
            <input
                class="radio__input"
                type="radio"
                name=name
                id=id
                aria-describedby=hint_id.clone()
                prop:checked=move || value.get() == Some(place)
                on:change=move |_| value.set(Some(place))
            />
            <label class="radio__label" for=id>
                {label}
            </label>
            <p class="radio__hint" id=hint_id>
                {hint}
            </p>
        </div>
    }
}
