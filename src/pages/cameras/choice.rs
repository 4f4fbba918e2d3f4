//! The choice of cameras: what is chosen, what can be, and the list that shows it.

use super::name_of;
use crate::api::Failure;
use crate::parts::count as count_of;
use crate::say::{self, Text};
use crate::ui::{Icon, icon};
use crate::words;
use leptos::prelude::*;
use tapo_care_wire::{Camera, CameraId, IneligibleReason, Subscription, SubscriptionId};

/// The cameras of an account, and those of them that are chosen for one subscription.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    subscription: Subscription,
    cameras: Vec<Camera>,
    others: Vec<Subscription>,
    chosen: Vec<CameraId>,
    /// Those that were added while the choice was made.
    added: Vec<CameraId>,
}

/// Why a camera can't be chosen now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Barred {
    /// The plan has no place left.
    Full,
    /// No plan can cover it.
    Ineligible(IneligibleReason),
}

impl Choice {
    /// Starts with the cameras that the subscription covers.
    pub(super) fn new(subscription: Subscription, cameras: Vec<Camera>) -> Self {
        let chosen = ids(&subscription.cameras);
        Self { subscription, cameras, others: Vec::new(), chosen, added: Vec::new() }
    }

    /// The subscription that is chosen for.
    pub(super) const fn subscription(&self) -> &Subscription {
        &self.subscription
    }

    /// All cameras.
    pub(super) fn cameras(&self) -> &[Camera] {
        &self.cameras
    }

    /// The chosen ones.
    pub(super) fn chosen(&self) -> &[CameraId] {
        &self.chosen
    }

    fn is_chosen(&self, id: &CameraId) -> bool {
        self.chosen.contains(id)
    }

    fn is_full(&self) -> bool {
        self.chosen.len() >= self.subscription.plan.cameras as usize
    }

    /// Why a camera can't be chosen; `None` for one that can be, or is.
    fn barred(&self, camera: &Camera) -> Option<Barred> {
        if self.is_chosen(&camera.id) {
            None
        } else if !camera.eligible {
            Some(Barred::Ineligible(camera.ineligible_reason.unwrap_or(IneligibleReason::UnsupportedModel)))
        } else {
            self.is_full().then_some(Barred::Full)
        }
    }

    /// Chooses a camera, or chooses it no more. What can't be chosen is left as it is.
    fn toggle(&mut self, id: &CameraId) {
        if self.is_chosen(id) {
            self.chosen.retain(|chosen| chosen != id);
        } else if self.cameras.iter().any(|camera| camera.id == *id && self.barred(camera).is_none()) {
            self.chosen.push(id.clone());
        }
    }

    /// Takes the cameras as they were looked up again. The chosen stay chosen, but for what is there no more. Gives the names of
    /// those that were added.
    pub(super) fn refresh(&mut self, cameras: Vec<Camera>) -> Vec<String> {
        self.chosen.retain(|id| cameras.iter().any(|camera| camera.id == *id));
        let before = std::mem::replace(&mut self.cameras, cameras);
        let added = self.cameras.iter().filter(|camera| before.iter().all(|known| known.id != camera.id));
        let (ids, names): (Vec<_>, _) = added.map(|camera| (camera.id.clone(), camera.name.clone())).unzip();
        self.added.extend(ids);
        names
    }

    /// Takes one camera that was added or changed. Gives its name if it was added.
    pub(super) fn take(&mut self, camera: Camera) -> Vec<String> {
        let mut cameras = self.cameras.clone();
        match cameras.iter_mut().find(|known| known.id == camera.id) {
            Some(known) => *known = camera,
            None => cameras.push(camera),
        }
        self.refresh(cameras)
    }

    /// Takes the subscription as it was changed elsewhere, and with it the cameras that it covers now: whoever saves next has
    /// seen what is there. Gives back the names of what was chosen here instead.
    pub(super) fn start_again(&mut self, fresh: Subscription) -> Vec<String> {
        let covered = ids(&fresh.cameras);
        let lost = self.cameras.iter().filter(|camera| self.is_chosen(&camera.id) && !covered.contains(&camera.id));
        let lost = lost.map(|camera| camera.name.clone()).collect();
        for camera in &mut self.cameras {
            if covered.contains(&camera.id) {
                camera.subscription_id = Some(fresh.id.clone());
            } else if camera.subscription_id.as_ref() == Some(&fresh.id) {
                camera.subscription_id = None;
            }
        }
        self.chosen = covered;
        self.subscription = fresh;
        lost
    }

