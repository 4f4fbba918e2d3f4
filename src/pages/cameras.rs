//! The redemption is complete: choose the cameras that the plan covers, or skip it.

use crate::api::{Failure, LoggedIn, Situation};
use crate::parts::{CamerasDraft, Handover, Load, Redirect, at_step, summary_of};
use crate::redemption::Step;
use crate::route::Route;
use crate::say::{self, Text};
use crate::session::SessionState;
use crate::ui::{Button, ButtonKind, Dialog, Page, Stage, Summary};
use crate::words;
use futures_util::future::join;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use std::future::Future;
use std::pin::Pin;
use tapo_care_wire::{
    Camera, CameraId, ChooseCameras, ErrorCode, Redemption, RedemptionId, Subscription, SubscriptionState,
};

mod add;
mod choice;
mod kind;
mod list;
mod live;
mod missing;

pub(crate) use add::AddCamera;

use choice::Choice;
use list::ChoiceList;
use missing::Missing;

const TITLE: Text = say::cameras::TITLE;

/// What the view needs.
#[derive(Clone)]
enum Found {
    /// All of it.
    Choice { redemption: Box<Redemption>, choice: Box<Choice> },
    /// Another step is due.
    Elsewhere(Route),
}

/// The view behind `/redeem/{id}/cameras`.
#[component]
pub(crate) fn Cameras(
    /// Whoever is logged in.
    api: LoggedIn,
    /// The redemption.
    id: RedemptionId,
) -> impl IntoView {
    let fetch = fetching(api.clone(), id);
    let show = move |found: Found| match found {
        Found::Choice { redemption, choice } => {
            view! { <ChooseThem api=api.clone() redemption=*redemption choice=*choice /> }.into_any()
        }
        Found::Elsewhere(to) => view! { <Redirect to /> }.into_any(),
    };
    view! { <Load title=TITLE fetch show /> }
}

/// What gets the redemption and the cameras, for the choice as for the guide beside it. Call in a component's body.
fn fetching(api: LoggedIn, id: RedemptionId) -> impl Fn() -> Fetching + 'static {
    let (handover, draft) = (expect_context::<Handover>(), expect_context::<CamerasDraft>());
    move || {
        let (api, id) = (api.clone(), id.clone());
        Box::pin(async move { find(&api, &id, handover, draft).await })
    }
}

/// A search that is under way.
type Fetching = Pin<Box<dyn Future<Output = Result<Found, Failure>>>>;

/// The redemption and the cameras.
async fn find(api: &LoggedIn, id: &RedemptionId, handover: Handover, draft: CamerasDraft) -> Result<Found, Failure> {
    let cameras = async {
        match handover.take_cameras(id) {
            Some(cameras) => Ok(cameras),
            None => api.cameras().await.map(|list| list.items),
        }
    };
    let (step, cameras) = join(at_step(api, id, Step::Cameras, handover), cameras).await;
    let step = step?;
    let Some(subscription) = step.subscription.filter(|_| step.due == Step::Cameras) else {
        return Ok(Found::Elsewhere(step.due.route(&step.redemption)));
    };
    let kept = draft.take(&subscription);
    let choice = Choice::new(subscription, cameras?);
    let choice = match kept {
        Some(kept) => choice.go_on(kept),
        None => choice,
    };
    Ok(Found::Choice { redemption: Box::new(step.redemption), choice: Box::new(choice) })
}

