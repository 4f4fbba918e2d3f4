//! What holds for every timeline.

use super::*;
use proptest::prelude::*;

/// 24 November 2026, noon.
const NOW: f64 = 1_795_521_600_000.0;

const EXACT: f64 = 1e-6;

fn span(from_days: f64, to_days: f64, months: &[u32]) -> Span {
    Span { starts: NOW + from_days * DAY, ends: NOW + to_days * DAY, months: months.to_vec() }
}

#[test]
fn bars_stand_beside_each_other_on_one_scale() {
    let laid = layout(&[span(-100.0, 100.0, &[6]), span(0.0, 100.0, &[2, 1])], NOW);
    let [long, short] = &laid.bars[..] else { panic!("two bars: {laid:?}") };
    assert!((long.length - 2.0 * short.length).abs() < EXACT);
    assert!((long.start + long.length - short.start - short.length).abs() < EXACT, "both end together");
    assert!((laid.today.expect("today is there") - short.start).abs() < EXACT);
    assert!((long.start - 1.456).abs() < 0.001, "there is room before the first: {}", long.start);
    assert!((short.parts[0] - 66.667).abs() < 0.001 && (short.parts[1] - 33.333).abs() < 0.001);
}

#[test]
fn marks_are_years_where_there_are_many_and_months_where_there_are_few() {
    let names = |from: f64, to: f64| -> Vec<String> {
        let laid = layout(&[span(from, to, &[1])], NOW);
        laid.marks.iter().map(|mark| mark.name.moment.as_str()[..7].to_owned()).collect()
    };
    assert_eq!(names(0.0, 365.0), ["2027-01", "2027-04", "2027-07", "2027-10"]);
    assert_eq!(names(-700.0, 800.0), ["2025-01", "2026-01", "2027-01", "2028-01", "2029-01"]);
    assert_eq!(names(0.0, 40.0), ["2026-12", "2027-01"]);
    assert!(layout(&[span(0.0, 365.0, &[])], NOW).marks.iter().all(|mark| mark.name.is_year == (mark.at < 20.0)));
}

#[test]
fn a_clock_that_is_far_off_is_not_drawn_and_squeezes_nothing() {
    let spans = [span(0.0, 365.0, &[12])];
    for now in [0.0, NOW + 1e13, f64::NAN] {
        let laid = layout(&spans, now);
        assert_eq!(laid.today, None, "{now}");
        assert!(laid.bars[0].length > 96.0);
    }
    // All that the account had ended some time ago: the gap until today is to be seen.
    let laid = layout(&spans, NOW + 500.0 * DAY);
    assert!(laid.today.expect("today is there") > 98.0 && laid.bars[0].length < 75.0);
}

#[test]
fn nothing_known_is_nothing_drawn() {
    assert_eq!(layout(&[], NOW), Timeline { bars: Vec::new(), today: None, marks: Vec::new() });
    let unread = Span { starts: f64::NAN, ends: NOW, months: vec![1] };
    let laid = layout(&[unread.clone(), span(0.0, 30.0, &[1])], NOW);
    assert_eq!(laid.bars[0].length, 0.0);
    assert!(laid.bars[1].length > 80.0);
    assert_eq!(layout(&[unread], NOW).marks, Vec::new());
}

#[test]
fn what_is_left_is_said_as_people_count_it() {
    for (days, wanted) in [
        (-0.5, None),
        (0.0, None),
        (0.1, Some(Left::Days(1))),
        (1.0, Some(Left::Days(1))),
        (1.1, Some(Left::Days(2))),
        (45.0, Some(Left::Days(45))),
        (46.0, Some(Left::Months(2))),
        (364.6, Some(Left::Months(12))),
        (f64::NAN, None),
        (f64::INFINITY, None),
    ] {
        assert_eq!(left(NOW, NOW + days * DAY), wanted, "{days} days");
    }
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    let one = (-4000.0..4000.0_f64, 0.0..4000.0_f64, prop::collection::vec(0_u32..40, 0..6));
    let span = one.prop_map(|(from, length, months)| span(from, from + length, &months));
    prop::collection::vec(span, 1..8)
}

proptest! {
    #[test]
    fn all_of_it_is_on_the_line(spans in spans(), now in -6000.0..6000.0_f64) {
        let laid = layout(&spans, NOW + now * DAY);
        prop_assert_eq!(laid.bars.len(), spans.len());
        for (bar, span) in laid.bars.iter().zip(&spans) {
            prop_assert!(bar.start >= 0.0 && bar.length >= 0.0 && bar.start + bar.length <= 100.0 + EXACT, "{:?}", bar);
            let all: f64 = bar.parts.iter().sum();
            prop_assert!(bar.parts.is_empty() || (all - 100.0).abs() < EXACT);
            prop_assert!(bar.parts.is_empty() || bar.parts.len() == span.months.len());
        }
        prop_assert!(laid.today.is_none_or(|today| (0.0..=100.0).contains(&today)));
        prop_assert!(laid.marks.len() <= 5);
        prop_assert!(laid.marks.iter().all(|mark| (0.0..=100.0).contains(&mark.at)));
        prop_assert!(laid.marks.windows(2).all(|two| two[0].at < two[1].at));
    }

    #[test]
    fn what_is_earlier_stands_earlier(spans in spans(), now in -1500.0..1500.0_f64) {
        let now = NOW + now * DAY;
        let laid = layout(&spans, now);
        let places = |bar: &Bar| [bar.start, bar.start + bar.length];
        for (bar, span) in laid.bars.iter().zip(&spans) {
            for (other, other_span) in laid.bars.iter().zip(&spans) {
                for (at, moment) in places(bar).into_iter().zip([span.starts, span.ends]) {
                    for (other_at, other_moment) in places(other).into_iter().zip([other_span.starts, other_span.ends]) {
                        prop_assert!(moment > other_moment || at <= other_at + EXACT);
                    }
                }
            }
            // Whether it runs today is to be seen.
            if let Some(today) = laid.today {
                let [start, end] = places(bar);
                prop_assert!(now < span.starts || today >= start - EXACT);
                prop_assert!(now > span.ends || today <= end + EXACT);
            }
        }
    }

    #[test]
    fn less_is_never_said_to_be_more(one in 0.0..5000.0_f64, other in 0.0..5000.0_f64) {
        let days = |left: Option<Left>| match left {
            None => 0,
            Some(Left::Days(days)) => days,
            Some(Left::Months(months)) => months * 31,
        };
        let (short, long) = (one.min(other), one.max(other));
        prop_assert!(days(left(NOW, NOW + short * DAY)) <= days(left(NOW, NOW + long * DAY)));
    }
}
