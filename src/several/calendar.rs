//! Months from a moment, by the rule that the server has (rule 6 of redemption). For what several codes do one after another,
//! which nobody can be asked before the first is redeemed.

use tapo_care_wire::Timestamp;

/// The moment `months` calendar months after `anchor`, in UTC. A day that the month doesn't have becomes its last one. `None`
/// when it lies beyond the year 9999, or the text is no moment as the server writes it.
pub(super) fn add_months(anchor: &Timestamp, months: u32) -> Option<Timestamp> {
    let text = anchor.as_str();
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let all = (year * 12 + month.checked_sub(1)?).checked_add(months)?;
    let (year, month) = (all / 12, all % 12 + 1);
    let day = day.min(last_day(year, month));
    if year > 9999 {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    push(&mut out, year, 1000);
    out.push('-');
    push(&mut out, month, 10);
    out.push('-');
    push(&mut out, day, 10);
    out.push_str(text.get(10..)?);
    Some(Timestamp::new(out))
}

/// Writes a number with all its places.
fn push(out: &mut String, number: u32, mut place: u32) {
    while place > 0 {
        out.push(char::from_digit(number / place % 10, 10).unwrap_or('0'));
        place /= 10;
    }
}

fn last_day(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn after(from: &str, months: u32) -> Option<String> {
        add_months(&Timestamp::new(from), months).map(|moment| moment.as_str().to_owned())
    }

    /// The same table as the server's `calendar.rs` has, and more.
    #[test]
    fn a_day_that_the_month_does_not_have_is_its_last_one() {
        for (from, months, to) in [
            ("2026-01-31T10:00:00Z", 1, "2026-02-28T10:00:00Z"),
            ("2026-01-31T10:00:00Z", 2, "2026-03-31T10:00:00Z"),
            ("2026-01-31T10:00:00Z", 3, "2026-04-30T10:00:00Z"),
            ("2024-02-29T23:59:59Z", 12, "2025-02-28T23:59:59Z"),
            ("2024-02-29T23:59:59Z", 48, "2028-02-29T23:59:59Z"),
            ("2026-12-01T00:00:00Z", 1, "2027-01-01T00:00:00Z"),
            ("1999-11-30T00:00:00Z", 3, "2000-02-29T00:00:00Z"),
        ] {
            assert_eq!(after(from, months).as_deref(), Some(to), "{from} + {months}");
        }
    }

    #[test]
    fn what_is_no_moment_has_no_later() {
        for (from, months) in [("9999-12-01T00:00:00Z", 1), ("soon", 1), ("", 0), ("2026-00-01T00:00:00Z", 1)] {
            assert_eq!(after(from, months), None, "{from}");
        }
    }

    proptest! {
        /// Counted from one anchor, months add up, whichever way they are parted.
        #[test]
        fn later_is_later(day in 1..=28_u32, month in 1..=12_u32, a in 0..60_u32, b in 1..60_u32) {
            let anchor = Timestamp::new(format!("2026-{month:02}-{day:02}T10:00:00Z"));
            let (first, both) = (add_months(&anchor, a), add_months(&anchor, a + b));
            prop_assert!(first < both);
            // No such day is ever cut short, so here the parts are the whole.
            prop_assert_eq!(first.and_then(|first| add_months(&first, b)), both);
        }
    }
}
