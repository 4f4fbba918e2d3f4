//! The plan details: what the code gives, before it is spent.

use crate::api::{LoggedIn, Situation};
use crate::parts::{AtStep, CodeDraft, Connection, Handover, Inquiry, LoadStep, Pending, summary_of};
use crate::redemption::{Confirmation, Notice as Outcome, Step};
use crate::route::Route;
use crate::say::{self, Text};
use crate::ui::{Button, ButtonKind, Page, Stage, Summary};
use futures_util::future::join;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use tapo_care_wire::{Redemption, RedemptionId};

mod account;
mod checking;
mod details;
mod whose;

use account::Account;
use checking::Checking;
use details::WhatItGives;
use whose::Whose;

const TITLE: Text = say::confirm::TITLE;

/// The id of what says why the code can't be redeemed at the moment.
const OFFLINE: &str = "confirm-offline";

/// The view behind `/redeem/{id}`.
#[component]
pub(crate) fn Confirm(
    /// Whoever is logged in.
    api: LoggedIn,
    /// The redemption.
    id: RedemptionId,
) -> impl IntoView {
    let pending = expect_context::<Pending>();
    // It was confirmed, and nobody knows yet what came of it: that goes before everything else, even if nothing can be loaded.
    if untrack(|| pending.of(&api.viewer().id, &id)).is_some() {
        let inquiry = Inquiry::begin(api.clone(), id, None);
        return view! { <PlanDetails api inquiry /> }.into_any();
    }
    let show = {
        let (api, id) = (api.clone(), id.clone());
        move |found: AtStep| {
            let inquiry = Inquiry::begin(api.clone(), id.clone(), Some(Confirmation::read(found.redemption)));
            view! { <PlanDetails api=api.clone() inquiry /> }.into_any()
        }
    };
    view! { <LoadStep title=TITLE api id asked=Step::Confirm show /> }.into_any()
}

/// What the code gives, and the button that spends it.
#[component]
fn PlanDetails(api: LoggedIn, inquiry: Inquiry) -> impl IntoView {
    let state = inquiry.state();
    let online = expect_context::<Connection>().is_online();
    let (draft, handover) = (expect_context::<CodeDraft>(), expect_context::<Handover>());
    let go_on = go_on_when_redeemed();
    Effect::new(move |_| {
        if let Confirmation::Redeemed { receipt } = state.get() {
            go_on(receipt);
        }
    });
    look_again_when_it_may_have_changed(&inquiry);

    let confirm = {
        let api = api.clone();
        move |_| {
            bring_cameras(api.clone(), inquiry.id().clone(), handover);
            let inquiry = inquiry.clone();
            spawn_local(async move { inquiry.confirm().await });
        }
    };

    // With what was read before, when it has changed since.
    let shown = Memo::new(move |last: Option<&Option<(Redemption, Option<Redemption>)>>| match state.get() {
        Confirmation::Redeemed { .. } | Confirmation::Refused { .. } => last.cloned().flatten(),
        Confirmation::Reading { preview, notice: Some(Outcome::Changed { before }) } => Some((preview, Some(*before))),
        state => state.redemption().cloned().map(|preview| (preview, None)),
    });
    // Names what is read: another, when what the code does has changed.
    let etag = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|(preview, _)| preview.etag.clone())));
    let account = known_of_account(&api, etag);
    let busy =
        Memo::new(move |_| matches!(*state.read(), Confirmation::Sending { .. } | Confirmation::Redeemed { .. }));
    let checking = Memo::new(move |_| matches!(*state.read(), Confirmation::Checking { .. }));
    let refused = Memo::new(move |_| matches!(*state.read(), Confirmation::Refused { .. }));
    let blocked = Memo::new(move |_| !online.get() && !busy.get() && !checking.get() && !refused.get());
    let blocked_by = Signal::derive(move || blocked.get().then_some(OFFLINE));
    let problem = Signal::derive(move || problem_of(&state.read()));
    let can_leave = Signal::derive(move || !busy.get() && !checking.get());

    view! {
        <Page
            title=TITLE
            stage=Stage(2)
            lead=say::confirm::LEAD
            problem
        >
            <div class="stack">
                <Whose api can_leave />
                {move || shown.get().map(|(preview, before)| view! { <WhatItGives preview before account /> })}
                <Show when=move || checking.get()>
                    <Checking online />
                </Show>
                <div class="actions">
                    <Show when=move || !checking.get() && !refused.get()>
                        <Button
                            label=say::confirm::CONFIRM
                            kind=ButtonKind::Primary
                            busy
                            blocked_by
                            on_click=confirm.clone()
                        />
                    </Show>
                    <Show when=move || !checking.get() && !busy.get()>
                        <a
                            class=ButtonKind::Secondary.class()
                            href=Route::Redeem.path()
                            on:click=move |_| draft.forget()
                        >
                            {say::confirm::DIFFERENT}
                        </a>
                    </Show>
                </div>
                <p class="status" role="status">
                    {move || busy.get().then_some(say::confirm::REDEEMING)}
                </p>
                <p class="status" role="status" id=OFFLINE>
                    {move || blocked.get().then_some(say::confirm::OFFLINE)}
                </p>
            </div>
        </Page>
    }
}