    /// Whether the choice was refused only because just this choice is what is saved.
    pub(super) fn is_saved_already(&self, failure: &Failure) -> bool {
        let Failure::Problem(problem) = failure else { return false };
        problem.subscription.as_ref().is_some_and(|fresh| {
            let covered = ids(&fresh.cameras);
            fresh.cameras_chosen && covered.len() == self.chosen.len() && covered.iter().all(|id| self.is_chosen(id))
        })
    }

    /// Takes the account's subscriptions, to call the plans of other cameras by their names.
    pub(super) fn learn(&mut self, subscriptions: Vec<Subscription>) {
        self.others = subscriptions;
    }

    /// Another subscription that covers a camera now.
    fn other_plan<'a>(&self, camera: &'a Camera) -> Option<&'a SubscriptionId> {
        camera.subscription_id.as_ref().filter(|id| **id != self.subscription.id)
    }

    /// The chosen cameras that have another plan.
    pub(super) fn to_be_moved(&self) -> impl Iterator<Item = &Camera> {
        self.cameras.iter().filter(|camera| self.is_chosen(&camera.id) && self.other_plan(camera).is_some())
    }

    /// The name of the other plan that covers a camera, as far as it is known.
    fn plan_of(&self, camera: &Camera) -> Text {
        let id = self.other_plan(camera);
        let other = self.others.iter().find(|other| Some(&other.id) == id);
        other.map_or(say::cameras::ANOTHER_PLAN, |other| words::plan(&other.plan))
    }

    /// What moving the chosen cameras takes from their other plans, in words.
    pub(super) fn what_moving_means(&self) -> Text {
        let moves = self.to_be_moved().map(|camera| say::cameras::moves(camera.name.clone(), self.plan_of(camera)));
        Text::sentences(moves.chain([say::cameras::MOVE_BACK]).collect())
    }

    /// What is to be said of a camera besides its model and state.
    fn note(&self, camera: &Camera) -> Option<Text> {
        match self.barred(camera) {
            Some(Barred::Ineligible(reason)) => Some(why_not(reason)),
            Some(Barred::Full) | None => self.other_plan(camera).map(|_| say::cameras::HAS_PLAN),
        }
    }
}

/// The ids of cameras.
fn ids(cameras: &[Camera]) -> Vec<CameraId> {
    cameras.iter().map(|camera| camera.id.clone()).collect()
}

