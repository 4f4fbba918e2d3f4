//! How to add a camera: which kind it is, the steps for that kind, and the camera itself as soon as it is there.

use super::choice::{Barred, Choice, why_not};
use super::kind::{Kind, drawing_of};
use super::missing::Missing;
use super::{Found, fetching, live, names};
use crate::api::{LoggedIn, Situation};
use crate::browser;
use crate::parts::{CamerasDraft, Load, Redirect, summary_of};
use crate::route::Route;
use crate::say::{self, Text};
use crate::session::SessionState;
use crate::ui::{Button, ButtonKind, Page, Stage, Summary, icon};
use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use tapo_care_wire::{Camera, CameraId, DeviceKind, RedemptionId, SubscriptionState};

/// Seconds after which a camera that does not appear may have a reason. Setting one up takes two minutes.
const LONG: u32 = 180;

/// The view behind `/redeem/{id}/cameras/add`, and those for each kind behind it.
#[component]
pub(crate) fn AddCamera(
    /// Whoever is logged in.
    api: LoggedIn,
    /// The redemption.
    id: RedemptionId,
    /// The kind, once it was chosen.
    kind: Option<DeviceKind>,
) -> impl IntoView {
    let title = kind.map_or(say::add_camera::TITLE, |kind| Kind::of(kind).title);
    let fetch = fetching(api.clone(), id.clone());
    let show = move |found: Found| match found {
        Found::Choice { choice, .. } if choice.subscription().state == SubscriptionState::Active => {
            view! { <Guide api=api.clone() id=id.clone() kind choice=*choice /> }.into_any()
        }
        Found::Choice { .. } => view! { <Redirect to=Route::Cameras(id.clone()) /> }.into_any(),
        Found::Elsewhere(to) => view! { <Redirect to /> }.into_any(),
    };
    view! { <Load title fetch show /> }
}

/// The guide, and beside it what has become of the camera.
#[component]
fn Guide(api: LoggedIn, id: RedemptionId, kind: Option<DeviceKind>, choice: Choice) -> impl IntoView {
    let draft = expect_context::<CamerasDraft>();
    // From here on all that appears is new, also after a turn to another kind or back to the choice.
    draft.keep(choice.kept());
    let choice = RwSignal::new(choice);
    live::follow(api.clone(), choice);
    let problem = RwSignal::new(None::<Summary>);
    let title = kind.map_or(say::add_camera::TITLE, |kind| Kind::of(kind).title);
    let guide = match kind {
        None => kinds(&id),
        Some(kind) => steps(kind, &api.viewer().email),
    };
    let lead = match kind {
        None => say::add_camera::LEAD,
        Some(_) => say::add_camera::LEAD_STEPS,
    };
    let other_kind = kind.map(|_| {
        view! {
            <a class=ButtonKind::Plain.class() href=Route::AddCamera(id.clone(), None).path()>
                {say::add_camera::OTHER_KIND}
            </a>
        }
    });
    view! {
        <Page title stage=Stage(3) lead problem>
            <div class="stack">
                {guide} <Looking api id=id.clone() kind choice problem /> <div class="actions">
                    <a class=ButtonKind::Secondary.class() href=Route::Cameras(id).path()>
                        {say::add_camera::BACK}
                    </a>
                    {other_kind}
                </div>
            </div>
        </Page>
    }
}

/// Which kind it is: a link each, so that each has an address.
fn kinds(id: &RedemptionId) -> AnyView {
    let links = DeviceKind::ALL.map(|kind| {
        let path = Route::AddCamera(id.clone(), Some(kind)).path();
        let Kind { drawing, name, hint, .. } = Kind::of(kind);
        view! {
            <li class="kind">
                <span class="camera__drawing">{icon(drawing)}</span>
                <a class="kind__name" href=path>
                    {name}
                </a>
                <span class="kind__hint">{hint}</span>
            </li>
        }
    });
    view! { <ul class="kinds">{links.into_iter().collect_view()}</ul> }.into_any()
}

/// What to do, one thing after the other.
fn steps(kind: DeviceKind, email: &str) -> AnyView {
    let steps = [say::add_camera::open_app(Text::fixed(email))].into_iter().chain(Kind::of(kind).steps);
    view! {
        <ol class="how">
            {steps.map(|step| view! { <li class="how__step"><p>{step}</p></li> }).collect_view()}
        </ol>
    }
    .into_any()
}

