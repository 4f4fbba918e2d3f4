//! What several codes do one after another: by the server's rules (5 and 6 of redemption), reckoned before the first is redeemed.
//!
//! The server says of each code what it would do if it were redeemed now and alone. Those of one plan extend one another, so
//! what is promised for the later ones is reckoned here, from what the server says of the account and of each code.

use super::calendar::add_months;
use tapo_care_wire::{
    EffectKind, Plan, PlanId, Redemption, RedemptionState, Subscription, SubscriptionState, Timestamp,
};

/// What a code does in its turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// A new subscription, or more time: for one that there is, or that a code before this one makes.
    pub kind: EffectKind,
    /// When its time begins.
    pub starts_at: Timestamp,
    /// When the plan ends afterwards.
    pub ends_at: Timestamp,
}

/// What all codes of one plan do together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// The plan.
    pub plan: Plan,
    /// How many codes.
    pub codes: u32,
    /// Their months.
    pub months: u32,
    /// When the plan ends without them. None when the account does not have it.
    pub before: Option<Timestamp>,
    /// When it ends with them.
    pub after: Timestamp,
}

/// How long a plan runs at some point of the row.
struct Term {
    plan: PlanId,
    anchor: Timestamp,
    months: u32,
    ends_at: Timestamp,
}

/// What each code does in its turn, in the order of `previews`. A code that is redeemed already did what its
/// receipt says, whether `held` is from before or after. What can't be reckoned is as the server says of the code alone.
pub fn merge(previews: &[Redemption], held: &[Subscription]) -> Vec<Merged> {
    let running = held.iter().filter(|held| held.state == SubscriptionState::Active);
    let mut terms: Vec<Term> = running
        .map(|held| Term {
            plan: held.plan.id.clone(),
            anchor: held.starts_at.clone(),
            months: held.redemptions.iter().map(|redemption| redemption.months).sum(),
            ends_at: held.ends_at.clone(),
        })
        .collect();
    let is_counted = |preview: &Redemption| {
        held.iter().flat_map(|held| &held.redemptions).any(|redemption| redemption.id == preview.id)
    };
    previews
        .iter()
        .map(|preview| if is_counted(preview) { alone(preview) } else { turn(preview, &mut terms) })
        .collect()
}

/// What the server says of a code.
fn alone(preview: &Redemption) -> Merged {
    let effect = &preview.effect;
    Merged { kind: effect.kind, starts_at: effect.starts_at.clone(), ends_at: effect.ends_at.clone() }
}

fn turn(preview: &Redemption, terms: &mut Vec<Term>) -> Merged {
    let (effect, grant) = (&preview.effect, &preview.grant);
    if let Some(term) = terms.iter_mut().find(|term| term.plan == grant.plan.id) {
        let months = term.months.saturating_add(grant.months);
        if preview.state == RedemptionState::Redeemed {
            (term.months, term.ends_at) = (months, effect.ends_at.clone());
            return alone(preview);
        }
        let Some(ends_at) = add_months(&term.anchor, months) else { return alone(preview) };
        let starts_at = std::mem::replace(&mut term.ends_at, ends_at.clone());
        term.months = months;
        return Merged { kind: EffectKind::Extends, starts_at, ends_at };
    }
    terms.push(Term {
        plan: grant.plan.id.clone(),
        anchor: effect.starts_at.clone(),
        months: grant.months,
        ends_at: effect.ends_at.clone(),
    });
    alone(preview)
}

/// The totals, a plan each, in the order in which the plans come.
pub fn totals(previews: &[Redemption], merged: &[Merged]) -> Vec<Total> {
    let mut totals: Vec<Total> = Vec::new();
    for (preview, merged) in previews.iter().zip(merged) {
        let plan = &preview.grant.plan;
        match totals.iter_mut().find(|total| total.plan.id == plan.id) {
            Some(total) => {
                total.codes += 1;
                total.months += preview.grant.months;
                total.after = merged.ends_at.clone();
            }
            None => totals.push(Total {
                plan: plan.clone(),
                codes: 1,
                months: preview.grant.months,
                before: (merged.kind == EffectKind::Extends).then(|| merged.starts_at.clone()),
                after: merged.ends_at.clone(),
            }),
        }
    }
    totals
}

#[cfg(test)]
pub(super) mod tests;
