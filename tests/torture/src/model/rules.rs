//! The rules of redemption, written down a second time: from the words of the rules, with nothing of the server's. Plain
//! lists and no cleverness, since this is what the server is measured by.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use std::collections::BTreeSet;
use tapo_care_wire::ErrorCode;

/// A code and what becomes of it.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) plan: &'static str,
    pub(super) months: i64,
    pub(super) region: Option<&'static str>,
    /// From 00:00 UTC of the first day, until 24:00 UTC of the last, in Unix seconds.
    pub(super) from: Option<i64>,
    pub(super) until: Option<i64>,
    pub(super) redeemed_by: Option<usize>,
    pub(super) revoked: bool,
}

/// A subscription.
#[derive(Clone, Debug)]
pub(super) struct Subscription {
    pub(super) plan: &'static str,
    pub(super) anchor: i64,
    pub(super) months: i64,
    /// Months of the codes that made it, oldest first.
    pub(super) entries: Vec<i64>,
    pub(super) chosen: bool,
}

impl Subscription {
    pub(super) fn ends(&self) -> i64 {
        add_months(self.anchor, self.months)
    }
}

/// A camera.
#[derive(Clone, Debug)]
pub(super) struct Camera {
    pub(super) eligible: bool,
    pub(super) subscription: Option<usize>,
}

/// What a redemption does, or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Effect {
    /// The subscription that it extends.
    pub(super) extends: Option<usize>,
    pub(super) starts: i64,
    pub(super) ends: i64,
}

/// A redemption of an account.
#[derive(Clone, Debug)]
pub(super) struct Redemption {
    pub(super) code: usize,
    /// When it was redeemed, what it did, and to which subscription.
    pub(super) done: Option<(i64, Effect, usize)>,
}

/// An account.
#[derive(Clone, Debug, Default)]
pub(super) struct Account {
    pub(super) region: &'static str,
    pub(super) redemptions: Vec<Redemption>,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) cameras: Vec<Camera>,
}

/// What a visitor agrees to when confirming: what the code gives, the kind of effect, and the end before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Agreement(usize, bool, Option<i64>);

/// What a visitor has seen of a subscription when choosing cameras.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice(i64, bool, BTreeSet<usize>);

/// Everything.
#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) now: i64,
    pub(super) codes: Vec<Code>,
    pub(super) accounts: Vec<Account>,
}

/// Calendar months after a moment, UTC; a day that the month lacks is its last.
pub(super) fn add_months(anchor: i64, months: i64) -> i64 {
    let day = TimeZone::UTC.to_datetime(Timestamp::from_second(anchor).expect("in range"));
    let later = day.checked_add(months.months()).expect("in range");
    TimeZone::UTC.to_timestamp(later).expect("in range").as_second()
}

/// The cameras of a plan, which end its name.
pub(super) fn slots(plan: &str) -> usize {
    plan.rsplit('-').next().and_then(|number| number.parse().ok()).expect("a number")
}

impl World {
    /// Why the account can't redeem the code now. Of several reasons any may be given; none means that it can.
    pub(super) fn refusals(&self, account: usize, code: usize) -> Vec<ErrorCode> {
        let Code { region, from, until, redeemed_by, revoked, .. } = self.codes[code];
        let mut reasons = Vec::new();
        let mut add = |holds: bool, reason| reasons.extend(holds.then_some(reason));
        add(redeemed_by.is_some(), ErrorCode::CodeAlreadyRedeemed);
        add(revoked, ErrorCode::CodeRevoked);
        add(until.is_some_and(|until| self.now >= until), ErrorCode::CodeExpired);
        add(from.is_some_and(|from| self.now < from), ErrorCode::CodeNotYetActive);
        add(region.is_some_and(|region| region != self.accounts[account].region), ErrorCode::RegionMismatch);
        reasons
    }

    /// What the code would do to the account now.
    pub(super) fn effect(&self, account: usize, code: usize) -> Effect {
        let Code { plan, months, .. } = self.codes[code];
        let subscriptions = &self.accounts[account].subscriptions;
        let runs = subscriptions.iter().position(|held| held.plan == plan && self.now < held.ends());
        match runs {
            Some(held) => {
                let extended = &subscriptions[held];
                let ends = add_months(extended.anchor, extended.months + months);
                Effect { extends: Some(held), starts: extended.ends(), ends }
            }
            None => Effect { extends: None, starts: self.now, ends: add_months(self.now, months) },
        }
    }

