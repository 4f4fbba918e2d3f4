//! Tapo Care: the account's subscriptions, and the way to redeem a code.

use crate::api::LoggedIn;
use crate::parts::{Frame, Load, Pending, count};
use crate::route::Route;
use crate::say::{self, Text};
use crate::timeline::{Bar, Left, Mark, MarkName, Span, Timeline, layout, left};
use crate::ui::{ButtonKind, Icon, Page, icon};
use crate::{browser, words};
use futures_util::future::join;
use leptos::prelude::*;
use tapo_care_wire::{AccountId, Redemption, RedemptionEntry, Subscription, SubscriptionState};

/// The view behind `/tapo_web`.
#[component]
pub(crate) fn Home(
    /// Whoever is logged in.
    api: LoggedIn,
) -> impl IntoView {
    let fetch = {
        let api = api.clone();
        move || {
            let api = api.clone();
            async move {
                let (subscriptions, unfinished) = join(api.subscriptions(), api.unfinished()).await;
                Ok((subscriptions?.items, unfinished?.items))
            }
        }
    };
    let account = api.viewer().id.clone();
    let show = move |(subscriptions, unfinished): (Vec<Subscription>, Vec<Redemption>)| {
        view! { <Overview account=account.clone() subscriptions unfinished /> }.into_any()
    };
    // Whoever comes with a code does not wait for what the account has.
    let frame: Frame = Box::new(|inside| {
        let use_code = || {
            view! {
                <a class=ButtonKind::Primary.class() href=Route::Redeem.path()>
                    {say::home::USE_CODE}
                </a>
            }
        };
        view! {
            <Page title=say::ui::APP lead=say::home::LEAD aside=use_code>
                {inside}
            </Page>
        }
        .into_any()
    });
    view! { <Load title=say::ui::APP fetch show frame /> }
}

/// What the account has, and what it has begun.
#[component]
fn Overview(account: AccountId, subscriptions: Vec<Subscription>, unfinished: Vec<Redemption>) -> impl IntoView {
    let pending = expect_context::<Pending>();
    let is_empty = subscriptions.is_empty();
    // What runs stands before what has ended; otherwise the server's order stays.
    let mut subscriptions = subscriptions;
    subscriptions.sort_by_key(|subscription| subscription.state == SubscriptionState::Ended);
    view! {
        <div class="stack">
            {unfinished.into_iter().map(|redemption| resume(redemption, pending, &account)).collect_view()}
            {(!is_empty).then(|| timeline(&subscriptions))}
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
    }
}

