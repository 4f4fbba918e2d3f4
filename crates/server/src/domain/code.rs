//! A code as the server knows it: what its batch grants, and whether it can be redeemed now (rule 3 of redemption).

use jiff::Timestamp;
use tapo_care_wire::{PlanId, Terms};

/// What all codes of a batch have in common. A batch is never changed once it is issued: receipts speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    /// The name of the batch.
    pub(crate) id: String,
    /// The plan that a code gives.
    pub(crate) plan: PlanId,
    /// For how many calendar months.
    pub(crate) months: u32,
    /// The terms.
    pub(crate) terms: Terms,
    /// Where and when a code can be redeemed.
    pub(crate) window: Window,
    /// Whether it is demo data, which a server without `--demo` doesn't know.
    pub(crate) demo: bool,
}

/// Where and when a code can be redeemed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    /// ISO 3166-1 country codes of the accounts that can; none of them means all.
    pub(crate) regions: Vec<String>,
    /// From this moment on: 00:00 UTC of the first day.
    pub(crate) redeem_from: Option<Timestamp>,
    /// Before this moment: 24:00 UTC of the last day.
    pub(crate) redeem_until: Option<Timestamp>,
}

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Nothing yet.
    Unused,
    /// It was redeemed; by whom is for the caller to know.
    Redeemed,
    /// Whoever issued it took it back.
    Revoked,
}

/// Why a code can't be redeemed by this account now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It was redeemed by someone else.
    AlreadyRedeemed,
    /// It was withdrawn.
    Revoked,
    /// The moment has passed.
    Expired(Timestamp),
    /// The moment is still to come.
    NotYetActive(Timestamp),
    /// It is for accounts of these regions.
    Region(Vec<String>),
}

/// Whether an account of `region` could redeem the code now.
///
/// What makes the code useless for good is told first: nobody should wait for the first day of a revoked code.
pub(crate) fn check(fate: Fate, window: &Window, region: &str, now: Timestamp) -> Result<(), Refusal> {
    match fate {
        Fate::Redeemed => return Err(Refusal::AlreadyRedeemed),
        Fate::Revoked => return Err(Refusal::Revoked),
        Fate::Unused => {}
    }
    if let Some(until) = window.redeem_until.filter(|&until| now >= until) {
        return Err(Refusal::Expired(until));
    }
    if !window.regions.is_empty() && !window.regions.iter().any(|allowed| allowed == region) {
        return Err(Refusal::Region(window.regions.clone()));
    }
    if let Some(from) = window.redeem_from.filter(|&from| now < from) {
        return Err(Refusal::NotYetActive(from));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn window(regions: &[&str], from: Option<&str>, until: Option<&str>) -> Window {
        Window {
            regions: regions.iter().map(|&r| r.to_owned()).collect(),
            redeem_from: from.map(at),
            redeem_until: until.map(at),
        }
    }

    #[test]
    fn the_first_and_the_last_day_count_whole() {
        let year = window(&[], Some("2026-01-01T00:00:00Z"), Some("2027-01-01T00:00:00Z"));
        let table = [
            ("2025-12-31T23:59:59Z", Err(Refusal::NotYetActive(at("2026-01-01T00:00:00Z")))),
            ("2026-01-01T00:00:00Z", Ok(())),
            ("2026-12-31T23:59:59Z", Ok(())),
            ("2027-01-01T00:00:00Z", Err(Refusal::Expired(at("2027-01-01T00:00:00Z")))),
        ];
        for (now, expected) in table {
            assert_eq!(check(Fate::Unused, &year, "DE", at(now)), expected, "{now}");
        }
    }

    #[test]
    fn regions_are_a_list_and_none_means_everywhere() {
        let now = at("2026-11-24T00:00:00Z");
        assert_eq!(check(Fate::Unused, &window(&[], None, None), "DE", now), Ok(()));
        assert_eq!(check(Fate::Unused, &window(&["FR", "DE"], None, None), "DE", now), Ok(()));
        let elsewhere = check(Fate::Unused, &window(&["US"], None, None), "DE", now);
        assert_eq!(elsewhere, Err(Refusal::Region(vec!["US".to_owned()])));
    }

    #[test]
    fn what_is_for_good_is_told_before_what_can_be_waited_for() {
        let now = at("2026-11-24T00:00:00Z");
        let future = window(&["US"], Some("2099-01-01T00:00:00Z"), None);
        assert_eq!(check(Fate::Revoked, &future, "DE", now), Err(Refusal::Revoked));
        assert_eq!(check(Fate::Redeemed, &future, "DE", now), Err(Refusal::AlreadyRedeemed));
        assert_eq!(check(Fate::Unused, &future, "DE", now), Err(Refusal::Region(vec!["US".to_owned()])));
    }
}
