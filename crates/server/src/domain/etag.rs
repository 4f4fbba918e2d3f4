//! Etags: they guard writes. Each is a hash of just what the writer must have seen.

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use tapo_care_wire::{CameraId, EffectKind, Grant, SubscriptionId};

/// The etag of a redemption: what the visitor agrees to. Plan, months, terms, kind of effect and previous end, but not
/// the dates that move with the clock.
pub(crate) fn of_redemption(grant: &Grant, kind: EffectKind, previous_end: Option<Timestamp>) -> String {
    hash(&("redemption", grant, kind, previous_end.map(Timestamp::as_second)))
}

/// The etag of a subscription: its months, its cameras, and whether they were ever chosen.
pub(crate) fn of_subscription(
    id: &SubscriptionId,
    months: u32,
    cameras_chosen: bool,
    cameras: &BTreeSet<CameraId>,
) -> String {
    hash(&("subscription", id, months, cameras_chosen, cameras))
}

/// 128 bits of SHA-256 over the JSON text, in hex. JSON keeps the parts apart, so that no two choices of parts meet.
fn hash(parts: &impl Serialize) -> String {
    // These types hold nothing that JSON can't say, so there is always a text; an empty one would only fail to match.
    let json = serde_json::to_vec(parts).unwrap_or_default();
    Sha256::digest(json)[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use tapo_care_wire::{Plan, PlanId, Terms, Tier};

    fn grant() -> Grant {
        Grant {
            plan: Plan {
                id: PlanId::new("premium-2"),
                tier: Tier::Premium,
                cameras: 2,
                history_days: 30,
                features: vec!["cloud_video".to_owned()],
            },
            months: 12,
            terms: Terms { card_required: false, auto_renews: false, refundable: false, text: None },
        }
    }

    #[test]
    fn a_redemptions_etag_covers_all_that_the_visitor_agrees_to() {
        let end = Timestamp::from_second(1_800_000_000).expect("in range");
        let later = Timestamp::from_second(1_800_000_001).expect("in range");
        let changed = |change: fn(&mut Grant)| {
            let mut grant = grant();
            change(&mut grant);
            of_redemption(&grant, EffectKind::New, None)
        };
        let etags = [
            of_redemption(&grant(), EffectKind::New, None),
            of_redemption(&grant(), EffectKind::Extends, Some(end)),
            of_redemption(&grant(), EffectKind::Extends, Some(later)),
            changed(|g| g.months = 1),
            changed(|g| g.plan.id = PlanId::new("premium-3")),
            changed(|g| g.plan.cameras = 3),
            changed(|g| g.plan.history_days = 31),
            changed(|g| g.plan.features.clear()),
            changed(|g| g.terms.card_required = true),
            changed(|g| g.terms.auto_renews = true),
            changed(|g| g.terms.refundable = true),
            changed(|g| g.terms.text = Some("One code per promotion.".to_owned())),
        ];
        assert_eq!(etags.iter().collect::<HashSet<_>>().len(), etags.len());
    }

    #[test]
    fn a_subscriptions_etag_covers_months_cameras_and_choice() {
        let id = SubscriptionId::new("s");
        let set = |ids: &[&str]| ids.iter().map(|&id| CameraId::new(id)).collect::<BTreeSet<_>>();
        let etags = [
            of_subscription(&id, 12, false, &set(&[])),
            of_subscription(&id, 12, true, &set(&[])),
            of_subscription(&id, 13, false, &set(&[])),
            of_subscription(&id, 12, true, &set(&["a"])),
            of_subscription(&id, 12, true, &set(&["a", "b"])),
            of_subscription(&id, 12, true, &set(&["ab"])),
            of_subscription(&SubscriptionId::new("t"), 12, false, &set(&[])),
        ];
        assert_eq!(etags.iter().collect::<HashSet<_>>().len(), etags.len());
        assert_eq!(
            of_subscription(&id, 12, true, &set(&["a", "b"])),
            of_subscription(&id, 12, true, &set(&["b", "a"]))
        );
    }
}
