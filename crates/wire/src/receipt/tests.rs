//! The form that is signed says one thing only.

use super::*;
use proptest::prelude::*;

/// Reads the form back. Not a part of the crate: nobody needs it but who wants to know that no two receipts share a text.
fn read(text: &str) -> Option<ReceiptFacts> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    if lines.next()? != VERSION {
        return None;
    }
    let mut value = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ");
    let facts = ReceiptFacts {
        reference: value("reference")?.to_owned(),
        plan: PlanId::new(value("plan")?),
        tier: if value("tier")? == "basic" { Tier::Basic } else { Tier::Premium },
        cameras: value("cameras")?.parse().ok()?,
        months: value("months")?.parse().ok()?,
        redeemed_at: Timestamp::new(value("redeemedAt")?),
        starts_at: Timestamp::new(value("startsAt")?),
        ends_at: Timestamp::new(value("endsAt")?),
        code_hint: value("codeHint")?.to_owned(),
    };
    lines.next().is_none().then_some(facts)
}

/// Few different values, of what could be taken for another line, so that two receipts are often nearly the same.
fn value() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "a", " ", "a\nplan: b", "plan: b", "\n", "a: ", "ä", "\u{2028}", "\r"])
        .prop_map(str::to_owned)
}

fn facts() -> impl Strategy<Value = ReceiptFacts> {
    let tier = prop::sample::select(vec![Tier::Basic, Tier::Premium]);
    let moment = || value().prop_map(Timestamp::new);
    let of = (value(), value(), tier, 0..2u32, 0..12u32, moment(), moment(), moment(), value());
    of.prop_map(|(reference, plan, tier, cameras, months, redeemed_at, starts_at, ends_at, code_hint)| {
        let plan = PlanId::new(plan);
        ReceiptFacts { reference, plan, tier, cameras, months, redeemed_at, starts_at, ends_at, code_hint }
    })
}

proptest! {
    // So no two receipts have the same text. Seen red without the refusal of control characters.
    #[test]
    fn what_is_signed_can_be_read_in_one_way(facts in facts()) {
        if let Some(text) = facts.canonical() {
            prop_assert_eq!(read(&text), Some(facts));
        }
    }

    #[test]
    fn signatures_and_references_survive_their_line_breaks(at in 0..86usize, text in "[A-Za-z0-9_-]{86}") {
        let broken = [&text[..at], " \n\u{a0}", &text[at..]].concat();
        prop_assert_eq!(parse_signature(&broken), Some(text.clone()));
        prop_assert_eq!(parse_signature(&text[1..]), None);
    }
}

#[test]
fn the_form_is_what_is_documented() {
    let moment = |year: u32| Timestamp::new(format!("{year}-11-24T12:00:00Z"));
    let facts = ReceiptFacts {
        reference: "TC-7K3MQ-9WXHA".to_owned(),
        plan: PlanId::new("premium-2"),
        tier: Tier::Premium,
        cameras: 2,
        months: 12,
        redeemed_at: moment(2026),
        starts_at: moment(2026),
        ends_at: moment(2027),
        code_hint: "…TRNM".to_owned(),
    };
    let text = "tapo-care receipt 1\nreference: TC-7K3MQ-9WXHA\nplan: premium-2\ntier: premium\ncameras: 2\nmonths: 12\n\
        redeemedAt: 2026-11-24T12:00:00Z\nstartsAt: 2026-11-24T12:00:00Z\nendsAt: 2027-11-24T12:00:00Z\ncodeHint: …TRNM\n";
    assert_eq!(facts.canonical().as_deref(), Some(text));
}

#[test]
fn a_reference_is_read_as_people_type_it() {
    for typed in ["TC-7K3MQ-9WXHA", " tc-7k3mq-9wxha\n", "TC\u{2011}7K3MQ\u{2013}9WXHA", "TC - 7K3MQ - 9WXHA"] {
        assert_eq!(parse_reference(typed).as_deref(), Some("TC-7K3MQ-9WXHA"), "{typed:?}");
    }
    for typed in ["", " ", "TC/7", "TC-7K3MQ-9WXHÄ", &"A".repeat(33)] {
        assert_eq!(parse_reference(typed), None, "{typed:?}");
    }
    assert_eq!(parse_signature(&"+".repeat(86)), None);
}
