//! Confirmations whose outcome is open. Kept in the browser from the moment that one is sent until its outcome is known, so that
//! after a reload, in other tabs, and when the browser is started again the page goes on asking by itself.
//!
//! What is kept is the redemption's id, whose it is, and from when on "not redeemed" is believed of it. Never the code. An entry
//! for each confirmation, so that no tab overwrites another's.

use crate::browser;
use crate::redemption::{believed_when_lost, believed_when_sent};
use crate::route::Route;
use leptos::prelude::*;
use tapo_care_wire::{AccountId, RedemptionId};

/// What the names of all entries begin with.
const BEGINNING: &str = "redemption/";

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    account: AccountId,
    id: RedemptionId,
    believed_from: u64,
}

/// All of them, shared through Leptos' context.
#[derive(Clone, Copy, Debug)]
pub struct Pending(RwSignal<Vec<Entry>>);

impl Pending {
    /// What this browser has kept.
    pub fn new() -> Self {
        Self(RwSignal::new(kept().unwrap_or_default()))
    }

    /// Another tab may have kept or forgotten something.
    pub fn look_again(self) {
        if let Some(entries) = kept()
            && self.0.with_untracked(|known| *known != entries)
        {
            self.0.set(entries);
        }
    }

    /// From when on "not redeemed" is believed of a confirmation of this account, while its outcome is open; tracked.
    pub fn of(self, account: &AccountId, id: &RedemptionId) -> Option<u64> {
        self.0.with(|entries| entries.iter().find(|entry| entry.is(account, id)).map(|entry| entry.believed_from))
    }

    /// The redemptions of this account whose outcome is open; tracked.
    pub fn all_of(self, account: &AccountId) -> Vec<RedemptionId> {
        self.0.with(|entries| {
            entries.iter().filter(|entry| entry.account == *account).map(|entry| entry.id.clone()).collect()
        })
    }

    /// Whether anything is open, whosesoever; tracked.
    pub fn is_any(self) -> bool {
        self.0.with(|entries| !entries.is_empty())
    }

    /// A confirmation is about to be sent.
    pub fn sent(self, account: &AccountId, id: &RedemptionId) {
        self.keep(account, id, believed_when_sent(browser::milliseconds_now()));
    }

    /// Its answer was lost.
    pub fn lost(self, account: &AccountId, id: &RedemptionId) {
        self.keep(account, id, believed_when_lost(browser::milliseconds_now()));
    }

    /// Its outcome is known.
    pub fn settled(self, account: &AccountId, id: &RedemptionId) {
        browser::forget(&name(account, id));
        self.0.try_update(|entries| entries.retain(|entry| !entry.is(account, id)));
        browser::wake();
    }

    /// Forgets all: the visitor left.
    pub fn forget(self) {
        for entry in self.0.get_untracked() {
            browser::forget(&name(&entry.account, &entry.id));
        }
        self.0.set(Vec::new());
    }

    fn keep(self, account: &AccountId, id: &RedemptionId, believed_from: u64) {
        browser::keep(&name(account, id), &believed_from.to_string());
        let entry = Entry { account: account.clone(), id: id.clone(), believed_from };
        self.0.try_update(|entries| {
            entries.retain(|entry| !entry.is(account, id));
            entries.push(entry);
        });
    }
}

impl Default for Pending {
    fn default() -> Self {
        Self::new()
    }
}

impl Entry {
    fn is(&self, account: &AccountId, id: &RedemptionId) -> bool {
        self.account == *account && self.id == *id
    }

    /// Reads an entry. What can't be one is left alone.
    fn read(name: &str, text: &str) -> Option<Self> {
        let (account, id) = name.split_once('/')?;
        // An id stands in the paths of calls, and the address of the redemption says whether it can be one.
        let id = RedemptionId::new(id);
        let is_id = Route::parse(&Route::Confirm(id.clone()).path()) == Some(Route::Confirm(id.clone()));
        let believed_from = text.parse().ok().filter(|_| is_id)?;
        Some(Self { account: AccountId::new(account), id, believed_from })
    }
}

fn kept() -> Option<Vec<Entry>> {
    let entries = browser::kept(BEGINNING)?;
    Some(entries.iter().filter_map(|(name, text)| Entry::read(name, text)).collect())
}

fn name(account: &AccountId, id: &RedemptionId) -> String {
    [BEGINNING, account.as_str(), "/", id.as_str()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_entry_is_left_alone() {
        let entry = Entry { account: AccountId::new("acc_1"), id: RedemptionId::new("red_1"), believed_from: 12 };
        assert_eq!(Entry::read("acc_1/red_1", "12"), Some(entry));
        for (name, text) in [("acc_1", "12"), ("acc_1/red_1", "soon"), ("acc_1/../session", "12"), ("acc_1/", "12")] {
            assert_eq!(Entry::read(name, text), None, "{name}: {text}");
        }
    }
}
