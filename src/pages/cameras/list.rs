//! The list to choose cameras from: a card each.

use super::choice::{Barred, Choice};
use super::kind::drawing_of;
use super::name_of;
use crate::parts::count as count_of;
use crate::say;
use crate::ui::{Icon, icon};
use leptos::prelude::*;
use tapo_care_wire::CameraId;

/// The id of the text that says that the plan is full.
const LIMIT: &str = "cameras-limit";

/// The list to choose from.
#[component]
pub(super) fn ChoiceList(
    /// The choice.
    choice: RwSignal<Choice>,
    /// Whether it is being saved: then it can't be changed.
    busy: Signal<bool>,
) -> impl IntoView {
    let chosen = Memo::new(move |_| count_of(choice.read().chosen()));
    let places = choice.with_untracked(Choice::places);
    let count = move || say::cameras::selected(chosen.get(), places);
    let too_many = Memo::new(move |_| choice.read().too_many());
    let explained = move || {
        let all = too_many.get()?;
        Some(say::cameras::too_many(say::plan::cameras(all), say::plan::cameras(places)))
    };
    let limit = move || {
        let choice = choice.read();
        let others = choice.cameras().iter().any(|camera| choice.barred(camera) == Some(Barred::Full));
        others.then(|| say::cameras::full(say::plan::cameras(places)))
    };
    let ids = Memo::new(move |_| choice.read().cameras().iter().map(|camera| camera.id.clone()).collect::<Vec<_>>());
    view! {
        <fieldset class="cameras">
            <legend class="cameras__legend">{say::cameras::SELECT}</legend>
            <div class="cameras__head">
                <p class="cameras__count" id="cameras-count" aria-live="polite">
                    {count}
                </p>
                <span class="places" aria-hidden="true">
                    {(0..places)
                        .map(|place| view! { <span class="places__one" class=("places__one--taken", move || place < chosen.get())></span> })
                        .collect_view()}
                </span>
                {move || explained().map(|text| view! { <p class="cameras__hint">{text}</p> })}
            </div>
            <div class="cameras__list">
                <For each=move || ids.get() key=Clone::clone children=move |id| view! { <CameraBox choice busy id /> } />
            </div>
            {move || {
                limit()
                    .map(|text| {
                        view! {
                            <p class="cameras__limit" id=LIMIT>
                                {icon(Icon::Info)}
                                <span>{text}</span>
                            </p>
                        }
                    })
            }}
            <Show when=move || ids.with(Vec::is_empty)>
                <p class="text text--muted">{say::cameras::NONE}</p>
            </Show>
        </fieldset>
    }
}

/// One camera. What can't be chosen stays focusable, so that everybody can learn why.
#[component]
fn CameraBox(choice: RwSignal<Choice>, busy: Signal<bool>, id: CameraId) -> impl IntoView {
    let box_id = ["cam-", id.as_str()].concat();
    let about_id = [&box_id, "-about"].concat();
    let camera = {
        let id = id.clone();
        Memo::new(move |_| choice.read().cameras().iter().find(|camera| camera.id == id).cloned())
    };
    let barred = Memo::new(move |_| camera.get().and_then(|camera| choice.read().barred(&camera)));
    let note = move || camera.get().and_then(|camera| choice.read().note(&camera));
    let checked = {
        let id = id.clone();
        move || choice.read().is_chosen(&id)
    };
    let described_by = {
        let about_id = about_id.clone();
        move || match barred.get() {
            Some(Barred::Full) => [&about_id, " ", LIMIT].concat(),
            Some(Barred::Ineligible(_)) | None => about_id.clone(),
        }
    };
    let name = {
        let id = id.clone();
        move || name_of(choice.read().cameras(), &id).to_owned()
    };
    let model = move || camera.get().map(|camera| camera.model);
    let online = Memo::new(move |_| camera.get().is_some_and(|camera| camera.online));
    let plan = move || camera.get().and_then(|camera| choice.read().current_plan(&camera));
    let drawing = move || camera.get().map(|camera| icon(drawing_of(&camera)));
    let added = choice.read_untracked().is_new(&id);
    view! {
        <div class="camera" class=("camera--off", move || barred.get().is_some())>
            <input
                class="camera__box"
                type="checkbox"
                id=box_id.clone()
                aria-describedby=described_by
                aria-disabled=move || barred.get().map(|_| "true")
                prop:checked=checked
                on:click=move |event| {
                    if busy.get_untracked() || barred.get_untracked().is_some() {
                        event.prevent_default();
                    }
                }
                on:change=move |_| choice.update(|choice| choice.toggle(&id))
            />
            <span class="camera__drawing">{drawing}</span>
            <label class="camera__name" for=box_id>
                {name}
            </label>
            <div class="camera__about" id=about_id>
                <span class="camera__model" dir="ltr">
                    {model}
                </span>
                <span
                    class="badge"
                    class=("badge--online", move || online.get())
                    class=("badge--offline", move || !online.get())
                >
                    {move || if online.get() { say::camera::ONLINE } else { say::camera::OFFLINE }}
                </span>
                {added.then(|| view! { <span class="badge badge--new">{say::cameras::NEW}</span> })}
                {move || plan().map(|plan| view! { <span class="camera__plan">{plan}</span> })}
                {move || note().map(|note| view! { <p class="camera__note">{note}</p> })}
            </div>
        </div>
    }
}
