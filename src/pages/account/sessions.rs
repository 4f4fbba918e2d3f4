//! Where the account is logged in, and the ways to end it there.

use crate::api::{LoggedIn, Situation};
use crate::browser;
use crate::parts::{Sending, leaving};
use crate::say::{self, Text};
use crate::ui::{Button, ButtonKind, Dialog};
use crate::words;
use leptos::html;
use leptos::prelude::*;
use tapo_care_wire::{ErrorCode, SessionEntry};

/// The list, with this device first.
#[component]
pub(super) fn Sessions(api: LoggedIn, sending: Sending, sessions: Vec<SessionEntry>) -> impl IntoView {
    let mut sessions = sessions;
    sessions.sort_by_key(|session| !session.current);
    let items = RwSignal::new(sessions);
    // What was just logged out: its button goes, and the focus must not go with it.
    let ended = RwSignal::new(None::<Text>);
    let status = NodeRef::<html::P>::new();
    Effect::new(move |_| {
        if let Some(status) = status.get().filter(|_| ended.with(Option::is_some)) {
            browser::focus(&status);
        }
    });
    let row = {
        let api = api.clone();
        move |session: SessionEntry| {
            view! { <Row api=api.clone() sending=sending.another() session items ended /> }.into_any()
        }
    };

    let asks = RwSignal::new(false);
    let everywhere = sending.another();
    let leave = leaving();
    let log_out_everywhere = move || {
        let (api, leave) = (api.clone(), leave.clone());
        let call = async move {
            match api.log_out_everywhere().await {
                Err(failure) if !failure.is_logged_out() => Err(failure),
                // Gone already is gone as well.
                Ok(()) | Err(_) => Ok(()),
            }
        };
        everywhere.send(None, Situation::default(), call, move |()| leave());
    };
    view! {
        <section class="card" aria-labelledby="sessions-title">
            <h2 class="heading" id="sessions-title">
                {say::account::WHERE_LOGGED_IN}
            </h2>
            <ul class="sessions">
                {move || items.get().into_iter().map(&row).collect_view()}
            </ul>
            <p class="status" role="status" tabindex="-1" node_ref=status>
                {move || ended.get().map(say::account::logged_out)}
            </p>
            <div class="actions">
                <Button label=say::account::LOG_OUT_EVERYWHERE busy=everywhere.busy() on_click=move |_| asks.set(true) />
            </div>
            <p class="status" role="status">
                {move || everywhere.busy().get().then_some(say::account::LOGGING_OUT_EVERYWHERE)}
            </p>
            <Dialog
                title=say::account::LOG_OUT_EVERYWHERE_TITLE
                text=say::account::LOG_OUT_EVERYWHERE_TEXT
                accept=say::account::LOG_OUT_EVERYWHERE
                open=asks
                on_accept=log_out_everywhere
            />
        </section>
    }
}

/// One place, with the button that ends it unless it is this one.
#[component]
fn Row(
    api: LoggedIn,
    sending: Sending,
    session: SessionEntry,
    items: RwSignal<Vec<SessionEntry>>,
    ended: RwSignal<Option<Text>>,
) -> impl IntoView {
    let SessionEntry { id, created_at, last_seen_at, current, agent } = session;
    let agent = words::agent(&agent);
    let end = {
        let agent = agent.clone();
        move |_| {
            if !sending.is_idle() {
                return;
            }
            ended.set(None);
            let (api, id, agent) = (api.clone(), id.clone(), agent.clone());
            let gone = id.clone();
            let call = async move {
                match api.end_session(&id).await {
                    // It has ended by itself meanwhile.
                    Err(failure) if failure.code() == Some(ErrorCode::NotFound) => Ok(()),
                    answer => answer,
                }
            };
            sending.send(None, Situation::default(), call, move |()| {
                items.update(|items| items.retain(|item| item.id != gone));
                ended.set(Some(agent));
            });
        }
    };
    let way = if current {
        view! { <span class="badge badge--active">{say::account::THIS_DEVICE}</span> }.into_any()
    } else {
        view! {
            <button
                class=ButtonKind::Secondary.class()
                class=("button--busy", sending.busy())
                type="button"
                aria-label=say::account::log_out_named(agent.clone(), Text::date_and_time(&created_at))
                aria-disabled=move || sending.busy().get().then_some("true")
                on:click=end
            >
                {say::account::LOG_OUT}
            </button>
        }
        .into_any()
    };
    view! {
        <li class="sessions__item">
            <div class="sessions__about">
                <p class="sessions__agent">{agent}</p>
                <p class="sessions__dates">{say::account::last_used(Text::date_and_time(&last_seen_at))}</p>
                <p class="sessions__dates">{say::account::since(Text::date_and_time(&created_at))}</p>
            </div>
            {way}
        </li>
    }
}
