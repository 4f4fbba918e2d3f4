//! The choice of cameras: what is chosen, what can be, and what moving one means. No view.

use crate::api::Failure;
use crate::parts::{KeptChoice, count};
use crate::say::{self, Text};
use crate::words;
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
        let chosen = ids(subscription.cameras.iter());
        Self { subscription, cameras, others: Vec::new(), chosen, added: Vec::new() }
    }

    /// The same, going on with a choice that was kept: with what was chosen if nothing else was saved meanwhile, and with
    /// cameras marked as new that the visitor has not seen then.
    pub(super) fn go_on(mut self, kept: KeptChoice) -> Self {
        self.added = ids(self.cameras.iter().filter(|camera| !kept.known.contains(&camera.id)));
        if kept.etag == self.subscription.etag {
            self.chosen.clear();
            for id in &kept.chosen {
                self.toggle(id);
            }
        }
        self
    }

    /// The choice, to be kept while the visitor is elsewhere.
    pub(super) fn kept(&self) -> KeptChoice {
        KeptChoice {
            subscription: self.subscription.id.clone(),
            etag: self.subscription.etag.clone(),
            chosen: self.chosen.clone(),
            known: ids(self.cameras.iter().filter(|camera| !self.is_new(&camera.id))),
        }
    }

    /// The visitor has seen them all: none is new any more.
    pub(super) fn seen(&mut self) {
        self.added.clear();
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

    /// Those that were added while the visitor looked on.
    pub(super) fn new_ones(&self) -> impl Iterator<Item = &Camera> {
        self.cameras.iter().filter(|camera| self.is_new(&camera.id))
    }

    /// Whether a camera was added while the visitor looked on.
    pub(super) fn is_new(&self, id: &CameraId) -> bool {
        self.added.contains(id)
    }

    /// Whether a camera is chosen.
    pub(super) fn is_chosen(&self, id: &CameraId) -> bool {
        self.chosen.contains(id)
    }

    /// How many cameras the plan covers.
    pub(super) const fn places(&self) -> u32 {
        self.subscription.plan.cameras
    }

    /// How many cameras could be covered, if they are more than the plan has places for.
    pub(super) fn too_many(&self) -> Option<u32> {
        let eligible = ids(self.cameras.iter().filter(|camera| camera.eligible));
        Some(count(&eligible)).filter(|eligible| *eligible > self.places())
    }

    fn is_full(&self) -> bool {
        count(&self.chosen) >= self.places()
    }

    /// Why a camera can't be chosen; `None` for one that can be, or is.
    pub(super) fn barred(&self, camera: &Camera) -> Option<Barred> {
        if self.is_chosen(&camera.id) {
            None
        } else if !camera.eligible {
            Some(Barred::Ineligible(camera.ineligible_reason.unwrap_or(IneligibleReason::UnsupportedModel)))
        } else {
            self.is_full().then_some(Barred::Full)
        }
    }

    /// Chooses a camera, or chooses it no more. What can't be chosen is left as it is.
    pub(super) fn toggle(&mut self, id: &CameraId) {
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
        let covered = ids(fresh.cameras.iter());
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
            let covered = ids(fresh.cameras.iter());
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

    /// Whether cameras have plans whose names are not known from the subscription itself.
    pub(super) fn has_other_plans(&self) -> bool {
        self.cameras.iter().any(|camera| self.other_plan(camera).is_some())
    }

    /// The other subscription that covers a camera, as far as it is known.
    fn other<'a>(&'a self, camera: &Camera) -> Option<&'a Subscription> {
        let id = self.other_plan(camera)?;
        self.others.iter().find(|other| other.id == *id)
    }

    /// The name of the other plan that covers a camera, as far as it is known.
    fn name_of_other(&self, camera: &Camera) -> Text {
        self.other(camera).map_or(say::cameras::ANOTHER_PLAN, |other| words::plan(&other.plan))
    }

    /// The plan that covers a camera now, in words. Nothing for what no plan can cover.
    pub(super) fn current_plan(&self, camera: &Camera) -> Option<Text> {
        let plan = match &camera.subscription_id {
            Some(id) if *id == self.subscription.id => words::plan(&self.subscription.plan),
            Some(_) => self.name_of_other(camera),
            None => return camera.eligible.then_some(say::cameras::NO_PLAN),
        };
        Some(say::cameras::current_plan(plan))
    }

    /// What moving the chosen cameras takes from their other plans, in words: which, what they keep, and what changes for the
    /// cameras.
    pub(super) fn what_moving_means(&self) -> Text {
        let moved: Vec<&Camera> = self.to_be_moved().collect();
        let mut sentences: Vec<Text> =
            moved.iter().map(|camera| say::cameras::moves(camera.name.clone(), self.name_of_other(camera))).collect();
        let here = &self.subscription.plan;
        for other in &self.others {
            let leaving = moved.iter().filter(|camera| self.other_plan(camera) == Some(&other.id)).count();
            if leaving == 0 {
                continue;
            }
            let (plan, all) = (words::plan(&other.plan), say::plan::cameras(other.plan.cameras));
            let left = count(&other.cameras).saturating_sub(u32::try_from(leaving).unwrap_or(u32::MAX));
            sentences.push(say::cameras::left_with(plan.clone(), Text::date(&other.ends_at), left, all));
            if other.plan.history_days != here.history_days {
                let (there, here) =
                    (say::plan::history(other.plan.history_days), say::plan::history(here.history_days));
                sentences.push(say::cameras::history_changes(plan, there, here));
            }
        }
        sentences.push(say::cameras::MOVE_BACK);
        Text::sentences(sentences)
    }

    /// What is to be said of a camera besides its model, state and plan.
    pub(super) fn note(&self, camera: &Camera) -> Option<Text> {
        match self.barred(camera) {
            Some(Barred::Ineligible(reason)) => Some(why_not(reason)),
            Some(Barred::Full) | None => self.other_plan(camera).map(|_| say::cameras::HAS_PLAN),
        }
    }
}

/// The ids of cameras.
fn ids<'a>(cameras: impl Iterator<Item = &'a Camera>) -> Vec<CameraId> {
    cameras.map(|camera| camera.id.clone()).collect()
}

/// Why no plan can cover a device.
pub(super) const fn why_not(reason: IneligibleReason) -> Text {
    match reason {
        IneligibleReason::Region => say::cameras::OTHER_REGION,
        IneligibleReason::UnsupportedModel => say::cameras::NO_CLOUD,
        IneligibleReason::NotACamera => say::cameras::NO_CAMERA,
    }
}

#[cfg(test)]
mod tests;
