//! Every redemption of the account.

use crate::api::{LoggedIn, Situation};
use crate::parts::{Load, asking, moment, summary_of};
use crate::route::Route;
use crate::say::{self, Text};
use crate::ui::{Button, ButtonKind, Icon, Page, Summary, icon};
use crate::{browser, words};
use leptos::prelude::*;
use leptos::task::spawn_local;
use tapo_care_wire::{EffectKind, List, Redemption, RedemptionId};

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

/// The table, which grows by a page at a time.
#[component]
fn Redemptions(api: LoggedIn, first: List<Redemption>) -> impl IntoView {
    let is_empty = first.items.is_empty();
    let items = RwSignal::new(first.items);
    let cursor = RwSignal::new(first.next_cursor);
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Summary>);
    let more = move |_| {
        let api = api.clone();
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let answer = api.history(cursor.get_untracked().as_deref()).await;
            busy.try_set(false);
            match answer {
                Ok(next) => {
                    let first_new = next.items.first().map(|item| link_id(&item.id));
                    items.try_update(|items| items.extend(next.items));
                    cursor.try_set(next.next_cursor);
                    // The button may be gone now: the focus goes to where reading goes on.
                    if let Some(id) = first_new {
                        request_animation_frame(move || browser::focus_by_id(&id));
                    }
                }
                Err(failure) => drop(problem.try_set(Some(summary_of(&failure, Situation::default(), &[])))),
            }
        });
    };
    let table = view! {
        <div class="table-frame">
            <table class="table" role="table">
                <caption class="visually-hidden">{say::history::CAPTION}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        {COLUMNS.map(|name| view! { <th role="columnheader" scope="col">{name}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=move || items.get() key=|item| item.id.clone() children=row />
                </tbody>
            </table>
        </div>
        <Show when=move || cursor.with(Option::is_some)>
            <div class="actions">
                <Button label=say::history::MORE busy on_click=more.clone() />
            </div>
        </Show>
    };
    let nothing = view! {
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
    };
    view! {
        <Page title=say::history::TITLE lead=say::history::LEAD problem>
            {if is_empty { nothing.into_any() } else { table.into_any() }}
        </Page>
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
    let did = match redemption.effect.kind {
        EffectKind::New => say::history::NEW,
        EffectKind::Extends => say::history::EXTENDED,
    };
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
