//! How plans, months and terms are put into words, the same on every page.

use crate::say::{self, Text};
use tapo_care_wire::{Plan, Subscription, SubscriptionState, Terms, Tier};

/// "Premium".
pub const fn tier(tier: Tier) -> Text {
    match tier {
        Tier::Basic => say::plan::BASIC,
        Tier::Premium => say::plan::PREMIUM,
    }
}

/// "Premium, 2 cameras".
pub fn plan(plan: &Plan) -> Text {
    say::plan::name(tier(plan.tier), say::plan::cameras(plan.cameras))
}

/// "Premium, 2 cameras", and ", ended" when it has.
pub fn subscription(subscription: &Subscription) -> Text {
    let name = plan(&subscription.plan);
    match subscription.state {
        SubscriptionState::Active => name,
        SubscriptionState::Ended => say::plan::ended(name),
    }
}

/// "Chrome on Windows": what somebody is logged in with. The server tells it in its own words, which are these or none.
pub fn agent(told: &str) -> Text {
    match told.split_once(" on ") {
        Some((browser, system)) => say::account::browser_on(browser.to_owned(), system.to_owned()),
        None if told == "Unknown browser" => say::account::UNKNOWN_BROWSER,
        None => Text::fixed(told),
    }
}

/// The terms of a code, a sentence each, and whether it is good news. All of it comes from the code's own data.
pub fn terms(terms: &Terms) -> Vec<(Text, bool)> {
    let say = |flag: bool, yes: Text, no: Text| if flag { yes } else { no };
    let mut sentences = vec![
        (say(terms.card_required, say::plan::CARD_REQUIRED, say::plan::NO_CARD_REQUIRED), !terms.card_required),
        (say(terms.auto_renews, say::plan::RENEWS, say::plan::RENEWS_NOT), !terms.auto_renews),
        (say(terms.refundable, say::plan::REFUNDABLE, say::plan::NOT_REFUNDABLE), terms.refundable),
    ];
    sentences.extend(terms.text.clone().map(|text| (text.into(), false)));
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_is_logged_in_with_is_said_and_not_repeated() {
        assert_eq!(agent("Chrome on Windows"), say::account::browser_on("Chrome".to_owned(), "Windows".to_owned()));
        assert_eq!(agent("Unknown browser"), say::account::UNKNOWN_BROWSER);
        assert_eq!(agent("Safari"), Text::fixed("Safari"));
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(
            (say::plan::cameras(1).said(), say::plan::cameras(2).said()),
            ("1 camera".to_owned(), "2 cameras".to_owned())
        );
        assert_eq!(
            (say::plan::months(1).said(), say::plan::months(12).said()),
            ("1 month".to_owned(), "12 months".to_owned())
        );
        assert_eq!(say::plan::history(7).said(), "7 days of cloud video history");
    }

    #[test]
    fn every_term_is_told_as_the_code_has_it() {
        for flag in [false, true] {
            let data =
                Terms { card_required: flag, auto_renews: flag, refundable: flag, text: Some("More.".to_owned()) };
            let sentences: Vec<String> = terms(&data).into_iter().map(|(sentence, _)| sentence.said()).collect();
            assert_eq!(sentences.len(), 4);
            assert_eq!(sentences[0].starts_with("No "), !flag);
            assert_eq!(sentences[1].contains("not"), !flag);
            assert_eq!(sentences[2].contains("can’t"), !flag);
            assert_eq!(sentences[3], "More.");
        }
    }
}
