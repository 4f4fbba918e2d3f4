//! What the history is searched by.

use super::loaded::{Loaded, year};
use super::wanted::Wanted;
use crate::api::LoggedIn;
use crate::parts::count;
use crate::say::{self, Text};
use crate::ui::Button;
use crate::words;
use leptos::prelude::*;
use tapo_care_wire::{EffectKind, Tier};

/// A field for words, a list for each choice, and what was found.
#[component]
pub(super) fn Filters(api: LoggedIn, loaded: Loaded) -> impl IntoView {
    let api = StoredValue::new(api);
    let look_for = move |change: Box<dyn FnOnce(&mut Wanted)>| {
        api.with_value(|api| loaded.look_for(api, change));
    };
    let is_searching = Memo::new(move |_| loaded.wanted.with(|wanted| !wanted.is_everything()));
    let tier = choice(
        "tier",
        say::receipt::PLAN,
        say::history::ALL_PLANS,
        Signal::stored(vec![
            ("basic".to_owned(), words::tier(Tier::Basic)),
            ("premium".to_owned(), words::tier(Tier::Premium)),
        ]),
        Signal::derive(move || match loaded.wanted.with(|wanted| wanted.tier) {
            None => String::new(),
            Some(Tier::Basic) => "basic".to_owned(),
            Some(Tier::Premium) => "premium".to_owned(),
        }),
        Box::new(move |value| {
            let tier = match value.as_str() {
                "basic" => Some(Tier::Basic),
                "premium" => Some(Tier::Premium),
                _ => None,
            };
            look_for(Box::new(move |wanted| wanted.tier = tier));
        }),
    );
    let kind = choice(
        "kind",
        say::history::WHAT,
        say::history::ALL_KINDS,
        Signal::stored(vec![("new".to_owned(), say::history::NEW), ("extends".to_owned(), say::history::EXTENDED)]),
        Signal::derive(move || match loaded.wanted.with(|wanted| wanted.kind) {
            None => String::new(),
            Some(EffectKind::New) => "new".to_owned(),
            Some(EffectKind::Extends) => "extends".to_owned(),
        }),
        Box::new(move |value| {
            let kind = match value.as_str() {
                "new" => Some(EffectKind::New),
                "extends" => Some(EffectKind::Extends),
                _ => None,
            };
            look_for(Box::new(move |wanted| wanted.kind = kind));
        }),
    );
    // The newest first, as the table is. Memo, so that the list is built anew for a new year only.
    let years = Memo::new(move |_| {
        let mut years: Vec<String> = loaded.items.with(|items| items.iter().map(year).collect());
        years.dedup();
        years
    });
    let in_year = choice(
        "year",
        say::history::YEAR,
        say::history::ALL_YEARS,
        Signal::derive(move || years.get().into_iter().map(|year| (year.clone(), Text::from(year))).collect()),
        Signal::derive(move || loaded.wanted.with(|wanted| wanted.year.clone()).unwrap_or_default()),
        Box::new(move |value| {
            look_for(Box::new(move |wanted| wanted.year = Some(value).filter(|year| !year.is_empty())))
        }),
    );
    view! {
        // No form: what is typed is looked for at once, and there is nothing to send.
        <div class="filters no-print" role="search"
            on:focusin=move |_| api.with_value(|api| loaded.open(api))
        >
            <div class="field filters__search">
                <label class="field__label" for="search">
                    {say::history::SEARCH}
                </label>
                <input
                    class="input"
                    id="search"
                    type="search"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="search"
                    aria-describedby="search-hint"
                    prop:value=move || loaded.wanted.with(|wanted| wanted.words.clone())
                    on:input:target=move |event| {
                        let words = event.target().value();
                        look_for(Box::new(move |wanted| wanted.words = words));
                    }
                />
                <p class="filters__hint" id="search-hint">
                    {say::history::SEARCH_HINT}
                </p>
            </div>
            {tier}
            {kind}
            {in_year}
        </div>
        <div class="filters__found" class=("filters__found--idle", move || !is_searching.get())>
            <p class="status" role="status">
                {move || is_searching.get().then(|| found(loaded))}
            </p>
            <Show when=move || is_searching.get()>
                <Button label=say::history::SHOW_ALL on_click=move |_| look_for(Box::new(|wanted| *wanted = Wanted::default())) />
            </Show>
        </div>
    }
}

/// How many were found so far.
fn found(loaded: Loaded) -> Text {
    if loaded.busy.get() {
        return say::history::SEARCHING;
    }
    let among = loaded.items.with(|items| count(items));
    say::history::found(loaded.found.with(|found| count(found)), among)
}

/// A list to choose one of, or none in particular.
fn choice(
    id: &'static str,
    label: Text,
    all: Text,
    options: Signal<Vec<(String, Text)>>,
    value: Signal<String>,
    choose: Box<dyn Fn(String)>,
) -> AnyView {
    view! {
        <div class="field">
            <label class="field__label" for=id>
                {label}
            </label>
            <div class="select">
                <select
                    class="input select__input"
                    id=id
                    prop:value=value
                    on:change:target=move |event| choose(event.target().value())
                >
                    <option value="">{all}</option>
                    // Added to where it stands, so that an open list stays open when more is known.
                    <For each=move || options.get() key=|(value, _)| value.clone() children=option />
                </select>
            </div>
        </div>
    }
    .into_any()
}

fn option((value, name): (String, Text)) -> impl IntoView {
    view! { <option value=value>{name}</option> }
}