/// Whether the camera is there, and what can be done with it then.
#[component]
fn Looking(
    api: LoggedIn,
    id: RedemptionId,
    kind: Option<DeviceKind>,
    choice: RwSignal<Choice>,
    problem: RwSignal<Option<Summary>>,
) -> impl IntoView {
    let new_ones = Memo::new(move |_| choice.read().new_ones().cloned().collect::<Vec<Camera>>());
    let is_late = RwSignal::new(false);
    // Ends with the view, and its timer with it.
    spawn_local_scoped_with_cancellation(async move {
        browser::pause(LONG).await;
        is_late.set(true);
    });
    let is_due = Memo::new(move |_| is_late.get() && new_ones.with(Vec::is_empty));
    let status = move || match new_ones.with(|found| found.iter().map(|camera| camera.name.clone()).collect::<Vec<_>>())
    {
        found if !found.is_empty() => say::add_camera::found(names(found)),
        _ if is_due.get() => say::add_camera::NOT_YET,
        _ => say::add_camera::LOOKING,
    };
    let known = move || {
        let choice = choice.read();
        let known = choice.cameras().iter().filter(|camera| !choice.is_new(&camera.id));
        let known: Vec<String> = known.map(|camera| camera.name.clone()).collect();
        (!known.is_empty()).then(|| say::add_camera::known(names(known)))
    };
    let region = api.viewer().region.clone();
    let ids = move || new_ones.with(|found| found.iter().map(|camera| camera.id.clone()).collect::<Vec<_>>());
    view! {
        <section class="card no-print" aria-label=say::add_camera::YOUR_CAMERA>
            <div class="looking__head">
                <span class="looking__sign" class=("looking__sign--found", move || !new_ones.with(Vec::is_empty)) aria-hidden="true"></span>
                <p class="looking__status" role="status">
                    {status}
                </p>
            </div>
            <For each=ids key=Clone::clone children=move |camera| view! { <NewCamera choice id=id.clone() camera /> } />
            {move || known().map(|text| view! { <p class="looking__known">{text}</p> })}
            <DemoButton api kind problem />
            <Missing region open=is_due.into() />
        </section>
    }
}

/// A camera that appeared.
#[component]
fn NewCamera(choice: RwSignal<Choice>, id: RedemptionId, camera: CameraId) -> impl IntoView {
    let draft = expect_context::<CamerasDraft>();
    let navigate = use_navigate();
    let Some(shown) = choice.with_untracked(|choice| choice.cameras().iter().find(|known| known.id == camera).cloned())
    else {
        return ().into_any();
    };
    let barred = choice.with_untracked(|choice| choice.barred(&shown));
    let choose = move |_| {
        choice.update(|choice| choice.toggle(&camera));
        draft.keep(choice.read_untracked().kept());
        navigate(&Route::Cameras(id.clone()).path(), Default::default());
    };
    let what_now = match barred {
        None => {
            let label = say::add_camera::choose(shown.name.clone());
            view! { <Button label kind=ButtonKind::Primary on_click=choose /> }.into_any()
        }
        Some(barred) => {
            let why = match barred {
                Barred::Full => say::cameras::full(say::plan::cameras(choice.with_untracked(Choice::places))),
                Barred::Ineligible(reason) => why_not(reason),
            };
            view! { <p class="camera__note">{why}</p> }.into_any()
        }
    };
    view! {
        <div class="found">
            <span class="camera__drawing">{icon(drawing_of(&shown))}</span>
            <p class="found__name">
                <strong>{shown.name}</strong>
                <span class="camera__model" dir="ltr">
                    {shown.model}
                </span>
            </p>
            <div class="found__what-now">{what_now}</div>
        </div>
    }
    .into_any()
}

/// In a demonstration nobody has a camera to set up.
#[component]
fn DemoButton(api: LoggedIn, kind: Option<DeviceKind>, problem: RwSignal<Option<Summary>>) -> impl IntoView {
    let session = expect_context::<SessionState>();
    let busy = RwSignal::new(false);
    let appear = move |_| {
        busy.set(true);
        problem.set(None);
        let api = api.clone();
        spawn_local(async move {
            // The camera itself comes as any other does.
            let answer = api.make_demo_camera(kind.unwrap_or(DeviceKind::PlugIn)).await;
            busy.try_set(false);
            if let Err(failure) = answer {
                problem.try_set(Some(summary_of(&failure, Situation::default(), &[])));
            }
        });
    };
    untrack(|| session.is_demo()).then(|| {
        view! {
            <div class="looking__demo">
                <p>{say::add_camera::DEMO}</p>
                <Button label=say::add_camera::APPEAR busy on_click=appear />
            </div>
        }
    })
}