/// A code that was looked at and not redeemed. Not while nobody knows whether it was, nor afterwards: then it is said elsewhere.
fn resume(redemption: Redemption, pending: Pending, account: &AccountId) -> impl IntoView + use<> {
    let (account, id) = (account.clone(), redemption.id.clone());
    let was_open = Memo::new(move |was: Option<&bool>| was == Some(&true) || pending.of(&account, &id).is_some());
    let title = ["resume-", redemption.id.as_str()].concat();
    let labelled_by = title.clone();
    let plan = words::plan(&redemption.grant.plan);
    let text = say::home::resume(plan, say::plan::months(redemption.grant.months));
    view! {
        <section class="card card--accent resume" aria-labelledby=labelled_by hidden=was_open>
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

/// A length on the timeline for its style: in thousandths, since whole numbers cost the page fewer bytes than others.
fn thousandths(hundredths: f64) -> String {
    // Between 0 and 1000.
    ((hundredths * 10.0).round() as u32).to_string()
}

/// All subscriptions on one timeline. What the bars show, the words of each subscription say.
fn timeline(subscriptions: &[Subscription]) -> AnyView {
    let span = |subscription: &Subscription| Span {
        starts: browser::milliseconds(&subscription.starts_at),
        ends: browser::milliseconds(&subscription.ends_at),
        months: subscription.redemptions.iter().map(|entry| entry.months).collect(),
    };
    let spans: Vec<Span> = subscriptions.iter().map(span).collect();
    let now = browser::clock();
    let Timeline { bars, today, marks } = layout(&spans, now);
    let rows = subscriptions
        .iter()
        .zip(spans.iter().zip(&bars))
        .map(|(subscription, (span, bar))| {
            let track = track(subscription, bar, &marks, today);
            row(subscription, left(now, span.ends), track)
        })
        .collect_view();
    view! {
        <div class="card timeline">
            <div class="timeline__axis" aria-hidden="true">
                {today
                    .map(|at| {
                        view! {
                            <span class="timeline__now" style=("--at", thousandths(at))>
                                {say::home::TODAY}
                            </span>
                        }
                    })}
                {marks.iter().map(mark_name).collect_view()}
            </div>
            {rows}
        </div>
    }
    .into_any()
}

/// The name of a month or year, where it begins.
fn mark_name(mark: &Mark) -> impl IntoView + use<> {
    let MarkName { moment, is_year } = &mark.name;
    let name = if *is_year { Text::year(moment) } else { Text::short_month(moment) };
    view! {
        <span class="timeline__mark" class=("timeline__mark--year", *is_year) style=("--at", thousandths(mark.at))>
            {name}
        </span>
    }
}

/// The bar of a subscription, with a part for each code that made it.
fn track(subscription: &Subscription, bar: &Bar, marks: &[Mark], today: Option<f64>) -> AnyView {
    let lines = marks
        .iter()
        .map(|mark| view! { <span class="timeline__line" style=("--at", thousandths(mark.at))></span> })
        .collect_view();
    let parts = bar
        .parts
        .iter()
        .zip(&subscription.redemptions)
        .map(|(part, entry)| {
            view! {
                <span class="timeline__part" style=("--part", thousandths(*part))>
                    <span class="timeline__code" dir="ltr">
                        {entry.code_hint.clone()}
                    </span>
                </span>
            }
        })
        .collect_view();
    let today = today.map(|at| {
        view! { <span class="timeline__line timeline__line--now" style=("--at", thousandths(at))></span> }
    });
    view! {
        <div class="timeline__track" aria-hidden="true">
            {lines}
            <span
                class="timeline__bar"
                style=("--at", thousandths(bar.start))
                style=("--length", thousandths(bar.length))
            >
                {parts}
            </span>
            {today}
        </div>
    }
    .into_any()
}

/// One subscription in words, around its bar.
fn row(subscription: &Subscription, left: Option<Left>, track: AnyView) -> AnyView {
    let title = ["sub-", subscription.id.as_str()].concat();
    let labelled_by = title.clone();
    let ended = subscription.state == SubscriptionState::Ended;
    let ends = Text::date(&subscription.ends_at);
    let dates = if ended { say::home::ended_on(ends) } else { say::home::runs_until(ends) };
    let left = left.filter(|_| !ended).map(|left| match left {
        Left::Days(days) => say::home::days_left(days),
        Left::Months(months) => say::home::months_left(months),
    });
    view! {
        <section class="subscription" class=("subscription--ended", ended) aria-labelledby=labelled_by>
            <div class="subscription__head">
                <h2 class="subscription__title" id=title>
                    <a class="subscription__link" href=Route::Subscription(subscription.id.clone()).path()>
                        {words::subscription(subscription)}
                    </a>
                </h2>
                // An ended one says so in its name.
                {(!ended).then(|| view! { <span class="badge badge--active">{say::home::ACTIVE}</span> })}
                <p class="subscription__dates">
                    {dates} {left.map(|left| view! { <span class="subscription__left">{left}</span> })}
                </p>
            </div>
            {track}
            {facts(subscription)}
        </section>
    }
    .into_any()
}

/// What a subscription covers, and the codes that made it.
fn facts(subscription: &Subscription) -> AnyView {
    let fact = |picture: Icon, text: Text| {
        view! {
            <li class="subscription__fact">
                {icon(picture)}
                <span>{text}</span>
            </li>
        }
    };
    let Subscription { plan, cameras, redemptions, .. } = subscription;
    let of = say::plan::cameras(plan.cameras);
    let covered = if cameras.is_empty() {
        say::home::chosen(0_u32, of)
    } else {
        let names = cameras.iter().map(|camera| Text::fixed(&camera.name)).collect();
        say::home::chosen_names(count(cameras), of, Text::list(names))
    };
    let code = |entry: &RedemptionEntry| say::home::code(entry.code_hint.clone(), say::plan::months(entry.months));
    let codes = Text::list(redemptions.iter().map(code).collect());
    let ended = subscription.state == SubscriptionState::Ended;
    view! {
        <ul class="subscription__facts">
            {(!ended).then(|| fact(Icon::Camera, covered))}
            {(!ended).then(|| fact(Icon::Clock, say::plan::history(plan.history_days)))}
            {(!redemptions.is_empty()).then(|| fact(Icon::Gift, say::home::made_by(codes)))}
        </ul>
    }
    .into_any()
}
