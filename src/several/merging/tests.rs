//! Tests of what several codes do together.

use super::*;
use proptest::prelude::*;
use tapo_care_wire::{Effect, Grant, RedemptionEntry, RedemptionId, SubscriptionId, Terms, Tier};

const NOW: &str = "2026-01-31T10:00:00Z";

fn plan(id: &str) -> Plan {
    Plan { id: PlanId::new(id), tier: Tier::Premium, cameras: 2, history_days: 30, features: Vec::new() }
}

/// The preview of a code for a plan that the account does not have.
pub(in super::super) fn code(id: &str, of: &str, months: u32) -> Redemption {
    let starts_at = Timestamp::new(NOW);
    let ends_at = add_months(&starts_at, months).expect("within the calendar");
    let terms = Terms { card_required: false, auto_renews: false, refundable: false, text: None };
    Redemption {
        id: RedemptionId::new(id),
        state: RedemptionState::Previewed,
        code_hint: "…0001".to_owned(),
        grant: Grant { plan: plan(of), months, terms },
        effect: Effect { kind: EffectKind::New, subscription_id: None, starts_at, ends_at, previous_ends_at: None },
        redeemed_at: None,
        reference: None,
        signature: None,
        subscription: None,
        etag: "e".to_owned(),
    }
}

/// The same, redeemed.
pub(in super::super) fn receipt(id: &str, of: &str, months: u32) -> Redemption {
    let mut receipt = code(id, of, months);
    receipt.state = RedemptionState::Redeemed;
    receipt.effect.subscription_id = Some(SubscriptionId::new("sub_1"));
    receipt
}

fn held(of: &str, starts_at: &str, months: u32, state: SubscriptionState) -> Subscription {
    let starts_at = Timestamp::new(starts_at);
    Subscription {
        id: SubscriptionId::new("sub_1"),
        plan: plan(of),
        state,
        ends_at: add_months(&starts_at, months).expect("within the calendar"),
        redemptions: vec![RedemptionEntry {
            id: RedemptionId::new("red_0"),
            redeemed_at: starts_at.clone(),
            months,
            code_hint: "…0000".to_owned(),
        }],
        starts_at,
        cameras: Vec::new(),
        cameras_chosen: false,
        etag: "s".to_owned(),
    }
}

fn ends(merged: &[Merged]) -> Vec<&str> {
    merged.iter().map(|merged| &merged.ends_at.as_str()[..10]).collect()
}

#[test]
fn codes_of_one_plan_extend_one_another_and_others_stand_alone() {
    let previews = [code("a", "p2", 1), code("b", "b5", 3), code("c", "p2", 1), code("d", "p2", 12)];
    let merged = merge(&previews, &[]);
    // From the anchor each time: the 31st comes back after February.
    assert_eq!(ends(&merged), ["2026-02-28", "2026-04-30", "2026-03-31", "2027-03-31"]);
    let kinds: Vec<_> = merged.iter().map(|merged| merged.kind).collect();
    assert_eq!(kinds, [EffectKind::New, EffectKind::New, EffectKind::Extends, EffectKind::Extends]);
    assert_eq!(merged[2].starts_at, merged[0].ends_at);

    let totals = totals(&previews, &merged);
    assert_eq!(totals.len(), 2);
    assert_eq!((totals[0].codes, totals[0].months, &totals[0].before), (3, 14, &None));
    assert_eq!(totals[0].after.as_str(), "2027-03-31T10:00:00Z");
    assert_eq!((totals[1].codes, totals[1].months), (1, 3));
}

#[test]
fn a_plan_that_runs_is_extended_from_its_own_anchor_and_an_ended_one_is_not() {
    let running = held("p2", "2025-08-31T00:00:00Z", 6, SubscriptionState::Active);
    let ended = held("b5", "2024-08-31T00:00:00Z", 6, SubscriptionState::Ended);
    let previews = [code("a", "p2", 1), code("b", "p2", 1), code("c", "b5", 1)];
    let merged = merge(&previews, &[ended, running]);
    assert_eq!(ends(&merged), ["2026-03-31", "2026-04-30", "2026-02-28"]);
    assert_eq!(merged[0].starts_at.as_str(), "2026-02-28T00:00:00Z");
    assert_eq!(merged[2].kind, EffectKind::New);
    let totals = totals(&previews, &merged);
    assert_eq!(totals[0].before.as_ref().map(Timestamp::as_str), Some("2026-02-28T00:00:00Z"));
    assert_eq!(totals[1].before, None);
}

/// In the middle of a run the account is known as it was before, and after a reload as it is.
#[test]
fn what_was_redeemed_counts_once_whenever_the_account_was_asked() {
    let first = receipt("red_0", "p2", 1);
    let previews = [first, code("b", "p2", 1)];
    let now = held("p2", NOW, 1, SubscriptionState::Active);
    for account in [vec![], vec![now]] {
        assert_eq!(ends(&merge(&previews, &account)), ["2026-02-28", "2026-03-31"]);
    }
}

proptest! {
    /// In whatever order the codes of a plan come, the end is the same: as of one code with all their months.
    #[test]
    fn the_end_does_not_hang_on_the_order(months in proptest::collection::vec(1..24_u32, 1..8), held_for in 0..24_u32) {
        let account: Vec<_> =
            (held_for > 0).then(|| held("p", "2025-12-31T00:00:00Z", held_for, SubscriptionState::Active)).into_iter().collect();
        let end = |months: &[u32]| {
            let previews: Vec<_> = months.iter().map(|months| code("a", "p", *months)).collect();
            totals(&previews, &merge(&previews, &account)).remove(0).after
        };
        let backwards: Vec<u32> = months.iter().rev().copied().collect();
        prop_assert_eq!(end(&months), end(&backwards));
        prop_assert_eq!(end(&months), end(&[months.iter().sum()]));
    }
}
