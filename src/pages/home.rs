//! Tapo Care: the account's subscriptions, and the way to redeem a code.

use crate::api::LoggedIn;
use crate::parts::{Load, count};
use crate::route::Route;
use crate::say::{self, Text};
use crate::ui::{ButtonKind, Icon, Page, icon};
use crate::words;
use futures_util::future::join;
use leptos::prelude::*;
use tapo_care_wire::{Redemption, Subscription, SubscriptionState};

/// The view behind `/tapo_web`.
#[component]
pub(crate) fn Home(
    /// Whoever is logged in.
    api: LoggedIn,
) -> impl IntoView {
    let fetch = move || {
        let api = api.clone();
        async move {
            let (subscriptions, unfinished) = join(api.subscriptions(), api.unfinished()).await;
            Ok((subscriptions?.items, unfinished?.items))
        }
    };
    let show = |(subscriptions, unfinished): (Vec<Subscription>, Vec<Redemption>)| {
        view! { <Overview subscriptions unfinished /> }.into_any()
    };
    view! { <Load title=say::ui::APP fetch show /> }
}

/// What the account has, and what it has begun.
#[component]
fn Overview(subscriptions: Vec<Subscription>, unfinished: Vec<Redemption>) -> impl IntoView {
    let is_empty = subscriptions.is_empty();
    // What runs stands before what has ended; otherwise the server's order stays.
    let mut subscriptions = subscriptions;
    subscriptions.sort_by_key(|subscription| subscription.state == SubscriptionState::Ended);
    let use_code = || {
        view! {
            <a class=ButtonKind::Primary.class() href=Route::Redeem.path()>
                {say::home::USE_CODE}
            </a>
        }
    };
    view! {
        <Page title=say::ui::APP lead=say::home::LEAD aside=use_code>
            <div class="stack">
                {unfinished.into_iter().map(resume).collect_view()}
                <div class="subscriptions">{subscriptions.iter().map(subscription_card).collect_view()}</div>
                {is_empty
                    .then(|| {
                        view! {
                            <div class="empty">
                                <span class="empty__art" aria-hidden="true">
                                    {icon(Icon::Gift)}
                                </span>
                                <h2 class="empty__title">{say::home::NONE}</h2>
                                <p class="empty__text">
                                    {say::home::NONE_TEXT}
                                </p>
                            </div>
                        }
                    })}
            </div>
        </Page>
    }
}

/// A code that was looked at and not redeemed.
fn resume(redemption: Redemption) -> impl IntoView {
    let title = ["resume-", redemption.id.as_str()].concat();
    let labelled_by = title.clone();
    let plan = words::plan(&redemption.grant.plan);
    let text = say::home::resume(plan, say::plan::months(redemption.grant.months));
    view! {
        <section class="card card--accent resume" aria-labelledby=labelled_by>
            {icon(Icon::Gift)}
            <div class="resume__body">
                <h2 class="resume__title" id=title>
                    {say::home::UNFINISHED}
                </h2>
                <p class="resume__text">{text}</p>
            </div>
            <a class=ButtonKind::Secondary.class() href=Route::Confirm(redemption.id).path()>
                {say::home::go_on(redemption.code_hint)}
            </a>
        </section>
    }
}

/// One subscription.
fn subscription_card(subscription: &Subscription) -> impl IntoView + use<> {
    let title = ["sub-", subscription.id.as_str()].concat();
    let labelled_by = title.clone();
    let ended = subscription.state == SubscriptionState::Ended;
    let ends = Text::date(&subscription.ends_at);
    let dates = if ended { say::home::ended_on(ends) } else { say::home::runs_until(ends) };
    let covered = say::home::chosen(count(&subscription.cameras), say::plan::cameras(subscription.plan.cameras));
    view! {
        <section class="card subscription" class=("subscription--ended", ended) aria-labelledby=labelled_by>
            <div class="subscription__head">
                <h2 class="subscription__title" id=title>
                    <a class="subscription__link" href=Route::Subscription(subscription.id.clone()).path()>
                        {words::subscription(subscription)}
                    </a>
                </h2>
                // An ended one says so in its name.
                {(!ended).then(|| view! { <span class="badge badge--active">{say::home::ACTIVE}</span> })}
            </div>
            <p class="subscription__dates">{dates}</p>
            {(!ended)
                .then(|| {
                    view! {
                        <p class="subscription__meta">
                            {icon(Icon::Camera)}
                            <span>{covered}</span>
                        </p>
                    }
                })}
            <p class="subscription__meta">
                {icon(Icon::Clock)}
                <span>{say::plan::history(subscription.plan.history_days)}</span>
            </p>
        </section>
    }
}
