//! How plans, months and terms are put into words, the same on every page.

use tapo_care_wire::{Plan, Subscription, SubscriptionState, Terms, Tier};

/// "1 camera", "2 cameras".
pub fn cameras(count: u32) -> String {
    counted(count, " camera", " cameras")
}

/// "1 month", "12 months".
pub fn months(count: u32) -> String {
    counted(count, " month", " months")
}

/// "30 days of cloud video history".
pub fn history(days: u32) -> String {
    counted(days, " day of cloud video history", " days of cloud video history")
}

fn counted(count: u32, one: &str, many: &str) -> String {
    [count.to_string().as_str(), if count == 1 { one } else { many }].concat()
}

/// "Premium".
pub const fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Basic => "Basic",
        Tier::Premium => "Premium",
    }
}

/// "Premium, 2 cameras".
pub fn plan(plan: &Plan) -> String {
    [tier(plan.tier), ", ", &cameras(plan.cameras)].concat()
}

/// "Premium, 2 cameras", and ", ended" when it has.
pub fn subscription(subscription: &Subscription) -> String {
    let name = plan(&subscription.plan);
    match subscription.state {
        SubscriptionState::Active => name,
        SubscriptionState::Ended => name + ", ended",
    }
}

/// The terms of a code, a sentence each, and whether it is good news. All of it comes from the code's own data.
pub fn terms(terms: &Terms) -> Vec<(String, bool)> {
    let say = |flag: bool, yes: &str, no: &str| if flag { yes.to_owned() } else { no.to_owned() };
    let mut sentences = vec![
        (say(terms.card_required, "A payment card is needed.", "No payment card is needed."), !terms.card_required),
        (
            say(terms.auto_renews, "It renews by itself until you cancel it.", "It does not renew by itself."),
            !terms.auto_renews,
        ),
        (say(terms.refundable, "It can be refunded.", "It can’t be refunded once redeemed."), terms.refundable),
    ];
    sentences.extend(terms.text.clone().map(|text| (text, false)));
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!((cameras(1), cameras(2)), ("1 camera".to_owned(), "2 cameras".to_owned()));
        assert_eq!((months(1), months(12)), ("1 month".to_owned(), "12 months".to_owned()));
        assert_eq!(history(7), "7 days of cloud video history");
    }

    #[test]
    fn every_term_is_told_as_the_code_has_it() {
        for flag in [false, true] {
            let data =
                Terms { card_required: flag, auto_renews: flag, refundable: flag, text: Some("More.".to_owned()) };
            let sentences: Vec<String> = terms(&data).into_iter().map(|(sentence, _)| sentence).collect();
            assert_eq!(sentences.len(), 4);
            assert_eq!(sentences[0].starts_with("No "), !flag);
            assert_eq!(sentences[1].contains("not"), !flag);
            assert_eq!(sentences[2].contains("can’t"), !flag);
            assert_eq!(sentences[3], "More.");
        }
    }
}