/// The choice.
#[component]
fn ChooseThem(api: LoggedIn, redemption: Redemption, choice: Choice) -> impl IntoView {
    let (handover, draft) = (expect_context::<Handover>(), expect_context::<CamerasDraft>());
    let navigate = use_navigate();
    let add = Route::AddCamera(redemption.id.clone(), None).path();
    let region = api.viewer().region.clone();
    let receipt = Route::Receipt(redemption.id.clone()).path();
    let ended = choice.subscription().state == SubscriptionState::Ended;
    let lead = lead(choice.subscription());
    let choice = RwSignal::new(choice);
    if !ended && choice.with_untracked(Choice::has_other_plans) {
        // The cards need no names to be of use: they come when they come.
        let api = api.clone();
        spawn_local(async move {
            if let Ok(list) = api.subscriptions().await {
                choice.try_update(|choice| choice.learn(list.items));
            }
        });
    }
    let announcement = (!ended).then(|| live::follow(api.clone(), choice));
    let problem = RwSignal::new(None::<Summary>);
    let busy = RwSignal::new(false);
    let asks = RwSignal::new(false);
    let saving = RwSignal::new(false);

    let to_receipt = {
        let receipt = receipt.clone();
        move || {
            handover.give(redemption.clone());
            navigate(&receipt, Default::default());
        }
    };
    let send = {
        let (api, to_receipt) = (api.clone(), to_receipt.clone());
        move |move_from_other_plan: bool| {
            busy.set(true);
            saving.set(true);
            problem.set(None);
            let (api, to_receipt) = (api.clone(), to_receipt.clone());
            spawn_local(async move {
                let Some(now) = choice.try_get_untracked() else { return };
                let wanted = ChooseCameras { camera_ids: now.chosen().to_vec(), move_from_other_plan };
                let answer = api.choose_cameras(now.subscription(), &wanted).await;
                if busy.is_disposed() {
                    // The visitor has gone elsewhere meanwhile: they are not called back.
                    return;
                }
                match answer {
                    Ok(_) => to_receipt(),
                    // The first answer was lost, and this is the second try.
                    Err(failure) if now.is_saved_already(&failure) => to_receipt(),
                    Err(failure) => {
                        let summary = refused(&api, &failure, choice).await;
                        saving.try_set(false);
                        busy.try_set(false);
                        problem.try_set(Some(summary));
                    }
                }
            });
        }
    };
    let save = {
        let send = send.clone();
        move |_| {
            if choice.read_untracked().to_be_moved().next().is_none() {
                return send(false);
            }
            let api = api.clone();
            busy.set(true);
            spawn_local(async move {
                // As they are now. If they can't be had, the question is asked with what is known.
                if let Ok(list) = api.subscriptions().await {
                    choice.try_update(|choice| choice.learn(list.items));
                }
                busy.try_set(false);
                asks.try_set(true);
            });
        }
    };
    let what_moves = Signal::derive(move || choice.read().what_moving_means());
    let skip = move |_| to_receipt();
    // What was chosen so far is there again when the visitor comes back, from the guide or by Back; not after a log-out.
    let session = expect_context::<SessionState>();
    on_cleanup(move || {
        if let Some(kept) = choice.try_with_untracked(Choice::kept).filter(|_| untrack(|| session.is_logged_in())) {
            draft.keep(kept);
        }
    });

    view! {
        <Page title=TITLE stage=Stage(3) done=true lead problem>
            <div class="stack">
                {(!ended)
                    .then(|| {
                        view! {
                            <ChoiceList choice busy=busy.into() />
                            <div>
                                <p class="text">
                                    <a class="link link--alone" href=add on:click=move |_| choice.update(Choice::seen)>
                                        {say::cameras::ADD}
                                    </a>
                                </p>
                                <Missing region open=Signal::stored(false) />
                            </div>
                        }
                    })}
                <div class="actions">
                    {(!ended)
                        .then(|| {
                            view! {
                                <Button label=say::cameras::SAVE kind=ButtonKind::Primary busy on_click=save />
                                <Button label=say::cameras::SKIP on_click=skip />
                            }
                        })}
                    <a class=ButtonKind::Plain.class() href=receipt>
                        {say::cameras::RECEIPT}
                    </a>
                </div>
                <p class="status" role="status">
                    {move || saving.get().then_some(say::cameras::SAVING)}
                </p>
                <p class="visually-hidden" role="status">
                    {move || announcement.and_then(|announcement| announcement.get())}
                </p>
            </div>
            <Dialog title=say::cameras::MOVE_TITLE text=what_moves accept=say::cameras::MOVE_IT open=asks on_accept=move || send(true) />
        </Page>
    }
}

/// What to do on this page.
fn lead(subscription: &Subscription) -> Text {
    let plan = words::plan(&subscription.plan);
    match subscription.state {
        SubscriptionState::Active => say::cameras::lead(plan),
        SubscriptionState::Ended => say::cameras::lead_ended(plan),
    }
}

/// What to say when the choice was not saved, after taking in what changed elsewhere.
async fn refused(api: &LoggedIn, failure: &Failure, choice: RwSignal<Choice>) -> Summary {
    let cameras = choice.try_with_untracked(|choice| choice.cameras().to_vec()).unwrap_or_default();
    let mut summary = summary_of(failure, Situation { cameras: &cameras, ..Situation::default() }, &[]);
    let Failure::Problem(problem) = failure else { return summary };
    if let Some(fresh) = &problem.subscription {
        let lost = choice.try_update(|choice| choice.start_again(fresh.as_ref().clone())).unwrap_or_default();
        if !lost.is_empty() {
            summary.notes.push(say::cameras::had_chosen(names(lost)));
        }
    }
    if matches!(problem.code, ErrorCode::CameraHasPlan | ErrorCode::CameraNotEligible | ErrorCode::NotFound)
        && let Ok(cameras) = api.cameras().await
    {
        choice.try_update(|choice| choice.refresh(cameras.items));
    }
    summary
}

/// Cameras by their names.
fn names(names: Vec<String>) -> Text {
    Text::all_of(names.into_iter().map(Text::from).collect())
}

/// Names a camera in a list of them.
fn name_of<'a>(cameras: &'a [Camera], id: &CameraId) -> &'a str {
    cameras.iter().find(|camera| camera.id == *id).map_or("", |camera| &camera.name)
}