    /// What the visitor agrees to who confirms this effect of the code.
    pub(super) fn agreement(&self, code: usize, effect: &Effect) -> Agreement {
        Agreement(code, effect.extends.is_some(), effect.extends.map(|_| effect.starts))
    }

    /// Redeems.
    pub(super) fn redeem(&mut self, account: usize, redemption: usize) {
        let code = self.accounts[account].redemptions[redemption].code;
        let (now, effect) = (self.now, self.effect(account, code));
        let Code { plan, months, .. } = self.codes[code];
        self.codes[code].redeemed_by = Some(account);
        let own = &mut self.accounts[account];
        let subscription = effect.extends.unwrap_or(own.subscriptions.len());
        match effect.extends {
            Some(held) => {
                own.subscriptions[held].months += months;
                own.subscriptions[held].entries.push(months);
            }
            None => {
                own.subscriptions.push(Subscription {
                    plan,
                    anchor: now,
                    months,
                    entries: vec![months],
                    chosen: false,
                });
            }
        }
        own.redemptions[redemption].done = Some((now, effect, subscription));
    }

    /// The cameras that a subscription covers: one that has ended covers none.
    pub(super) fn covered(&self, account: usize, subscription: usize) -> BTreeSet<usize> {
        let own = &self.accounts[account];
        if self.now >= own.subscriptions[subscription].ends() {
            return BTreeSet::new();
        }
        let cameras = own.cameras.iter().enumerate();
        cameras.filter(|(_, camera)| camera.subscription == Some(subscription)).map(|(number, _)| number).collect()
    }

    /// What is to be seen of a subscription before cameras are chosen.
    pub(super) fn choice(&self, account: usize, subscription: usize) -> Choice {
        let held = &self.accounts[account].subscriptions[subscription];
        Choice(held.months, held.chosen, self.covered(account, subscription))
    }

    /// Why these cameras can't be chosen. Of several reasons any may be given.
    pub(super) fn camera_refusals(
        &self,
        account: usize,
        subscription: usize,
        wanted: &BTreeSet<usize>,
        may_move: bool,
    ) -> Vec<ErrorCode> {
        let own = &self.accounts[account];
        let held = &own.subscriptions[subscription];
        let covered = self.covered(account, subscription);
        let elsewhere = |camera: usize| {
            own.cameras[camera]
                .subscription
                .is_some_and(|other| other != subscription && self.now < own.subscriptions[other].ends())
        };
        let mut reasons = Vec::new();
        let mut add = |holds: bool, reason| reasons.extend(holds.then_some(reason));
        add(self.now >= held.ends(), ErrorCode::NotFound);
        add(wanted.len() > slots(held.plan), ErrorCode::TooManyCameras);
        let barred = |&camera: &usize| !own.cameras[camera].eligible && !covered.contains(&camera);
        add(wanted.iter().any(barred), ErrorCode::CameraNotEligible);
        add(!may_move && wanted.iter().any(|&camera| elsewhere(camera)), ErrorCode::CameraHasPlan);
        reasons
    }

    /// Chooses.
    pub(super) fn choose(&mut self, account: usize, subscription: usize, wanted: &BTreeSet<usize>) {
        let own = &mut self.accounts[account];
        own.subscriptions[subscription].chosen = true;
        for (number, camera) in own.cameras.iter_mut().enumerate() {
            if wanted.contains(&number) {
                camera.subscription = Some(subscription);
            } else if camera.subscription == Some(subscription) {
                camera.subscription = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_from_the_anchor() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a moment").as_second();
        assert_eq!(add_months(at("2027-01-31T12:00:00Z"), 1), at("2027-02-28T12:00:00Z"));
        assert_eq!(add_months(at("2027-01-31T12:00:00Z"), 2), at("2027-03-31T12:00:00Z"));
        assert_eq!([slots("premium-10"), slots("basic-1")], [10, 1]);
    }
}
