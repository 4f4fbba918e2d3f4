//! From what is stored to what travels.

use crate::{
    catalogue::Catalogue,
    domain::{
        effect::{self, Held},
        eligibility::{Device, ineligible},
        etag,
    },
    problem::Failure,
    store::{Account, CameraRecord, Entry, RedemptionRecord, StoreError, SubscriptionRecord, Tx},
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use tapo_care_wire as wire;
use wire::{
    Camera, Effect, EffectKind, Grant, Plan, PlanId, Redemption, RedemptionState, Subscription, SubscriptionId,
};

/// A moment as it travels: RFC 3339, UTC, whole seconds.
pub(crate) fn timestamp(moment: Timestamp) -> wire::Timestamp {
    wire::Timestamp::new(moment.to_string())
}

/// All that an account has, read in one transaction.
pub(crate) struct Holdings {
    /// Its subscriptions, the first to begin first.
    pub(crate) subscriptions: Vec<SubscriptionRecord>,
    /// Its devices.
    pub(crate) cameras: Vec<CameraRecord>,
    entries: Vec<Entry>,
}

/// Looks at the holdings of an account at a moment.
pub(crate) struct View<'a> {
    /// The plans and models.
    pub(crate) catalogue: &'a Catalogue,
    /// Whose they are.
    pub(crate) account: &'a Account,
    /// What they are.
    pub(crate) holdings: &'a Holdings,
    /// When.
    pub(crate) now: Timestamp,
}

impl Holdings {
    /// Reads them.
    pub(crate) async fn load(tx: &mut Tx, account: &Account) -> Result<Self, StoreError> {
        Ok(Self {
            subscriptions: tx.subscriptions(&account.id).await?,
            cameras: tx.cameras(&account.id).await?,
            entries: tx.entries(&account.id).await?,
        })
    }

    /// What belongs to a subscription that a redemption has just made: nothing but that redemption.
    pub(crate) fn of_new(subscription: SubscriptionRecord, entry: Entry) -> Self {
        Self { subscriptions: vec![subscription], cameras: Vec::new(), entries: vec![entry] }
    }

    /// What belongs to one subscription, which is known already.
    pub(crate) async fn of_one(
        tx: &mut Tx,
        account: &Account,
        subscription: SubscriptionRecord,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            subscriptions: vec![subscription],
            cameras: tx.cameras(&account.id).await?,
            entries: tx.entries(&account.id).await?,
        })
    }

    /// One of its subscriptions.
    pub(crate) fn subscription(&self, id: &SubscriptionId) -> Option<&SubscriptionRecord> {
        self.subscriptions.iter().find(|subscription| subscription.id == *id)
    }
}

/// The plan of that id. All ids that are stored were checked against the catalogue, whose plans are never taken out.
pub(crate) fn plan(catalogue: &Catalogue, id: &PlanId) -> Result<Plan, Failure> {
    Ok(catalogue.plan(id).cloned().ok_or(StoreError::Corrupt("plan_id"))?)
}

/// What a code would do for who has these subscriptions.
pub(crate) fn effect(
    record: &RedemptionRecord,
    subscriptions: &[SubscriptionRecord],
    now: Timestamp,
) -> Result<effect::Effect, Failure> {
    let held = |held: &SubscriptionRecord| Held { id: held.id.clone(), plan: held.plan.clone(), term: held.term };
    let held: Vec<Held> = subscriptions.iter().map(held).collect();
    Ok(effect::of_code(&record.code.batch.plan, record.code.batch.months, &held, now)?)
}

/// A previewed redemption and its effect.
pub(crate) fn previewed(
    catalogue: &Catalogue,
    record: &RedemptionRecord,
    effect: &effect::Effect,
) -> Result<Redemption, Failure> {
    let grant = grant(catalogue, record)?;
    let previous = effect.previous_ends_at();
    Ok(Redemption {
        id: record.id.clone(),
        state: RedemptionState::Previewed,
        code_hint: record.code.hint.clone(),
        etag: etag::of_redemption(&grant, effect.kind(), previous),
        grant,
        effect: Effect {
            kind: effect.kind(),
            subscription_id: effect.extends.clone(),
            starts_at: timestamp(effect.starts_at),
            ends_at: timestamp(effect.ends_at),
            previous_ends_at: previous.map(timestamp),
        },
        redeemed_at: None,
        reference: None,
        signature: None,
        subscription: None,
    })
}

