//! Calendar arithmetic: months from an anchor, and days as moments (rules 3 and 6 of redemption). All in UTC.

use jiff::{Span, Timestamp, ToSpan, civil::Date, tz::TimeZone};
use std::fmt;

/// The result would lie after the year 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BeyondCalendar;

impl fmt::Display for BeyondCalendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the date would lie after the year 9999")
    }
}

/// The moment that lies `months` calendar months after `anchor`.
///
/// A day that the month doesn't have becomes its last one. Counting always from the anchor, and never from an end that
/// was cut short so, is what keeps 31 January from drifting to the 28th for ever.
pub(crate) fn add_months(anchor: Timestamp, months: u32) -> Result<Timestamp, BeyondCalendar> {
    let span = Span::new().try_months(i64::from(months)).map_err(|_| BeyondCalendar)?;
    let civil = TimeZone::UTC.to_datetime(anchor).checked_add(span).map_err(|_| BeyondCalendar)?;
    TimeZone::UTC.to_timestamp(civil).map_err(|_| BeyondCalendar)
}

/// 00:00 UTC of the day: from when a code can be redeemed whose first day it is.
pub(crate) fn start_of(day: Date) -> Result<Timestamp, BeyondCalendar> {
    TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_err(|_| BeyondCalendar)
}

/// 24:00 UTC of the day: before when a code can be redeemed whose last day it is.
pub(crate) fn end_of(day: Date) -> Result<Timestamp, BeyondCalendar> {
    start_of(day.checked_add(1.day()).map_err(|_| BeyondCalendar)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    #[test]
    fn a_day_that_the_month_does_not_have_is_its_last_one_and_does_not_drift() {
        let table = [
            ("2026-01-31T10:00:00Z", 1, "2026-02-28T10:00:00Z"),
            ("2026-01-31T10:00:00Z", 2, "2026-03-31T10:00:00Z"),
            ("2026-01-31T10:00:00Z", 3, "2026-04-30T10:00:00Z"),
            ("2028-01-31T10:00:00Z", 1, "2028-02-29T10:00:00Z"),
            ("2028-02-29T23:59:59Z", 12, "2029-02-28T23:59:59Z"),
            ("2028-02-29T23:59:59Z", 48, "2032-02-29T23:59:59Z"),
            ("2100-01-31T00:00:00Z", 1, "2100-02-28T00:00:00Z"),
            ("2000-01-30T00:00:00Z", 1, "2000-02-29T00:00:00Z"),
            ("2026-11-24T06:34:56Z", 12, "2027-11-24T06:34:56Z"),
            ("2026-12-31T00:00:00Z", 0, "2026-12-31T00:00:00Z"),
            // Where the clocks of Europe change nothing happens: all of it is UTC.
            ("2026-10-25T01:30:00Z", 1, "2026-11-25T01:30:00Z"),
        ];
        for (anchor, months, expected) in table {
            assert_eq!(add_months(at(anchor), months), Ok(at(expected)), "{anchor} + {months} months");
        }
    }

    #[test]
    fn the_calendar_has_an_end_and_no_panic() {
        assert_eq!(add_months(at("2026-01-01T00:00:00Z"), u32::MAX), Err(BeyondCalendar));
        assert_eq!(add_months(at("2026-01-01T00:00:00Z"), 12 * 8000), Err(BeyondCalendar));
        assert_eq!(end_of(Date::MAX), Err(BeyondCalendar));
    }

    #[test]
    fn the_last_day_counts_whole() {
        assert_eq!(start_of(date(2025, 1, 31)), Ok(at("2025-01-31T00:00:00Z")));
        assert_eq!(end_of(date(2025, 1, 31)), Ok(at("2025-02-01T00:00:00Z")));
        assert_eq!(end_of(date(2025, 12, 31)), Ok(at("2026-01-01T00:00:00Z")));
    }
}
