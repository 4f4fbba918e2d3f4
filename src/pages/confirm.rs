//! The plan details: what the code gives, before it is spent.

use crate::api::{Failure, LoggedIn, Situation};
use crate::parts::{AtStep, CodeDraft, Handover, LoadStep, moment, summary_of};
use crate::redemption::{Confirmation, Notice as Outcome, Step};
use crate::route::Route;
use crate::say::{self, Text};
use crate::ui::{Button, ButtonKind, Detail, Icon, Page, Stage, Summary, icon};
use crate::{browser, words};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use tapo_care_wire::{Effect as Change, EffectKind, Redemption, RedemptionId, Terms, Timestamp};

const TITLE: Text = say::confirm::TITLE;

/// The view behind `/redeem/{id}`.
#[component]
pub(crate) fn Confirm(
    /// Whoever is logged in.
    api: LoggedIn,
    /// The redemption.
    id: RedemptionId,
) -> impl IntoView {
    let show = {
        let api = api.clone();
        move |found: AtStep| view! { <PlanDetails api=api.clone() redemption=found.redemption /> }.into_any()
    };
    view! { <LoadStep title=TITLE api id asked=Step::Confirm show /> }
}

/// What the code gives, and the button that spends it.
#[component]
fn PlanDetails(api: LoggedIn, redemption: Redemption) -> impl IntoView {
    let state = RwSignal::new(Confirmation::read(redemption));
    let go_on = go_on_when_redeemed();

    let confirm = move |_| {
        if !matches!(*state.read_untracked(), Confirmation::Reading { .. }) {
            return;
        }
        state.update(|state| *state = state.clone().confirm());
        let (api, go_on) = (api.clone(), go_on.clone());
        spawn_local(async move {
            redeem(&api, state).await;
            if let Some(Confirmation::Redeemed { receipt }) = state.try_get_untracked() {
                go_on(receipt);
            }
        });
    };

    let preview = Memo::new(move |last: Option<&Option<Redemption>>| match state.get() {
        Confirmation::Reading { preview, .. }
        | Confirmation::Sending { preview }
        | Confirmation::Checking { preview, .. } => Some(preview),
        Confirmation::Redeemed { .. } | Confirmation::Refused { .. } => last.cloned().flatten(),
    });
    let busy =
        Memo::new(move |_| matches!(*state.read(), Confirmation::Sending { .. } | Confirmation::Redeemed { .. }));
    let checking = Memo::new(move |_| state.read().asks_in().is_some());
    let refused = Memo::new(move |_| matches!(*state.read(), Confirmation::Refused { .. }));
    let problem = Signal::derive(move || problem_of(&state.read()));
    let draft = expect_context::<CodeDraft>();

    view! {
        <Page
            title=TITLE
            stage=Stage(2)
            lead=say::confirm::LEAD
            problem
        >
            <div class="stack">
                {move || preview.get().map(|preview| view! { <WhatItGives preview /> })}
                <Show when=move || checking.get()>
                    <Checking />
                </Show>
                <div class="actions">
                    <Show when=move || !checking.get() && !refused.get()>
                        <Button
                            label=say::confirm::CONFIRM
                            kind=ButtonKind::Primary
                            busy
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
            </div>
        </Page>
    }
}

/// Sends the confirmation, and asks what became of it for as long as nobody knows.
async fn redeem(api: &LoggedIn, state: RwSignal<Confirmation>) {
    let Some(Confirmation::Sending { preview }) = state.try_get_untracked() else { return };
    let answer = api.confirm(&preview).await;
    step(state, |state| state.answered(answer));
    // Ends when the truth is known, and when this view is gone or about to be: then the next view asks the server itself.
    while let Some(seconds) = state.try_get_untracked().and_then(|state| state.asks_in()) {
        browser::pause(seconds).await;
        if state.is_disposed() {
            return;
        }
        let answer = api.redemption(&preview.id).await;
        if answer.as_ref().is_err_and(Failure::is_logged_out) {
            return;
        }
        step(state, |state| state.found(answer));
    }
}

/// One step of the machine, unless the view is gone.
fn step(state: RwSignal<Confirmation>, transition: impl FnOnce(Confirmation) -> Confirmation) {
    if let Some(now) = state.try_get_untracked() {
        state.try_set(transition(now));
    }
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
        Confirmation::Reading { notice: Some(Outcome::Changed), .. } => {
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

/// While the truth is being asked for.
#[component]
fn Checking() -> impl IntoView {
    // It takes the place of the button that had the focus.
    let element = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            browser::focus(&element);
        }
    });
    view! {
        <div class="checking" role="status" tabindex="-1" node_ref=element>
            <span class="checking__motion" aria-hidden="true"></span>
            <p class="checking__title">{say::confirm::CHECKING}</p>
            <p class="checking__text">
                {say::confirm::CHECKING_TEXT}
            </p>
        </div>
    }
}

/// The plan, its dates and its terms.
#[component]
fn WhatItGives(preview: Redemption) -> impl IntoView {
    let Redemption { code_hint, grant, effect, .. } = preview;
    let plan = grant.plan;
    let plan_name = words::plan(&plan);
    let cameras = say::plan::cameras(plan.cameras);
    let months = say::plan::months(grant.months);
    let ends = moment(&effect.ends_at);
    let extension = effect.previous_ends_at.as_ref().map(|before| extension(before, months.clone(), &effect.ends_at));
    let starts = match effect.kind {
        EffectKind::New => view! { say::confirm::AT_ONCE }.into_any(),
        EffectKind::Extends => moment(&effect.starts_at).into_any(),
    };
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
            <p class="plan__effect">{sentence(&effect)}</p>
            <dl class="details">
                <Detail term=say::confirm::PLAN>{plan_name}</Detail>
                <Detail term=say::confirm::VALID_FOR>{months}</Detail>
                <Detail term=say::confirm::CAMERAS>{cameras}</Detail>
                <Detail term=say::confirm::STARTS>{starts}</Detail>
                <Detail term=say::confirm::ENDS>{ends}</Detail>
            </dl>
            {extension}
            {terms(&grant.terms)}
        </section>
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

/// The end before and after, as a small timeline. The sentence above says the same.
fn extension(before: &Timestamp, months: Text, after: &Timestamp) -> impl IntoView + use<> {
    view! {
        <ol class="extend">
            <li class="extend__point">
                <span class="extend__label">{say::confirm::CURRENT_END}</span>
                <time class="extend__date" datetime=before.as_str().to_owned()>
                    {Text::date(before)}
                </time>
            </li>
            <li class="extend__gain">{say::confirm::gain(months)}</li>
            <li class="extend__point extend__point--after">
                <span class="extend__label">{say::confirm::NEW_END}</span>
                <time class="extend__date" datetime=after.as_str().to_owned()>
                    {Text::date(after)}
                </time>
            </li>
        </ol>
    }
}

/// The code's own terms.
fn terms(terms: &Terms) -> impl IntoView + use<> {
    let items = words::terms(terms)
        .into_iter()
        .map(|(sentence, is_good)| {
            let (class, picture) =
                if is_good { ("checks__item", Icon::Check) } else { ("checks__item checks__item--info", Icon::Info) };
            view! {
                <li class=class>
                    {icon(picture)}
                    <span>{sentence}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="terms">
            <h2 class="heading heading--small">{say::confirm::TERMS}</h2>
            <ul class="checks">{items}</ul>
        </div>
    }
}
