//! A choice of cameras that is not saved yet, kept while the visitor reads how to add another. In memory only.

use leptos::prelude::*;
use tapo_care_wire::{CameraId, Subscription, SubscriptionId};

/// The choice as it was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptChoice {
    /// What was chosen for.
    pub subscription: SubscriptionId,
    /// The state of it that the choice was made on: if another was saved meanwhile, the choice is worth nothing any more.
    pub etag: String,
    /// What was chosen.
    pub chosen: Vec<CameraId>,
    /// What the visitor has seen already: all others are new.
    pub known: Vec<CameraId>,
}

/// Where it is kept.
#[derive(Clone, Copy, Debug)]
pub struct CamerasDraft(StoredValue<Option<KeptChoice>>);

impl CamerasDraft {
    /// Nothing kept.
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// Keeps a choice.
    pub fn keep(self, choice: KeptChoice) {
        self.0.set_value(Some(choice));
    }

    /// Takes what was kept for a subscription.
    pub fn take(self, subscription: &Subscription) -> Option<KeptChoice> {
        self.0.try_update_value(Option::take).flatten().filter(|kept| kept.subscription == subscription.id)
    }

    /// Forgets it: the visitor left.
    pub fn forget(self) {
        self.0.set_value(None);
    }
}

impl Default for CamerasDraft {
    fn default() -> Self {
        Self::new()
    }
}
