//! Where everything stands on the one timeline of an account's subscriptions: bars, the codes in them, today, and the marks of
//! months or years. In hundredths of its width from where the language begins to write.
//!
//! Pure: moments are milliseconds as browsers count them, and `now` is the browser's. It draws, and decides nothing.

mod calendar;

#[cfg(test)]
mod tests;

use calendar::{month_at, month_of, name_of};
use tapo_care_wire::Timestamp;

const DAY: f64 = 86_400_000.0;

/// A month on average.
const MONTH: f64 = 30.436_875 * DAY;

/// Further from everything that the account has than this, today is not drawn: either the clock is wrong or all is long past.
const TODAY_WITHIN: f64 = 60.0 * MONTH;

/// Room at both ends, as a part of what is shown: a bar that begins today can be told from one that began before.
const ROOM: f64 = 0.015;

/// Marks at the most: on a phone, each still has room for its name.
const MARKS: i64 = 5;

/// How many months may lie between two marks.
const STEPS: [i64; 8] = [1, 2, 3, 6, 12, 24, 60, 120];

/// What one bar is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// When it begins.
    pub starts: f64,
    /// When it ends.
    pub ends: f64,
    /// The months of each code that made it, the oldest first.
    pub months: Vec<u32>,
}

/// A bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Where it begins.
    pub start: f64,
    /// How long it is.
    pub length: f64,
    /// How much of the bar each code made, in hundredths of the bar. A code gives months, which are nearly as long as each
    /// other: the drawing needs no more.
    pub parts: Vec<f64>,
}

/// The beginning of a month or year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkName {
    /// The moment, for its name.
    pub moment: Timestamp,
    /// Whether a year begins: then the year is its name.
    pub is_year: bool,
}

/// A mark with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where it stands.
    pub at: f64,
    /// What it is called.
    pub name: MarkName,
}

/// All of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// A bar for each span, in their order.
    pub bars: Vec<Bar>,
    /// Where today stands, if it is near.
    pub today: Option<f64>,
    /// The marks, in their order.
    pub marks: Vec<Mark>,
}

/// Lays the spans out.
pub fn layout(spans: &[Span], now: f64) -> Timeline {
    let known = || spans.iter().filter(|span| is_known(span));
    let first = known().map(|span| span.starts).fold(f64::INFINITY, f64::min);
    let last = known().map(|span| span.ends).fold(f64::NEG_INFINITY, f64::max);
    if !first.is_finite() || !last.is_finite() {
        let nothing = |_| Bar { start: 0.0, length: 0.0, parts: Vec::new() };
        return Timeline { bars: spans.iter().map(nothing).collect(), today: None, marks: Vec::new() };
    }
    let is_near = now >= first - TODAY_WITHIN && now <= last + TODAY_WITHIN;
    let (first, last) = if is_near { (first.min(now), last.max(now)) } else { (first, last) };
    let room = ((last - first) * ROOM).max(DAY);
    let (first, last) = (first - room, last + room);
    let place = |moment: f64| (moment - first) / (last - first) * 100.0;
    let bar = |span: &Span| {
        if !is_known(span) {
            return Bar { start: 0.0, length: 0.0, parts: Vec::new() };
        }
        let start = place(span.starts);
        Bar { start, length: place(span.ends) - start, parts: parts(&span.months) }
    };
    Timeline {
        bars: spans.iter().map(bar).collect(),
        today: is_near.then(|| place(now)),
        marks: marks(first, last).into_iter().map(|(moment, name)| Mark { at: place(moment), name }).collect(),
    }
}

/// Whether a span can be drawn: a moment that could not be read is not a number.
fn is_known(span: &Span) -> bool {
    span.starts.is_finite() && span.ends.is_finite() && span.starts <= span.ends
}

fn parts(months: &[u32]) -> Vec<f64> {
    let all: f64 = months.iter().copied().map(f64::from).sum();
    if all <= 0.0 {
        return Vec::new();
    }
    months.iter().map(|months| f64::from(*months) / all * 100.0).collect()
}

/// The beginnings of months between two moments, as many as there is room for.
fn marks(first: f64, last: f64) -> Vec<(f64, MarkName)> {
    let (from, until) = (month_of(first) + 1, month_of(last));
    let within = |step: i64| until.div_euclid(step) - (from - 1).div_euclid(step);
    let Some(step) = STEPS.into_iter().find(|step| within(*step) <= MARKS) else { return Vec::new() };
    (from..=until)
        .filter(|month| month.rem_euclid(step) == 0)
        .map(|month| (month_at(month), MarkName { moment: name_of(month), is_year: month.rem_euclid(12) == 0 }))
        .collect()
}

/// How long something lasts yet, in the unit that people count it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Days, at least one.
    Days(u32),
    /// Months, at least two.
    Months(u32),
}

/// How long it is from `now` to an end. `None` when the clock says that it is over, or the end could not be read.
pub fn left(now: f64, ends: f64) -> Option<Left> {
    let days = ((ends - now) / DAY).ceil();
    if !days.is_finite() || days < 1.0 || days > f64::from(u32::MAX) {
        return None;
    }
    let months = ((ends - now) / MONTH).round();
    // Both are whole and in range.
    Some(if months < 2.0 { Left::Days(days as u32) } else { Left::Months(months as u32) })
}
