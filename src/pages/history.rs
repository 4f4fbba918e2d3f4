//! Every redemption of the account.

use crate::api::LoggedIn;
use crate::files::{CSV_TYPE, csv};
use crate::parts::{Load, asking, moment};
use crate::route::Route;
use crate::say::{self, Text};
use crate::ui::{Button, ButtonKind, Icon, Page, icon};
use crate::{browser, words};
use filters::Filters;
use leptos::prelude::*;
use loaded::Loaded;
use std::iter;
use tapo_care_wire::{EffectKind, List, Redemption, RedemptionId};

mod filters;
mod loaded;
mod wanted;

/// The view behind `/history`.
#[component]
pub(crate) fn History(
    /// Whoever is logged in.
    api: LoggedIn,
) -> impl IntoView {
    let fetch = asking(api.clone(), |api| async move { api.history(None).await });
    let show = move |first: List<Redemption>| view! { <Redemptions api=api.clone() first /> }.into_any();
    view! { <Load title=say::history::TITLE fetch show /> }
}

/// The table, which grows by a page at a time, and what it is searched by.
#[component]
fn Redemptions(api: LoggedIn, first: List<Redemption>) -> impl IntoView {
    let is_empty = first.items.is_empty();
    let loaded = Loaded::new(first, save);
    let problem = loaded.problem;
    view! {
        <Page title=say::history::TITLE lead=say::history::LEAD problem>
            {if is_empty { nothing().into_any() } else { table(api, loaded).into_any() }}
        </Page>
    }
}

/// What there is, or what was found of it.
fn table(api: LoggedIn, loaded: Loaded) -> impl IntoView {
    let (more, whole) = (api.clone(), api.clone());
    let show_more = move |_| {
        // The button may be gone then: the focus goes to where reading goes on.
        loaded.more(
            &more,
            Some(|first| {
                let id = link_id(&first.id);
                request_animation_frame(move || browser::focus_by_id(&id));
            }),
        );
    };
    view! {
        <Filters api loaded />
        <div class="table-frame" class=("table-frame--empty", move || loaded.found.with(Vec::is_empty))>
            <table class="table" role="table">
                <caption class="visually-hidden">{say::history::CAPTION}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        {COLUMNS.map(|name| view! { <th role="columnheader" scope="col">{name}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=move || loaded.found.get() key=|item| item.id.clone() children=row />
                </tbody>
            </table>
        </div>
        <div class="actions">
            <Show when=move || loaded.has_more()>
                <Button label=say::history::MORE busy=loaded.busy on_click=show_more.clone() />
            </Show>
            <Button label=say::history::DOWNLOAD busy=loaded.saving on_click=move |_| loaded.save(&whole) />
        </div>
    }
}

/// Nothing was redeemed yet.
fn nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty__art" aria-hidden="true">
                {icon(Icon::Gift)}
            </span>
            <h2 class="empty__title">{say::history::NONE}</h2>
            <p class="empty__text">{say::history::NONE_TEXT}</p>
            <a class=ButtonKind::Primary.class() href=Route::Redeem.path()>
                {say::home::USE_CODE}
            </a>
        </div>
    }
}

/// Everything as a file for spreadsheets, with headings in the visitor's language and moments as programs read them.
fn save(redemptions: &[Redemption]) {
    let headings = [
        say::receipt::REDEEMED_ON,
        say::receipt::PLAN,
        say::history::CAMERAS,
        say::history::MONTHS,
        say::history::WHAT,
        say::receipt::RUNS_FROM,
        say::receipt::RUNS_UNTIL,
        say::receipt::CODE,
        say::receipt::REFERENCE,
    ];
    let cells = |redemption: &Redemption| {
        let Redemption { grant, effect, redeemed_at, code_hint, reference, .. } = redemption;
        [
            redeemed_at.as_ref().map(|moment| moment.as_str().to_owned()).unwrap_or_default(),
            words::tier(grant.plan.tier).said(),
            grant.plan.cameras.to_string(),
            grant.months.to_string(),
            what(effect.kind).said(),
            effect.starts_at.as_str().to_owned(),
            effect.ends_at.as_str().to_owned(),
            code_hint.clone(),
            reference.clone().unwrap_or_default(),
        ]
    };
    let rows = iter::once(headings.map(|heading| heading.said())).chain(redemptions.iter().map(cells));
    let name = ["tapo-care-", &browser::day(&browser::now()), ".csv"].concat();
    browser::save(&name, CSV_TYPE, &csv(rows));
}

/// What a code did.
const fn what(kind: EffectKind) -> Text {
    match kind {
        EffectKind::New => say::history::NEW,
        EffectKind::Extends => say::history::EXTENDED,
    }
}

/// The id of the link to a receipt.
fn link_id(id: &RedemptionId) -> String {
    ["receipt-", id.as_str()].concat()
}

/// The columns, also the labels of the stacked rows on a phone.
const COLUMNS: [Text; 6] = [
    say::receipt::REDEEMED_ON,
    say::receipt::PLAN,
    say::receipt::VALID_FOR,
    say::history::WHAT,
    say::receipt::CODE,
    say::receipt::TITLE,
];

/// One redemption.
fn row(redemption: Redemption) -> impl IntoView {
    let [redeemed_on, plan, valid_for, what, code, receipt] = COLUMNS;
    let did = self::what(redemption.effect.kind);
    let reference = redemption.reference.unwrap_or_default();
    let link = link_id(&redemption.id);
    view! {
        <tr role="row">
            <td role="cell" data-label=redeemed_on>
                {redemption.redeemed_at.as_ref().map(moment)}
            </td>
            <td role="cell" data-label=plan>
                {words::plan(&redemption.grant.plan)}
            </td>
            <td role="cell" data-label=valid_for>
                {say::plan::months(redemption.grant.months)}
            </td>
            <td role="cell" data-label=what>
                {did}
            </td>
            <td role="cell" data-label=code>
                <span class="code" dir="ltr">
                    {redemption.code_hint}
                </span>
            </td>
            <td role="cell" data-label=receipt>
                <a class="link" id=link href=Route::Receipt(redemption.id).path() aria-label=say::history::receipt(reference.clone())>
                    {reference.clone()}
                </a>
            </td>
        </tr>
    }
}