/// What the account has already, asked for with each preview: what changed a preview has changed the account. Nothing waits for
/// it, and what can't be had is left out.
fn known_of_account(api: &LoggedIn, etag: Memo<Option<String>>) -> Signal<Option<Account>> {
    let known = RwSignal::new(None::<(String, Account)>);
    let api = api.clone();
    Effect::new(move |_| {
        let Some(asked) = etag.get() else { return };
        let api = api.clone();
        spawn_local(async move {
            let answers = join(api.subscriptions(), api.cameras()).await;
            // An answer that comes after the next preview is about the last one.
            let is_read = etag.try_get_untracked().flatten().as_ref() == Some(&asked);
            if let (true, (Ok(subscriptions), Ok(cameras))) = (is_read, answers) {
                let account = Account { subscriptions: subscriptions.items, cameras: cameras.items };
                known.try_set(Some((asked, account)));
            }
        });
    });
    Signal::derive(move || {
        let (of, account) = known.get()?;
        (etag.get()? == of).then_some(account)
    })
}

/// Another tab may have redeemed another code, or this tab may have been left for long: what is read is looked up again when the
/// visitor comes back, so that they never confirm what has changed since.
fn look_again_when_it_may_have_changed(inquiry: &Inquiry) {
    let inquiry = inquiry.clone();
    let returns = window_event_listener_untyped("visibilitychange", move |_| {
        if crate::browser::is_visible() {
            let inquiry = inquiry.clone();
            spawn_local(async move { inquiry.look_again().await });
        }
    });
    on_cleanup(move || returns.remove());
}

/// Asks for the cameras together with the confirmation, which changes none of them: the next view needs them, and would have to wait
/// for them after the confirmation. When they come late it asks itself.
fn bring_cameras(api: LoggedIn, id: RedemptionId, handover: Handover) {
    // What an earlier try brought is old.
    drop(handover.take_cameras(&id));
    spawn_local(async move {
        if let Ok(cameras) = api.cameras().await {
            handover.give_cameras(id, cameras.items);
        }
    });
}

/// What to do with the receipt: forget the code, and on to the cameras, always: whoever has just redeemed chooses them now.
fn go_on_when_redeemed() -> impl Fn(Redemption) + Clone {
    let (draft, handover) = (expect_context::<CodeDraft>(), expect_context::<Handover>());
    let navigate = use_navigate();
    move |receipt: Redemption| {
        let next = Step::Cameras.route(&receipt).path();
        draft.forget();
        handover.give(receipt);
        navigate(&next, Default::default());
    }
}

/// What stands in the error summary.
fn problem_of(state: &Confirmation) -> Option<Summary> {
    match state {
        Confirmation::Reading { notice: Some(Outcome::Failed(failure)), .. } | Confirmation::Refused { failure } => {
            Some(summary_of(failure, Situation::default(), &[]))
        }
        Confirmation::Reading { notice: Some(Outcome::Changed { .. }), .. } => {
            Some(Summary { notes: vec![say::error::NOT_USED], ..Summary::of(say::confirm::CHANGED) })
        }
        Confirmation::Reading { notice: Some(Outcome::NeverArrived), .. } => {
            Some(Summary { notes: vec![say::error::NOT_USED], ..Summary::of(say::confirm::NEVER_ARRIVED) })
        }
        Confirmation::Reading { notice: None, .. }
        | Confirmation::Sending { .. }
        | Confirmation::Checking { .. }
        | Confirmation::Redeemed { .. } => None,
    }
}
