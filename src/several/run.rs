//! A run through several codes: what is kept of it for the case that the page is loaded anew, and when it may go on by itself.

use serde::{Deserialize, Serialize};
use tapo_care_wire::{AccountId, EffectKind, Redemption, RedemptionId, RedemptionState};

/// What is kept of a run: ids, and never a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Whose it is. For nobody else is it taken up again.
    pub account: AccountId,
    /// The redemptions in their order, each with its line.
    pub codes: Vec<(u32, RedemptionId)>,
}

/// Whether a preview that has changed in the middle of a run says no more than what the visitor has agreed to: that the code now
/// extends what a code before it has made or extended. `agreed` is what was agreed to, `fresh` what the server says now, `done`
/// are the receipts of the run so far.
pub fn is_expected(agreed: &Redemption, fresh: &Redemption, done: &[Redemption]) -> bool {
    let before = done
        .iter()
        .rev()
        .find(|receipt| receipt.state == RedemptionState::Redeemed && receipt.grant.plan.id == agreed.grant.plan.id);
    let Some(before) = before else { return false };
    fresh.id == agreed.id
        && fresh.grant == agreed.grant
        && fresh.effect.kind == EffectKind::Extends
        && fresh.effect.subscription_id == before.effect.subscription_id
        && fresh.effect.previous_ends_at.as_ref() == Some(&before.effect.ends_at)
}

#[cfg(test)]
mod tests {
    use super::super::merging::tests::{code, receipt};
    use super::*;
    use tapo_care_wire::SubscriptionId;

    /// What the server says of the second code once the first is redeemed.
    fn fresh(before: &Redemption) -> Redemption {
        let mut fresh = code("red_2", "premium-2", 1);
        fresh.effect.kind = EffectKind::Extends;
        fresh.effect.subscription_id = before.effect.subscription_id.clone();
        fresh.effect.previous_ends_at = Some(before.effect.ends_at.clone());
        fresh
    }

    #[test]
    fn that_it_extends_what_the_run_has_made_was_agreed_to() {
        let (agreed, before) = (code("red_2", "premium-2", 1), receipt("red_1", "premium-2", 12));
        assert!(is_expected(&agreed, &fresh(&before), std::slice::from_ref(&before)));
        let other = receipt("red_0", "basic-5", 3);
        assert!(is_expected(&agreed, &fresh(&before), &[other.clone(), before.clone(), other]));
    }

    #[test]
    fn anything_else_was_not() {
        let (agreed, before) = (code("red_2", "premium-2", 1), receipt("red_1", "premium-2", 12));
        assert!(!is_expected(&agreed, &fresh(&before), &[]), "this run redeemed nothing yet");
        assert!(!is_expected(&agreed, &fresh(&before), &[receipt("red_1", "basic-5", 3)]), "another plan's end moved");
        let changes: [fn(&mut Redemption); 5] = [
            |fresh| fresh.grant.months = 2,
            |fresh| fresh.grant.terms.auto_renews = true,
            |fresh| fresh.effect.kind = EffectKind::New,
            |fresh| fresh.effect.previous_ends_at = Some(tapo_care_wire::Timestamp::new("2030-01-01T00:00:00Z")),
            |fresh| fresh.effect.subscription_id = Some(SubscriptionId::new("sub_9")),
        ];
        for (place, change) in changes.iter().enumerate() {
            let mut changed = fresh(&before);
            change(&mut changed);
            assert!(!is_expected(&agreed, &changed, std::slice::from_ref(&before)), "change {place}");
        }
    }

    #[test]
    fn what_is_kept_holds_ids_and_lines_only() {
        let kept = Kept { account: AccountId::new("acc_1"), codes: vec![(3, RedemptionId::new("red_1"))] };
        let text = serde_json::to_string(&kept).expect("it becomes JSON");
        assert_eq!(text, r#"{"account":"acc_1","codes":[[3,"red_1"]]}"#);
        assert_eq!(serde_json::from_str::<Kept>(&text).ok(), Some(kept));
    }
}
