//! What the codes do: line by line in the order in which they are redeemed, in all, and on which terms.

use super::row::{Row, State};
use super::run::Run;
use crate::route::Route;
use crate::say::{self, Text};
use crate::several::{Merged, Total, merge, totals};
use crate::ui::{Detail, Icon, icon};
use crate::words;
use leptos::prelude::*;
use tapo_care_wire::{EffectKind, Redemption, RedemptionState, Terms, Timestamp};

/// The columns, also the labels of the stacked rows on a phone.
const COLUMNS: [Text; 5] =
    [say::several::LINE, say::receipt::CODE, say::several::GIVES, say::several::DOES, say::several::STATE];

/// The table and what follows from it.
#[component]
pub(super) fn Codes(run: Run) -> impl IntoView {
    // Reckoned again with each answer: a hundred lines at most.
    let view = move || {
        let rows = run.rows.get();
        let redemptions: Vec<Redemption> = rows.iter().filter_map(|row| row.state.redemption().cloned()).collect();
        let merged = run.held.with(|held| merge(&redemptions, held));
        let totals = totals(&redemptions, &merged);
        let mut turns = merged.iter().zip(1..);
        let lines: Vec<AnyView> = rows
            .into_iter()
            .map(|entry| {
                let turn = entry.state.redemption().and_then(|_| turns.next());
                row(entry, turn)
            })
            .collect();
        view! {
            <div class="table-frame">
                <table class="table" role="table">
                    <caption class="visually-hidden">{say::several::CAPTION}</caption>
                    <thead role="rowgroup">
                        <tr role="row">
                            {COLUMNS.map(|name| view! { <th role="columnheader" scope="col">{name}</th> }).collect_view()}
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{lines}</tbody>
                </table>
            </div>
            {(!totals.is_empty()).then(|| sums(totals))}
            {terms(&redemptions)}
        }
    };
    view.into_any()
}

/// One line. `turn` is what it does, and which of all it is.
fn row(row: Row, turn: Option<(&Merged, u32)>) -> AnyView {
    let [line, code, gives, does, state] = COLUMNS;
    let redemption = row.state.redemption();
    let hint = match (&row.state, redemption) {
        (_, Some(redemption)) => Some(redemption.code_hint.clone()),
        (State::Unread(code), None) => Some(code.hint()),
        (_, None) => None,
    };
    let what = redemption.map(|redemption| {
        let grant = &redemption.grant;
        say::several::plan_months(words::plan(&grant.plan), say::plan::months(grant.months))
    });
    let effect = turn.map(|(merged, number)| {
        let end = Text::date(&merged.ends_at);
        match merged.kind {
            EffectKind::New => say::several::new(number, end),
            EffectKind::Extends => say::several::extends(number, Text::date(&merged.starts_at), end),
        }
    });
    view! {
        <tr role="row">
            <td role="cell" data-label=line>
                {Text::from(row.line)}
            </td>
            <td role="cell" data-label=code>
                {hint.map(|hint| view! { <span class="code" dir="ltr">{hint}</span> })}
            </td>
            <td role="cell" data-label=gives>
                {what}
            </td>
            <td role="cell" data-label=does>
                {effect}
            </td>
            <td role="cell" data-label=state>
                {standing(row.state)}
            </td>
        </tr>
    }
    .into_any()
}

/// How far a line is, in words.
fn standing(state: State) -> AnyView {
    match state {
        State::Nothing(texts) => {
            view! { <span class="several__problem">{icon(Icon::Alert)}<span>{Text::sentences(texts)}</span></span> }
                .into_any()
        }
        State::Unread(_) | State::Unseen(_) => view! { {say::several::NOT_CHECKED} }.into_any(),
        State::Ready(_) => view! { {say::several::READY} }.into_any(),
        State::Redeeming(_) => view! { {say::several::REDEEMING} }.into_any(),
        State::Done(receipt) => {
            let name = say::several::receipt(Text::fixed(&receipt.code_hint));
            view! {
                <span class="several__done">
                    {icon(Icon::Check)}
                    <span>
                        {say::several::REDEEMED} " "
                        <a class="link" href=Route::Receipt(receipt.id).path()>
                            {name}
                        </a>
                    </span>
                </span>
            }
            .into_any()
        }
    }
}

/// Each plan before and after.
fn sums(totals: Vec<Total>) -> AnyView {
    let until = |moment: &Timestamp| say::several::until(Text::date(moment));
    let plan = |total: Total| {
        let months = say::plan::months(total.months);
        let now = total.before.as_ref().map_or(say::several::NOT_YOURS, until);
        view! {
            <section class="card">
                <p class="plan__name">{words::plan(&total.plan)}</p>
                <dl class="details">
                    <Detail term=say::several::NOW>{now}</Detail>
                    <Detail term=say::several::YOU_GET>{say::several::sum(total.codes, months)}</Detail>
                    <Detail term=say::several::AFTERWARDS>{until(&total.after)}</Detail>
                </dl>
            </section>
        }
    };
    view! {
        <section class="stack">
            <h2 class="heading">{say::several::BEFORE_AFTER}</h2>
            <p>{say::several::BEFORE_AFTER_LEAD}</p>
            {totals.into_iter().map(plan).collect_view()}
        </section>
    }
    .into_any()
}

/// The terms of what is not redeemed yet, those that are the same told once.
fn terms(redemptions: &[Redemption]) -> AnyView {
    let mut groups: Vec<(&Terms, Vec<Text>)> = Vec::new();
    for redemption in redemptions.iter().filter(|redemption| redemption.state == RedemptionState::Previewed) {
        let (terms, hint) = (&redemption.grant.terms, Text::fixed(&redemption.code_hint));
        match groups.iter_mut().find(|(known, _)| *known == terms) {
            Some((_, hints)) => hints.push(hint),
            None => groups.push((terms, vec![hint])),
        }
    }
    let group = |(terms, hints): (&Terms, Vec<Text>)| {
        let items = words::terms(terms)
            .into_iter()
            .map(|(sentence, _)| view! { <li><span dir="auto">{sentence}</span></li> })
            .collect_view();
        view! {
            <section class="stack">
                <h2 class="heading heading--small">{say::several::terms(Text::list(hints))}</h2>
                <ul class="list">{items}</ul>
            </section>
        }
    };
    groups.into_iter().map(group).collect_view().into_any()
}