impl View<'_> {
    /// A redemption: what it did, with the subscription as it stands now; or what it would do now.
    pub(crate) fn redemption(&self, record: &RedemptionRecord) -> Result<Redemption, Failure> {
        match &record.outcome {
            None => {
                let effect = effect(record, &self.holdings.subscriptions, self.now)?;
                previewed(self.catalogue, record, &effect)
            }
            Some(outcome) => {
                let mut redemption = receipt(self.catalogue, record)?;
                redemption.subscription = self
                    .holdings
                    .subscription(&outcome.subscription)
                    .map(|held| self.subscription(held))
                    .transpose()?;
                Ok(redemption)
            }
        }
    }

    /// Whether a subscription runs.
    pub(crate) fn is_active(&self, subscription: &SubscriptionRecord) -> bool {
        self.now < subscription.ends_at
    }

    /// The running subscription that covers a camera. One that has ended covers nothing.
    pub(crate) fn covering(&self, camera: &CameraRecord) -> Option<&SubscriptionId> {
        let id = camera.subscription_id.as_ref()?;
        self.holdings.subscription(id).filter(|subscription| self.is_active(subscription)).map(|held| &held.id)
    }

    /// A subscription.
    pub(crate) fn subscription(&self, record: &SubscriptionRecord) -> Result<Subscription, Failure> {
        let cameras: Vec<Camera> = self
            .holdings
            .cameras
            .iter()
            .filter(|camera| self.covering(camera) == Some(&record.id))
            .map(|camera| self.camera(camera))
            .collect();
        let ids: BTreeSet<_> = cameras.iter().map(|camera| camera.id.clone()).collect();
        let redemptions = self.holdings.entries.iter().filter(|entry| entry.subscription == record.id);
        Ok(Subscription {
            id: record.id.clone(),
            plan: plan(self.catalogue, &record.plan)?,
            state: if self.is_active(record) {
                wire::SubscriptionState::Active
            } else {
                wire::SubscriptionState::Ended
            },
            starts_at: timestamp(record.term.anchor),
            ends_at: timestamp(record.ends_at),
            cameras,
            cameras_chosen: record.cameras_chosen,
            redemptions: redemptions
                .map(|entry| wire::RedemptionEntry {
                    id: entry.redemption.clone(),
                    redeemed_at: timestamp(entry.redeemed_at),
                    months: entry.months,
                    code_hint: entry.hint.clone(),
                })
                .collect(),
            etag: etag::of_subscription(&record.id, record.term.months, record.cameras_chosen, &ids),
        })
    }

    /// A camera.
    pub(crate) fn camera(&self, record: &CameraRecord) -> Camera {
        let device = Device {
            is_camera: record.is_camera,
            model_supported: self.catalogue.supports(&record.model),
            region: &record.region,
        };
        let reason = ineligible(device, &self.account.region);
        Camera {
            id: record.id.clone(),
            name: record.name.clone(),
            model: record.model.clone(),
            online: record.online,
            region: record.region.clone(),
            subscription_id: self.covering(record).cloned(),
            eligible: reason.is_none(),
            ineligible_reason: reason,
        }
    }
}

/// What a code gives.
pub(crate) fn grant(catalogue: &Catalogue, record: &RedemptionRecord) -> Result<Grant, Failure> {
    let batch = &record.code.batch;
    Ok(Grant { plan: plan(catalogue, &batch.plan)?, months: batch.months, terms: batch.terms.clone() })
}

/// A redemption that is done, with the dates that it granted, whatever happened later.
pub(crate) fn receipt(catalogue: &Catalogue, record: &RedemptionRecord) -> Result<Redemption, Failure> {
    let outcome = record.outcome.as_ref().ok_or(StoreError::Corrupt("redeemed_at"))?;
    let grant = grant(catalogue, record)?;
    let kind = if outcome.previous_ends_at.is_some() { EffectKind::Extends } else { EffectKind::New };
    Ok(Redemption {
        id: record.id.clone(),
        state: RedemptionState::Redeemed,
        code_hint: record.code.hint.clone(),
        etag: etag::of_redemption(&grant, kind, outcome.previous_ends_at),
        grant,
        effect: Effect {
            kind,
            subscription_id: Some(outcome.subscription.clone()),
            starts_at: timestamp(outcome.starts_at),
            ends_at: timestamp(outcome.ends_at),
            previous_ends_at: outcome.previous_ends_at.map(timestamp),
        },
        redeemed_at: Some(timestamp(outcome.redeemed_at)),
        reference: Some(outcome.reference.clone()),
        signature: outcome.signature.clone(),
        subscription: None,
    })
}
