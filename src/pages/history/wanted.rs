//! Which redemptions are looked for.

use tapo_care_wire::{EffectKind, Redemption, RedemptionCode, Tier};

/// What is looked for; nothing in particular to begin with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Words that the reference, the code or the plan has.
    pub(super) words: String,
    /// The tier of the plan.
    pub(super) tier: Option<Tier>,
    /// What the code did.
    pub(super) kind: Option<EffectKind>,
    /// The year in which it was redeemed.
    pub(super) year: Option<String>,
}

impl Wanted {
    /// Whether everything is.
    pub(super) fn is_everything(&self) -> bool {
        self.words.trim().is_empty() && self.tier.is_none() && self.kind.is_none() && self.year.is_none()
    }

    /// Whether a redemption is. `plan` is what its plan is called, `year` when it was redeemed, both where the visitor is.
    pub(super) fn has(&self, redemption: &Redemption, plan: &str, year: &str) -> bool {
        self.tier.is_none_or(|tier| tier == redemption.grant.plan.tier)
            && self.kind.is_none_or(|kind| kind == redemption.effect.kind)
            && self.year.as_ref().is_none_or(|wanted| wanted == year)
            && self.has_words(redemption, plan)
    }

    fn has_words(&self, redemption: &Redemption, plan: &str) -> bool {
        let hint = plain(&redemption.code_hint);
        // A whole code is looked for by its end, which is all that is kept of it.
        if let Ok(code) = RedemptionCode::parse(&self.words) {
            return !hint.is_empty() && plain(code.expose()).ends_with(&hint);
        }
        let reference = redemption.reference.as_deref().map(plain).unwrap_or_default();
        let plan = plan.to_lowercase();
        self.words.split_whitespace().all(|word| {
            let bare = plain(word);
            let is_named = !bare.is_empty() && (reference.contains(&bare) || hint.contains(&bare));
            is_named || plan.contains(&word.to_lowercase())
        })
    }
}

/// A reference or the end of a code without what people leave out or type differently.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tapo_care_wire::{Effect, Grant, Plan, PlanId, RedemptionId, RedemptionState, Terms, Timestamp};

    const PLAN: &str = "Premium, 2 cameras";

    fn redemption() -> Redemption {
        let moment = || Timestamp::new("2026-11-24T12:00:00Z");
        Redemption {
            id: RedemptionId::new("red_1"),
            state: RedemptionState::Redeemed,
            code_hint: "…TRNM".to_owned(),
            grant: Grant {
                plan: Plan {
                    id: PlanId::new("premium-2"),
                    tier: Tier::Premium,
                    cameras: 2,
                    history_days: 30,
                    features: Vec::new(),
                },
                months: 12,
                terms: Terms { card_required: false, auto_renews: false, refundable: false, text: None },
            },
            effect: Effect {
                kind: EffectKind::New,
                subscription_id: None,
                starts_at: moment(),
                ends_at: moment(),
                previous_ends_at: None,
            },
            redeemed_at: Some(moment()),
            reference: Some("TC-7K3MQ-9WXHA".to_owned()),
            signature: None,
            subscription: None,
            etag: String::new(),
        }
    }

    fn finds(words: &str) -> bool {
        Wanted { words: words.to_owned(), ..Wanted::default() }.has(&redemption(), PLAN, "2026")
    }

    #[test]
    fn words_are_looked_for_as_people_type_them() {
        for words in [
            "",
            "  ",
            "TC-7K3MQ-9WXHA",
            "tc 7k3mq",
            "7K3MQ9WXHA",
            "trnm",
            "…TRNM",
            "premium",
            "2 CAMERAS",
            "wxha Premium",
        ] {
            assert!(finds(words), "{words}");
        }
        for words in ["basic", "TC-8", "9K4A", "premium 9k4a", "–", "..."] {
            assert!(!finds(words), "{words}");
        }
    }

    #[test]
    fn a_whole_code_is_found_by_its_end() {
        assert!(finds("W2GBJZT48TRNM") && finds("w2gb-jzt4-8trnm"));
        assert!(!finds("W2GBJZT48TRNA"));
    }

    #[test]
    fn each_choice_narrows() {
        let all = Wanted::default();
        let has = |wanted: Wanted| wanted.has(&redemption(), PLAN, "2026");
        assert!(all.is_everything() && has(all.clone()));
        assert!(has(Wanted { tier: Some(Tier::Premium), ..all.clone() }));
        assert!(!has(Wanted { tier: Some(Tier::Basic), ..all.clone() }));
        assert!(has(Wanted { kind: Some(EffectKind::New), ..all.clone() }));
        assert!(!has(Wanted { kind: Some(EffectKind::Extends), ..all.clone() }));
        assert!(has(Wanted { year: Some("2026".to_owned()), ..all.clone() }));
        let other_year = Wanted { year: Some("2025".to_owned()), ..all };
        assert!(!has(other_year.clone()) && !other_year.is_everything());
    }

    proptest! {
        #[test]
        fn more_words_never_find_more(one in "[A-Za-z0-9… -]{0,8}", other in "[A-Za-z0-9… -]{0,4}") {
            let both = [&one, " ", &other].concat();
            prop_assume!(RedemptionCode::parse(&both).is_err());
            prop_assert!(!finds(&both) || finds(&one));
        }
    }
}