/// Why no plan can cover a device.
const fn why_not(reason: IneligibleReason) -> Text {
    match reason {
        IneligibleReason::Region => say::cameras::OTHER_REGION,
        IneligibleReason::UnsupportedModel => say::cameras::NO_CLOUD,
        IneligibleReason::NotACamera => say::cameras::NO_CAMERA,
    }
}

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
    let count = move || {
        let choice = choice.read();
        say::cameras::selected(count_of(&choice.chosen), choice.subscription.plan.cameras)
    };
    let limit = move || {
        let choice = choice.read();
        let others = choice.cameras.iter().any(|camera| choice.barred(camera) == Some(Barred::Full));
        others.then(|| say::cameras::full(say::plan::cameras(choice.subscription.plan.cameras)))
    };
    let ids = Memo::new(move |_| choice.read().cameras.iter().map(|camera| camera.id.clone()).collect::<Vec<_>>());
    view! {
        <fieldset class="cameras">
            <legend class="cameras__legend">{say::cameras::SELECT}</legend>
            <p class="cameras__count" id="cameras-count" aria-live="polite">
                {count}
            </p>
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
        Memo::new(move |_| choice.read().cameras.iter().find(|camera| camera.id == id).cloned())
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
        move || name_of(&choice.read().cameras, &id).to_owned()
    };
    let model = move || camera.get().map(|camera| camera.model);
    let online = Memo::new(move |_| camera.get().is_some_and(|camera| camera.online));
    let added = choice.read_untracked().added.contains(&id);
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
                {move || note().map(|note| view! { <p class="camera__note">{note}</p> })}
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tapo_care_wire::*;

    fn camera(id: &str, of: Option<&str>, reason: Option<IneligibleReason>) -> Camera {
        Camera {
            id: CameraId::new(id),
            name: id.to_owned(),
            model: "C210".to_owned(),
            online: true,
            region: "DE".to_owned(),
            subscription_id: of.map(SubscriptionId::new),
            eligible: reason.is_none(),
            ineligible_reason: reason,
        }
    }

    fn subscription(id: &str, places: u32, cameras: Vec<Camera>) -> Subscription {
        let plan = Plan {
            id: PlanId::new(format!("premium-{places}")),
            tier: Tier::Premium,
            cameras: places,
            history_days: 30,
            features: Vec::new(),
        };
        Subscription {
            id: SubscriptionId::new(id),
            plan,
            state: SubscriptionState::Active,
            starts_at: Timestamp::new("2026-11-24T00:00:00Z"),
            ends_at: Timestamp::new("2027-11-24T00:00:00Z"),
            cameras,
            cameras_chosen: false,
            redemptions: Vec::new(),
            etag: "s1".to_owned(),
        }
    }

    /// Two places; a and b free, c with another plan, d of another region.
    fn choice() -> Choice {
        let other = subscription("other", 1, Vec::new());
        let cameras = vec![
            camera("a", None, None),
            camera("b", None, None),
            camera("c", Some("other"), None),
            camera("d", None, Some(IneligibleReason::Region)),
        ];
        let mine = subscription("mine", 2, Vec::new());
        let mut choice = Choice::new(mine, cameras);
        choice.learn(vec![other]);
        choice
    }

    fn toggled(ids: &[&str]) -> Choice {
        let mut choice = choice();
        for id in ids {
            choice.toggle(&CameraId::new(*id));
        }
        choice
    }

    #[test]
    fn no_more_than_the_plan_has_and_one_cleared_makes_room() {
        let full = toggled(&["a", "b", "c"]);
        assert_eq!(full.chosen(), [CameraId::new("a"), CameraId::new("b")]);
        assert_eq!(full.barred(&full.cameras()[2]), Some(Barred::Full));
        assert_eq!(full.barred(&full.cameras()[0]), None, "a chosen one can be cleared");
        assert_eq!(toggled(&["a", "b", "a", "c"]).chosen(), [CameraId::new("b"), CameraId::new("c")]);
    }

    #[test]
    fn what_no_plan_can_cover_is_never_chosen() {
        assert!(toggled(&["d"]).chosen().is_empty());
    }

    #[test]
    fn a_camera_of_another_plan_says_which_and_is_moved_only_on_purpose() {
        let choice = toggled(&["a", "c"]);
        assert_eq!(choice.to_be_moved().map(|camera| camera.name.as_str()).collect::<Vec<_>>(), ["c"]);
        assert!(choice.what_moving_means().said().contains("c is covered by Premium, 1 camera"));
        assert!(choice.note(&choice.cameras()[2]).is_some_and(|note| note.said().contains("another plan")));
        assert!(toggled(&["a"]).to_be_moved().next().is_none());
    }

    #[test]
    fn a_camera_that_is_there_no_more_is_not_chosen_any_more() {
        let mut choice = toggled(&["a", "b"]);
        choice.refresh(vec![camera("a", None, None), camera("c", Some("other"), None)]);
        assert_eq!(choice.chosen(), [CameraId::new("a")]);
    }

    #[test]
    fn what_was_added_meanwhile_is_told_once_and_what_changed_is_not() {
        let mut choice = toggled(&["b"]);
        assert_eq!(choice.take(camera("new", None, None)), ["new"]);
        assert!(choice.take(Camera { online: false, ..camera("new", None, None) }).is_empty());
        assert_eq!(choice.cameras().iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["a", "b", "c", "d", "new"]);
        assert!(!choice.cameras()[4].online);
        let list = [choice.cameras(), &[camera("newer", None, None)]].concat();
        assert_eq!(choice.refresh(list), ["newer"]);
        assert_eq!(choice.added, [CameraId::new("new"), CameraId::new("newer")]);
        assert_eq!(choice.chosen(), [CameraId::new("b")], "the choice stays");
    }

    #[test]
    fn a_second_try_of_what_is_saved_already_is_no_change_elsewhere() {
        let refused = |cameras| {
            let mut fresh = subscription("mine", 2, cameras);
            fresh.cameras_chosen = true;
            let mut problem = Problem::new(ErrorCode::ChangedMeanwhile);
            problem.subscription = Some(Box::new(fresh));
            Failure::Problem(Box::new(problem))
        };
        let (a, b) = (camera("a", Some("mine"), None), camera("b", Some("mine"), None));
        let choice = toggled(&["b", "a"]);
        assert!(choice.is_saved_already(&refused(vec![a.clone(), b.clone()])));
        assert!(!choice.is_saved_already(&refused(vec![a.clone()])));
        assert!(!toggled(&["a"]).is_saved_already(&refused(vec![a, b])));
        assert!(!choice.is_saved_already(&Failure::Lost));
    }

    #[test]
    fn a_change_elsewhere_is_shown_and_says_what_had_been_chosen_here() {
        let mut choice = toggled(&["a", "b"]);
        let fresh = subscription("mine", 2, vec![camera("b", Some("mine"), None), camera("c", Some("mine"), None)]);
        assert_eq!(choice.start_again(fresh), ["a"]);
        assert_eq!(choice.chosen(), [CameraId::new("b"), CameraId::new("c")]);
        assert!(choice.to_be_moved().next().is_none(), "what it covers already is not moved");
    }
}
