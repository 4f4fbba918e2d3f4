//! What the account has already, and what that means for the code.

use crate::say::{self, Text};
use crate::words;
use tapo_care_wire::{
    Camera, EffectKind, IneligibleReason, Redemption, Subscription, SubscriptionId, SubscriptionState,
};

/// The account's subscriptions and cameras.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Account {
    /// All that it has or had.
    pub(super) subscriptions: Vec<Subscription>,
    /// Its devices.
    pub(super) cameras: Vec<Camera>,
}

/// How a camera stands to what a code gives.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Standing {
    /// The subscription that is extended covers it now.
    Covered,
    /// It can be added, and no plan covers it.
    CanBeAdded,
    /// It can be added; then the plan that covers it now covers it no more.
    CanBeMoved(Text),
    /// No plan can cover it, for this reason.
    Never(Text),
}

impl Standing {
    /// In words.
    pub(super) fn said(&self) -> Text {
        match self {
            Self::Covered => say::before::COVERED,
            Self::CanBeAdded => say::before::CAN_BE_ADDED,
            Self::CanBeMoved(from) => say::before::can_be_moved(from.clone()),
            Self::Never(why) => why.clone(),
        }
    }
}

impl Account {
    fn subscription(&self, id: &SubscriptionId) -> Option<&Subscription> {
        self.subscriptions.iter().find(|subscription| subscription.id == *id)
    }

    /// The subscription that the code extends, if it does.
    pub(super) fn extended(&self, preview: &Redemption) -> Option<&Subscription> {
        let id = preview.effect.subscription_id.as_ref().filter(|_| preview.effect.kind == EffectKind::Extends)?;
        self.subscription(id)
    }

    /// How each camera stands to the code, in the account's order.
    pub(super) fn standings(&self, preview: &Redemption) -> Vec<(String, Standing)> {
        let extended = self.extended(preview).map(|subscription| &subscription.id);
        let standing = |camera: &Camera| match &camera.subscription_id {
            _ if !camera.eligible => Standing::Never(never(camera.ineligible_reason)),
            Some(of) if Some(of) == extended => Standing::Covered,
            Some(of) => Standing::CanBeMoved(match self.subscription(of) {
                Some(subscription) => words::plan(&subscription.plan),
                None => say::cameras::ANOTHER_PLAN,
            }),
            None => Standing::CanBeAdded,
        };
        self.cameras.iter().map(|camera| (camera.name.clone(), standing(camera))).collect()
    }

    /// How much room the plan has for cameras, and what it covers already.
    pub(super) fn room(&self, preview: &Redemption) -> Text {
        let places = preview.grant.plan.cameras;
        let covered = self.extended(preview).map_or(0, |subscription| crate::parts::count(&subscription.cameras));
        match (covered, places.saturating_sub(covered)) {
            (0, _) => say::before::room(say::plan::cameras(places)),
            (_, 0) => say::before::room_none(say::plan::cameras(places)),
            (_, left) => say::before::room_left(say::plan::cameras(places), covered, left),
        }
    }

    /// What stands beside what, in sentences: when a plan extends another and when it does not.
    pub(super) fn beside(&self, preview: &Redemption) -> Vec<Text> {
        if preview.effect.kind == EffectKind::Extends {
            return vec![say::before::OTHERS_STAND_BESIDE];
        }
        let name = words::plan(&preview.grant.plan);
        let same = |subscription: &&Subscription| subscription.plan.id == preview.grant.plan.id;
        let active = self.subscriptions.iter().filter(|one| one.state == SubscriptionState::Active && !same(one));
        let mut sentences: Vec<Text> = active
            .map(|one| say::before::stands_beside(words::plan(&one.plan), Text::date(&one.ends_at), name.clone()))
            .collect();
        let ended = self.subscriptions.iter().filter(same).filter(|one| one.state == SubscriptionState::Ended);
        // The last one that ended is what a visitor would think of; these texts compare as their moments do.
        sentences.extend(
            ended
                .max_by(|a, b| a.ends_at.as_str().cmp(b.ends_at.as_str()))
                .map(|one| say::before::had_ended(name.clone(), Text::date(&one.ends_at))),
        );
        if sentences.is_empty() {
            sentences.push(say::before::LATER_CODES);
        }
        sentences
    }
}

fn never(reason: Option<IneligibleReason>) -> Text {
    match reason {
        Some(IneligibleReason::Region) => say::cameras::OTHER_REGION,
        Some(IneligibleReason::NotACamera) => say::cameras::NO_CAMERA,
        Some(IneligibleReason::UnsupportedModel) | None => say::cameras::NO_CLOUD,
    }
}
