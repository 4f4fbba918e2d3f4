//! What a code does to an account: a subscription of its own, or more time for one that runs (rules 5 and 6 of redemption).

use super::calendar::{BeyondCalendar, add_months};
use jiff::Timestamp;
use tapo_care_wire::{EffectKind, PlanId, SubscriptionId};

/// How long a subscription runs: `months` calendar months from the anchor. The end follows from the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// The moment that it began.
    pub(crate) anchor: Timestamp,
    /// The sum of what its codes gave.
    pub(crate) months: u32,
}

impl Term {
    /// The moment at which the plan ends.
    pub(crate) fn ends_at(self) -> Result<Timestamp, BeyondCalendar> {
        add_months(self.anchor, self.months)
    }
}

/// A subscription of the account, as far as merging looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// The subscription.
    pub(crate) id: SubscriptionId,
    /// Its plan.
    pub(crate) plan: PlanId,
    /// How long it runs.
    pub(crate) term: Term,
}

/// What redeeming does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Effect {
    /// The subscription that is extended; none when a new one begins.
    pub(crate) extends: Option<SubscriptionId>,
    /// The term of the subscription afterwards.
    pub(crate) term: Term,
    /// When the granted time begins: now, or at the previous end.
    pub(crate) starts_at: Timestamp,
    /// When the plan ends afterwards.
    pub(crate) ends_at: Timestamp,
}

impl Effect {
    /// Which way it works.
    pub(crate) fn kind(&self) -> EffectKind {
        if self.extends.is_some() { EffectKind::Extends } else { EffectKind::New }
    }

    /// When the extended subscription would have ended without the code.
    pub(crate) fn previous_ends_at(&self) -> Option<Timestamp> {
        self.extends.as_ref().map(|_| self.starts_at)
    }
}

/// What a code for `months` of `plan` does at the moment `now` to an account that has the subscriptions `held`.
///
/// The same function makes the preview and the redemption, so that the one can't promise what the other doesn't do.
pub(crate) fn of_code(plan: &PlanId, months: u32, held: &[Held], now: Timestamp) -> Result<Effect, BeyondCalendar> {
    for subscription in held.iter().filter(|held| held.plan == *plan) {
        let previous_end = subscription.term.ends_at()?;
        // One that has ended is never extended, even in the very second of its end.
        if previous_end <= now {
            continue;
        }
        let months = subscription.term.months.checked_add(months).ok_or(BeyondCalendar)?;
        let term = Term { anchor: subscription.term.anchor, months };
        let extends = Some(subscription.id.clone());
        #[cfg(feature = "sabotage")]
        if crate::sabotage::is("drifting-months") {
            let ends_at = add_months(previous_end, months - subscription.term.months)?;
            return Ok(Effect { extends, term, starts_at: previous_end, ends_at });
        }
        return Ok(Effect { extends, term, starts_at: previous_end, ends_at: term.ends_at()? });
    }
    let term = Term { anchor: now, months };
    Ok(Effect { extends: None, term, starts_at: now, ends_at: term.ends_at()? })
}

#[cfg(test)]
mod tests;
