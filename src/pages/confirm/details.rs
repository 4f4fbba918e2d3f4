//! What the code gives: the plan, its dates, its cameras and its terms; and of each what has changed since it was read.

use super::account::Account;
use crate::parts::moment;
use crate::say::{self, Text};
use crate::ui::{Detail, Icon, icon};
use crate::words;
use leptos::prelude::*;
use tapo_care_wire::{Effect as Change, EffectKind, Redemption, Terms, Timestamp};

/// What is to be read before the code is spent.
#[component]
pub(super) fn WhatItGives(
    /// What it is now.
    preview: Redemption,
    /// What the visitor read before, when it has changed since.
    before: Option<Redemption>,
    /// What the account has already, once that is known.
    account: Signal<Option<Account>>,
) -> impl IntoView {
    let Redemption { code_hint, grant, effect, .. } = preview.clone();
    let plan = grant.plan;
    let plan_name = words::plan(&plan);
    let cameras = say::plan::cameras(plan.cameras);
    let months = say::plan::months(grant.months);
    let old = Old(before.as_ref());
    let was_plan = old.differing(|old| words::plan(&old.grant.plan), &plan_name);
    let was_months = old.differing(|old| say::plan::months(old.grant.months), &months);
    let was_cameras = old.differing(|old| say::plan::cameras(old.grant.plan.cameras), &cameras);
    let was_sentence = old.differing(|old| sentence(&old.effect), &sentence(&effect));
    let was_starts = old.differing(|old| starts_in_words(&old.effect), &starts_in_words(&effect));
    let was_ends = old.differing(|old| Text::date(&old.effect.ends_at), &Text::date(&effect.ends_at));
    let starts = match effect.kind {
        EffectKind::New => view! { {say::confirm::AT_ONCE} }.into_any(),
        EffectKind::Extends => moment(&effect.starts_at).into_any(),
    };
    let timeline = timeline(&effect, &months);
    let terms = terms(&grant.terms, before.as_ref().map(|before| &before.grant.terms));
    view! {
        <section class="card plan">
            <div class="plan__head">
                <span class="plan__emblem" aria-hidden="true">
                    {icon(Icon::Shield)}
                </span>
                <div>
                    <p class="plan__name">{words::tier(plan.tier)}</p>
                    <p class="plan__line">{say::plan::history(plan.history_days)}</p>
                </div>
                <span class="plan__code code" dir="ltr">
                    {code_hint}
                </span>
            </div>
            <p class="plan__effect">{marked(view! { {sentence(&effect)} }.into_any(), was_sentence)}</p>
            <dl class="details">
                <Detail term=say::confirm::PLAN>{marked(view! { {plan_name} }.into_any(), was_plan)}</Detail>
                <Detail term=say::confirm::VALID_FOR>{marked(view! { {months} }.into_any(), was_months)}</Detail>
                <Detail term=say::confirm::CAMERAS>{marked(view! { {cameras} }.into_any(), was_cameras)}</Detail>
                <Detail term=say::confirm::STARTS>{marked(starts, was_starts)}</Detail>
                <Detail term=say::confirm::ENDS>{marked(moment(&effect.ends_at).into_any(), was_ends)}</Detail>
            </dl>
            {timeline}
            {move || account.get().map(|account| around(&account, &preview))}
            {terms}
        </section>
    }
}

/// What was read before, if that is another.
struct Old<'a>(Option<&'a Redemption>);

impl Old<'_> {
    /// What was said before, where it was something else than what is said now.
    fn differing(&self, say: impl Fn(&Redemption) -> Text, now: &Text) -> Option<Text> {
        // What is said counts: moments that are of one day to the visitor have not changed.
        self.0.map(say).filter(|before| untrack(|| before.said() != now.said()))
    }
}

/// A value that may have changed: then it says so, in words and to everyone, and what it was.
fn marked(now: AnyView, before: Option<Text>) -> AnyView {
    match before {
        None => now,
        Some(before) => view! {
            <ins class="changed__now">{now}</ins>
            " "
            <del class="changed__before">{say::before::was(before)}</del>
        }
        .into_any(),
    }
}

