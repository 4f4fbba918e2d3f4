//! What the page remembers while it is open. In memory only, never in the browser's storage: a code is worth money. Of a run
//! through several codes the ids, which are worth nothing, outlive a reload of the tab.

use crate::browser;
use crate::several::Kept;
use leptos::prelude::*;
use std::marker::PhantomData;
use tapo_care_wire::{AccountId, Camera, Redemption, RedemptionId};

/// What stands in a field for codes. It outlives the view, so that Back, a log-in and an error keep what was typed. `Field` is
/// the one that is meant.
#[derive(Clone, Copy, Debug)]
pub struct Draft<Field>(RwSignal<String>, PhantomData<Field>);

/// The field for one code.
#[derive(Clone, Copy, Debug)]
pub enum One {}

/// The field for several.
#[derive(Clone, Copy, Debug)]
pub enum Many {}

/// What stands in the field for one code.
pub type CodeDraft = Draft<One>;

/// What stands in the field for several codes.
pub type SeveralDraft = Draft<Many>;

impl<Field> Draft<Field> {
    /// Nothing typed yet.
    pub fn new() -> Self {
        Self(RwSignal::new(String::new()), PhantomData)
    }

    /// The text, for the field.
    pub const fn text(&self) -> RwSignal<String> {
        self.0
    }

    /// Forgets it: it was redeemed, or the visitor left.
    pub fn forget(&self) {
        self.0.set(String::new());
    }
}

impl<Field> Default for Draft<Field> {
    fn default() -> Self {
        Self::new()
    }
}

/// The name under which the ids of a run through several codes are kept in the browser's tab.
const SEVERAL: &str = "several";

/// Keeps what is to be known of a run after a reload. Ids only.
pub fn keep_run(kept: &Kept) {
    if let Ok(text) = serde_json::to_string(kept) {
        browser::keep_in_tab(SEVERAL, &text);
    }
}

/// The run of this account that was kept.
pub fn kept_run(account: &AccountId) -> Option<Kept> {
    let kept: Kept = serde_json::from_str(&browser::kept_in_tab(SEVERAL)?).ok()?;
    (kept.account == *account && !kept.codes.is_empty()).then_some(kept)
}

/// Forgets the run: it is over.
pub fn forget_run() {
    browser::forget_in_tab(SEVERAL);
}

/// What stands in the fields of a receipt that is to be checked.
#[derive(Clone, Copy, Debug)]
pub struct ReceiptDraft {
    reference: RwSignal<String>,
    signature: RwSignal<String>,
}

impl ReceiptDraft {
    /// Nothing typed yet.
    pub fn new() -> Self {
        Self { reference: RwSignal::new(String::new()), signature: RwSignal::new(String::new()) }
    }

    /// The reference, for its field.
    pub const fn reference(self) -> RwSignal<String> {
        self.reference
    }

    /// The signature, for its field.
    pub const fn signature(self) -> RwSignal<String> {
        self.signature
    }

    /// Fills both in, from `REFERENCE.SIGNATURE`. Neither of the two holds a dot.
    pub fn fill(self, text: &str) {
        let (reference, signature) = text.split_once('.').unwrap_or((text, ""));
        self.reference.set(reference.to_owned());
        self.signature.set(signature.to_owned());
    }

    /// Whether nothing stands in either.
    pub fn is_empty(self) -> bool {
        self.reference.with_untracked(String::is_empty) && self.signature.with_untracked(String::is_empty)
    }

    /// Forgets it: the visitor left.
    pub fn forget(self) {
        self.fill("");
    }
}

impl Default for ReceiptDraft {
    fn default() -> Self {
        Self::new()
    }
}

/// The last answers, passed on to the next view, so that no view asks for what was just said.
#[derive(Clone, Copy, Debug)]
pub struct Handover {
    redemption: StoredValue<Option<Redemption>>,
    cameras: StoredValue<Option<(RedemptionId, Vec<Camera>)>>,
}

impl Handover {
    /// Nothing to pass on.
    pub fn new() -> Self {
        Self { redemption: StoredValue::new(None), cameras: StoredValue::new(None) }
    }

    /// Passes an answer on.
    pub fn give(self, redemption: Redemption) {
        self.redemption.set_value(Some(redemption));
    }

    /// Passes the cameras on that are to be chosen from for a redemption.
    pub fn give_cameras(self, id: RedemptionId, cameras: Vec<Camera>) {
        self.cameras.set_value(Some((id, cameras)));
    }

    /// Forgets all: the visitor left.
    pub fn forget(self) {
        self.redemption.set_value(None);
        self.cameras.set_value(None);
    }

    /// Takes the answer, if it is about this redemption. Only once: whoever comes back later asks afresh.
    pub fn take(self, id: &RedemptionId) -> Option<Redemption> {
        self.redemption.try_update_value(Option::take).flatten().filter(|redemption| redemption.id == *id)
    }

    /// Takes the cameras, if they are for this redemption, which is of one account: an answer may come after a log-out. Only once,
    /// as well.
    pub fn take_cameras(self, id: &RedemptionId) -> Option<Vec<Camera>> {
        let (of, cameras) = self.cameras.try_update_value(Option::take).flatten()?;
        (of == *id).then_some(cameras)
    }
}

impl Default for Handover {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cameras_are_passed_on_once_and_for_their_redemption_only() {
        Owner::new().with(|| {
            let (mine, another) = (RedemptionId::new("red_1"), RedemptionId::new("red_2"));
            let handover = Handover::new();
            handover.give_cameras(mine.clone(), Vec::new());
            assert_eq!(handover.take_cameras(&another), None);
            handover.give_cameras(mine.clone(), Vec::new());
            assert_eq!(handover.take_cameras(&mine), Some(Vec::new()));
            assert_eq!(handover.take_cameras(&mine), None);
        });
    }
}
