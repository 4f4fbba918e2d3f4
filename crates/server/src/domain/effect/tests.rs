//! Merging, by example and by property.

use super::*;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

/// Redeems a code at a moment on an account, as confirmation does.
fn redeem(held: &mut Vec<Held>, plan: &str, months: u32, now: Timestamp) -> Effect {
    let effect = of_code(&PlanId::new(plan), months, held, now).expect("within the calendar");
    match &effect.extends {
        Some(id) => held.iter_mut().find(|held| held.id == *id).expect("one that is held").term = effect.term,
        None => held.push(Held {
            id: SubscriptionId::new(format!("s{}", held.len())),
            plan: PlanId::new(plan),
            term: effect.term,
        }),
    }
    effect
}

#[test]
fn the_same_plan_extends_from_its_end() {
    let mut held = Vec::new();
    let first = redeem(&mut held, "premium-2", 12, at("2026-11-24T06:34:56Z"));
    assert_eq!((first.kind(), first.previous_ends_at()), (EffectKind::New, None));
    assert_eq!(first.starts_at, at("2026-11-24T06:34:56Z"));
    assert_eq!(first.ends_at, at("2027-11-24T06:34:56Z"));
    let second = redeem(&mut held, "premium-2", 1, at("2027-01-05T00:00:00Z"));
    assert_eq!((second.kind(), second.extends.clone()), (EffectKind::Extends, Some(SubscriptionId::new("s0"))));
    assert_eq!(second.starts_at, at("2027-11-24T06:34:56Z"));
    assert_eq!(second.previous_ends_at(), Some(second.starts_at));
    assert_eq!(second.ends_at, at("2027-12-24T06:34:56Z"));
    assert_eq!(held.len(), 1);
}

#[test]
fn another_number_of_cameras_is_another_plan() {
    let mut held = Vec::new();
    let now = at("2026-11-24T00:00:00Z");
    redeem(&mut held, "premium-2", 12, now);
    let other = redeem(&mut held, "premium-10", 1, now);
    assert_eq!((other.kind(), other.ends_at), (EffectKind::New, at("2026-12-24T00:00:00Z")));
    assert_eq!(held[0].term.ends_at(), Ok(at("2027-11-24T00:00:00Z")));
}

#[test]
fn an_ended_subscription_is_not_extended() {
    let mut held = Vec::new();
    redeem(&mut held, "basic-1", 1, at("2026-01-31T12:00:00Z"));
    // Still running one second before its end, over at the second of its end.
    let end = at("2026-02-28T12:00:00Z");
    let before = of_code(&PlanId::new("basic-1"), 1, &held, at("2026-02-28T11:59:59Z")).expect("an effect");
    assert_eq!(before.kind(), EffectKind::Extends);
    let after = redeem(&mut held, "basic-1", 1, end);
    assert_eq!((after.kind(), after.starts_at, held.len()), (EffectKind::New, end, 2));
    // A third code extends the second subscription, not the first.
    let third = redeem(&mut held, "basic-1", 1, at("2026-03-01T00:00:00Z"));
    assert_eq!(third.extends, Some(SubscriptionId::new("s1")));
}

#[test]
fn a_month_that_was_cut_short_is_not_kept_short() {
    let mut held = Vec::new();
    let anchor = at("2026-01-31T00:00:00Z");
    let ends: Vec<_> = (0..4).map(|_| redeem(&mut held, "basic-1", 1, anchor).ends_at.to_string()).collect();
    assert_eq!(ends, ["2026-02-28T00:00:00Z", "2026-03-31T00:00:00Z", "2026-04-30T00:00:00Z", "2026-05-31T00:00:00Z"]);
}

#[test]
fn too_many_months_are_refused_before_anything_is_spent() {
    let mut held = Vec::new();
    let now = at("2026-01-31T00:00:00Z");
    redeem(&mut held, "basic-1", 12, now);
    assert_eq!(of_code(&PlanId::new("basic-1"), u32::MAX, &held, now), Err(BeyondCalendar));
}

/// Moments from 2020 to 2050.
fn moments() -> impl Strategy<Value = Timestamp> {
    (1_577_836_800i64..2_524_608_000).prop_map(|second| Timestamp::from_second(second).expect("in range"))
}

proptest! {
    /// However 12 months are cut into codes, in whatever order, and whenever each is redeemed while the plan runs.
    #[test]
    fn the_sum_of_the_months_decides(
        start in moments(),
        codes in proptest::collection::vec(1u32..=24, 1..12),
        delays in proptest::collection::vec(0i64..86_400, 12),
    ) {
        let mut held = Vec::new();
        let mut now = start;
        for (months, delay) in codes.iter().zip(&delays) {
            redeem(&mut held, "premium-2", *months, now);
            // Less than a day at a time: the plan, of a month at least, runs through all of it.
            now = Timestamp::from_second(now.as_second() + delay).expect("in range");
        }
        prop_assert_eq!(held.len(), 1);
        let whole = add_months(start, codes.iter().sum()).expect("within the calendar");
        prop_assert_eq!(held[0].term.ends_at(), Ok(whole));
    }

    #[test]
    fn twelve_codes_of_a_month_are_one_of_twelve(start in moments()) {
        let mut months = Vec::new();
        for _ in 0..12 {
            redeem(&mut months, "premium-2", 1, start);
        }
        let mut year = Vec::new();
        redeem(&mut year, "premium-2", 12, start);
        prop_assert_eq!(months[0].term, year[0].term);
    }

    /// The order in which the codes of two plans come does not matter to either.
    #[test]
    fn two_plans_side_by_side_do_not_touch(
        start in moments(),
        codes in proptest::collection::vec((prop_oneof![Just("premium-2"), Just("basic-5")], 1u32..=12), 1..12),
    ) {
        let mut together = Vec::new();
        for (plan, months) in &codes {
            redeem(&mut together, plan, *months, start);
        }
        for plan in ["premium-2", "basic-5"] {
            let mut alone = Vec::new();
            for (_, months) in codes.iter().filter(|(of, _)| *of == plan) {
                redeem(&mut alone, plan, *months, start);
            }
            let beside = together.iter().find(|held| held.plan.as_str() == plan).map(|held| held.term);
            prop_assert_eq!(beside, alone.first().map(|held: &Held| held.term));
        }
    }

    /// Every code lengthens the plan, and begins just where the time before it ends.
    #[test]
    fn a_code_never_takes_time_away(start in moments(), codes in proptest::collection::vec(1u32..=24, 2..12)) {
        let mut held = Vec::new();
        let mut end = None;
        for months in codes {
            let effect = redeem(&mut held, "premium-2", months, start);
            prop_assert!(effect.ends_at > effect.starts_at);
            prop_assert_eq!(effect.previous_ends_at(), end);
            end = Some(effect.ends_at);
        }
    }
}