/// What happens to the account, in a sentence.
fn sentence(effect: &Change) -> Text {
    match (effect.kind, &effect.previous_ends_at) {
        (EffectKind::Extends, Some(before)) => {
            say::confirm::extends_to(Text::date(before), Text::date(&effect.ends_at))
        }
        (EffectKind::Extends, None) => say::confirm::EXTENDS,
        (EffectKind::New, _) => say::confirm::NEW,
    }
}

fn starts_in_words(effect: &Change) -> Text {
    match effect.kind {
        EffectKind::New => say::confirm::AT_ONCE,
        EffectKind::Extends => Text::date(&effect.starts_at),
    }
}

/// Before and after, as a small timeline. The sentence and the list above say the same.
fn timeline(effect: &Change, months: &Text) -> impl IntoView + use<> {
    let date = |moment: &Timestamp| {
        view! {
            <time class="extend__date" datetime=moment.as_str().to_owned()>
                {Text::date(moment)}
            </time>
        }
        .into_any()
    };
    let (first_label, first, last_label) = match &effect.previous_ends_at {
        Some(before) => (say::confirm::CURRENT_END, date(before), say::confirm::NEW_END),
        None => {
            let at_once = view! { <span class="extend__date">{say::confirm::AT_ONCE}</span> };
            (say::confirm::STARTS, at_once.into_any(), say::confirm::ENDS)
        }
    };
    let last = date(&effect.ends_at);
    view! {
        <ol class="extend">
            <li class="extend__point">
                <span class="extend__label">{first_label}</span> " " {first}
            </li>
            <li class="extend__gain">{say::confirm::gain(months.clone())}</li>
            <li class="extend__point extend__point--after">
                <span class="extend__label">{last_label}</span> " " {last}
            </li>
        </ol>
    }
}

/// What the account has already: which plans stand beside this one, and which cameras it can cover.
fn around(account: &Account, preview: &Redemption) -> AnyView {
    let sentences = account.beside(preview).into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view();
    let cameras = account
        .standings(preview)
        .into_iter()
        .map(|(name, standing)| {
            view! {
                <li class="coverage__item">
                    {icon(Icon::Camera)}
                    <span class="coverage__name">{name}</span> " "
                    <span class="coverage__state">{standing.said()}</span>
                </li>
            }
        })
        .collect_view();
    let has_none = account.cameras.is_empty();
    view! {
        <div class="coverage">{sentences}</div>
        <div class="coverage">
            <h2 class="heading heading--small">{say::before::CAMERAS}</h2>
            <p>{account.room(preview)}</p>
            {has_none.then(|| view! { <p>{say::cameras::NONE}</p> })}
            <ul class="coverage__list">{cameras}</ul>
        </div>
    }
    .into_any()
}

/// The code's own terms, and that it works once.
fn terms(terms: &Terms, before: Option<&Terms>) -> impl IntoView + use<> {
    let was: Vec<Text> =
        before.map(|before| words::terms(before).into_iter().map(|(text, _)| text).collect()).unwrap_or_default();
    let now = words::terms(terms);
    let gone: Vec<Text> = was.iter().filter(|was| now.iter().all(|(now, _)| now != *was)).cloned().collect();
    let items = std::iter::once((say::before::WORKS_ONCE, false))
        .chain(now)
        .map(|(sentence, is_good)| {
            let (class, picture) =
                if is_good { ("checks__item", Icon::Check) } else { ("checks__item checks__item--info", Icon::Info) };
            let is_new = before.is_some() && sentence != say::before::WORKS_ONCE && !was.contains(&sentence);
            let said = if is_new { say::before::new_term(sentence) } else { sentence };
            let said = if is_new {
                view! { <ins class="changed__now">{said}</ins> }.into_any()
            } else {
                view! { <span dir="auto">{said}</span> }.into_any()
            };
            view! { <li class=class>{icon(picture)} {said}</li> }
        })
        .collect_view();
    let gone = gone
        .into_iter()
        .map(|sentence| {
            view! {
                <li class="checks__item checks__item--info">
                    {icon(Icon::Info)} <del class="changed__before">{say::before::was(sentence)}</del>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="terms">
            <h2 class="heading heading--small">{say::confirm::TERMS}</h2>
            <ul class="checks">{items} {gone}</ul>
        </div>
    }
}
