//! One subscription: its dates, its cameras, the codes that made it.

use crate::api::LoggedIn;
use crate::parts::{GetHelp, Load, count, moment, reminder_button};
use crate::route::Route;
use crate::say::{self, Text};
use crate::ui::{ButtonKind, Detail, Icon, Page, icon};
use crate::words;
use leptos::prelude::*;
use tapo_care_wire::{Camera, RedemptionEntry, Subscription, SubscriptionId, SubscriptionState};

/// The view behind `/subscriptions/{id}`.
#[component]
pub(crate) fn SubscriptionPage(
    /// Whoever is logged in.
    api: LoggedIn,
    /// The subscription.
    id: SubscriptionId,
) -> impl IntoView {
    let fetch = move || {
        let (api, id) = (api.clone(), id.clone());
        async move { api.subscription(&id).await }
    };
    let show = |subscription: Subscription| view! { <Overview subscription /> }.into_any();
    view! { <Load title=say::subscription::TITLE fetch show /> }
}

/// Everything about it.
#[component]
fn Overview(subscription: Subscription) -> impl IntoView {
    let ended = subscription.state == SubscriptionState::Ended;
    let title = words::subscription(&subscription);
    let reminder = reminder_button(&subscription).map(|button| view! { <div class="actions">{button}</div> });
    let Subscription { plan, starts_at, ends_at, cameras, redemptions, .. } = subscription;
    let covered = say::subscription::covered(count(&cameras), say::plan::cameras(plan.cameras));
    // Any of its redemptions leads to the choice of its cameras.
    let choose = redemptions.last().filter(|_| !ended).map(|entry| Route::Cameras(entry.id.clone()).path());
    view! {
        <Page title lead=say::plan::history(plan.history_days)>
            <div class="stack">
                <section class="card">
                    <dl class="details">
                        <Detail term=say::subscription::STARTED_ON>{moment(&starts_at)}</Detail>
                        <Detail term=if ended { say::subscription::ENDED_ON } else { say::subscription::RUNS_UNTIL }>{moment(&ends_at)}</Detail>
                        <Detail term=say::subscription::CAMERAS>{covered}</Detail>
                    </dl>
                    {reminder}
                </section>
                <section class="card">
                    <h2 class="heading">{say::subscription::CAMERAS}</h2>
                    {device_list(cameras, ended)}
                    {choose
                        .map(|path| {
                            view! {
                                <div class="actions">
                                    <a class=ButtonKind::Secondary.class() href=path>
                                        {say::subscription::CHOOSE_CAMERAS}
                                    </a>
                                </div>
                            }
                        })}
                </section>
                <section class="card">
                    <h2 class="heading">{say::subscription::CODES}</h2>
                    <ul class="list">{redemptions.into_iter().map(code).collect_view()}</ul>
                </section>
            </div>
            <GetHelp />
        </Page>
    }
}

/// The cameras that it covers.
fn device_list(cameras: Vec<Camera>, ended: bool) -> impl IntoView {
    if cameras.is_empty() {
        let nothing = if ended { say::subscription::NONE_ANY_MORE } else { say::subscription::NONE_YET };
        return view! { <p class="text text--muted">{nothing}</p> }.into_any();
    }
    let items = cameras
        .into_iter()
        .map(|camera| {
            let (badge, state) = if camera.online {
                ("badge badge--online", say::camera::ONLINE)
            } else {
                ("badge badge--offline", say::camera::OFFLINE)
            };
            view! {
                <li class="device-list__item">
                    {icon(Icon::Camera)} <span class="device-list__name">{camera.name}</span>
                    <span class="device-list__model" dir="ltr">
                        {camera.model}
                    </span> <span class=badge>{state}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="device-list">{items}</ul> }.into_any()
}

/// One code that made it, with the way to its receipt.
fn code(entry: RedemptionEntry) -> impl IntoView {
    view! {
        <li>
            <span class="code" dir="ltr">
                {entry.code_hint.clone()}
            </span>
            " "
            {say::subscription::redeemed(say::plan::months(entry.months), Text::date(&entry.redeemed_at))}
            " "
            <a
                class="link"
                href=Route::Receipt(entry.id).path()
                aria-label=say::subscription::receipt_for(entry.code_hint.clone())
            >
                {say::subscription::RECEIPT}
            </a>
        </li>
    }
}
