//! Months as numbers, for the marks of the timeline. In UTC: on a drawing nobody sees the hours.
//!
//! Dates that are read are the browser's matter; here it is only about where a month begins.

use super::DAY;
use tapo_care_wire::Timestamp;

/// The month that a moment is in, counted from January of the year 0 (proleptic Gregorian).
pub(super) fn month_of(moment: f64) -> i64 {
    let days = whole(moment / DAY);
    // Never far off: a month has 30.436875 days on average, and none is more than three days from it.
    let mut month = 1970 * 12 + whole(days as f64 / 30.436_875);
    while first_day(month) > days {
        month -= 1;
    }
    while first_day(month + 1) <= days {
        month += 1;
    }
    month
}

/// The moment at which a month begins.
pub(super) fn month_at(month: i64) -> f64 {
    first_day(month) as f64 * DAY
}

/// The same as it travels.
pub(super) fn name_of(month: i64) -> Timestamp {
    let (year, of_year) = (month.div_euclid(12).to_string(), (month.rem_euclid(12) + 1).to_string());
    let filled = |text: &str, length: usize| ["0000".get(text.len()..length).unwrap_or_default(), text].concat();
    Timestamp::new([&filled(&year, 4), "-", &filled(&of_year, 2), "-01T00:00:00Z"].concat())
}

/// Days from 1 January 1970 to the first of a month: the years before it, their leap days, and the months of its year.
fn first_day(month: i64) -> i64 {
    // As if the year began in March, so that the leap day is its last.
    let (year, of_year) = ((month - 2).div_euclid(12), (month - 2).rem_euclid(12));
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // 31, 30, 31, 30, 31 days and again.
    year * 365 + leap_days + (of_year * 153 + 2) / 5 - 719_468
}

/// A number of days is far within what fits.
fn whole(number: f64) -> i64 {
    number.floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn months_begin_where_calendars_say() {
        // date -u -d 2024-02-29 +%s, and so on.
        for (seconds, year, month) in [
            (0_i64, 1970, 1),
            (-1, 1969, 12),
            (1_709_164_800, 2024, 2),
            (1_709_251_200, 2024, 3),
            (1_796_083_200, 2026, 12),
            (951_782_399, 2000, 2),
            (951_868_800, 2000, 3),
        ] {
            assert_eq!(month_of(seconds as f64 * 1000.0), year * 12 + month - 1, "{seconds}");
        }
        assert_eq!(name_of(2026 * 12 + 8).as_str(), "2026-09-01T00:00:00Z");
        assert_eq!(name_of(2027 * 12).as_str(), "2027-01-01T00:00:00Z");
        assert_eq!(name_of(2027 * 12 + 11).as_str(), "2027-12-01T00:00:00Z");
    }

    proptest! {
        #[test]
        fn a_moment_is_in_its_month(moment in -2.0e13..1.0e14_f64) {
            let month = month_of(moment);
            prop_assert!(month_at(month) <= moment && moment < month_at(month + 1));
        }

        #[test]
        fn months_are_as_long_as_months_are(month in 0_i64..60_000) {
            let days = (month_at(month + 1) - month_at(month)) / DAY;
            let year = month / 12;
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let wanted = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            prop_assert_eq!(days, f64::from(wanted[(month % 12) as usize]));
        }
    }
}
