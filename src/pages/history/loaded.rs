//! What is there of the history, and getting the rest: a page when it is asked for, all of it when something is looked for.

use super::wanted::Wanted;
use crate::api::{LoggedIn, Situation};
use crate::browser;
use crate::parts::summary_of;
use crate::ui::Summary;
use crate::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use tapo_care_wire::{List, Redemption};

/// The history as far as it is loaded.
#[derive(Clone, Copy)]
pub(super) struct Loaded {
    /// What is there, newest first.
    pub(super) items: RwSignal<Vec<Redemption>>,
    /// What is looked for.
    pub(super) wanted: RwSignal<Wanted>,
    /// Whether more is being loaded.
    pub(super) busy: RwSignal<bool>,
    /// Whether all of it is to become a file.
    pub(super) saving: RwSignal<bool>,
    /// What was found of what is looked for.
    pub(super) found: Memo<Vec<Redemption>>,
    /// Why more can't be had.
    pub(super) problem: RwSignal<Option<Summary>>,
    /// Whether somebody is about to look for something: the years to choose from are those of everything.
    is_opened: RwSignal<bool>,
    /// Where the next page begins.
    cursor: RwSignal<Option<String>>,
    /// How the file is made.
    save: StoredValue<fn(&[Redemption])>,
}

impl Loaded {
    /// With its first page. `save` makes a file of everything.
    pub(super) fn new(first: List<Redemption>, save: fn(&[Redemption])) -> Self {
        let (items, wanted) = (RwSignal::new(first.items), RwSignal::new(Wanted::default()));
        let is_found = move |redemption: &&Redemption| {
            let plan = words::plan(&redemption.grant.plan).said();
            wanted.with(|wanted| wanted.has(redemption, &plan, &year(redemption)))
        };
        Self {
            items,
            wanted,
            found: Memo::new(move |_| items.with(|items| items.iter().filter(is_found).cloned().collect())),
            is_opened: RwSignal::new(false),
            busy: RwSignal::new(false),
            saving: RwSignal::new(false),
            problem: RwSignal::new(None),
            cursor: RwSignal::new(first.next_cursor),
            save: StoredValue::new(save),
        }
    }

    /// Whether there is more than what is loaded.
    pub(super) fn has_more(self) -> bool {
        self.cursor.with(Option::is_some)
    }

    /// Loads on. `shown` gets the first of what is new, if this was asked for by itself.
    pub(super) fn more(self, api: &LoggedIn, shown: Option<fn(&Redemption)>) {
        if self.busy.get_untracked() || self.cursor.with_untracked(Option::is_none) {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        let api = api.clone();
        spawn_local(async move { self.load(&api, shown).await });
    }

    /// Looks for something else, through everything that there is.
    pub(super) fn look_for(self, api: &LoggedIn, change: impl FnOnce(&mut Wanted)) {
        self.wanted.update(change);
        // After a problem the visitor says when it is tried again: a message at each letter would take the focus each time.
        if self.wants_all() && self.problem.with_untracked(Option::is_none) {
            self.more(api, None);
        }
    }

    /// Gets everything to choose from.
    pub(super) fn open(self, api: &LoggedIn) {
        if !self.is_opened.get_untracked() {
            self.is_opened.set(true);
            self.more(api, None);
        }
    }

    /// Makes a file of everything that there is.
    pub(super) fn save(self, api: &LoggedIn) {
        self.saving.set(true);
        if self.cursor.with_untracked(Option::is_some) {
            return self.more(api, None);
        }
        self.save_now();
    }

    fn save_now(self) {
        if self.saving.try_get_untracked() == Some(true) {
            self.saving.set(false);
            self.items.with_untracked(|items| (self.save.get_value())(items));
        }
    }

    /// Whether everything is needed. Not when the visitor has gone elsewhere meanwhile.
    fn wants_all(self) -> bool {
        let searches = self.wanted.try_with_untracked(|wanted| !wanted.is_everything());
        let flags = [self.saving, self.is_opened].map(|flag| flag.try_get_untracked().unwrap_or_default());
        searches.unwrap_or_default() || flags.contains(&true)
    }

    async fn load(self, api: &LoggedIn, shown: Option<fn(&Redemption)>) {
        let mut shown = shown;
        while let Some(Some(cursor)) = self.cursor.try_get_untracked() {
            match api.history(Some(&cursor)).await {
                Ok(next) => {
                    let first = next.items.first().cloned();
                    self.items.try_update(|items| items.extend(next.items));
                    self.cursor.try_set(next.next_cursor);
                    if let Some((shown, first)) = shown.take().zip(first) {
                        shown(&first);
                    }
                }
                Err(failure) => {
                    self.saving.try_set(false);
                    self.problem.try_set(Some(summary_of(&failure, Situation::default(), &[])));
                    break;
                }
            }
            if !self.wants_all() {
                break;
            }
        }
        self.busy.try_set(false);
        self.save_now();
    }
}

/// The year of a redemption where the visitor is.
pub(super) fn year(redemption: &Redemption) -> String {
    let mut day = redemption.redeemed_at.as_ref().map(browser::day).unwrap_or_default();
    day.truncate(4);
    day
}
