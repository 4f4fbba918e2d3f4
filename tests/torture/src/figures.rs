//! Times, and what most of them are below.

use std::fmt;
use std::time::Duration;

/// How long many things took.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Of these.
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time that `share` of them, such as 0.99, do not exceed.
    pub(crate) fn below(&self, share: f64) -> Duration {
        let place = (self.0.len() as f64 * share).ceil() as usize;
        self.0.get(place.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// The longest.
    pub(crate) fn longest(&self) -> Duration {
        self.0.last().copied().unwrap_or_default()
    }
}

impl fmt::Display for Times {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [half, most, all] = [self.below(0.5), self.below(0.99), self.longest()].map(milliseconds);
        write!(formatter, "half within {half} ms, 99 % within {most} ms, all within {all} ms")
    }
}

/// Milliseconds, with a digit after the point where it matters.
pub(crate) fn milliseconds(time: Duration) -> String {
    let value = time.as_secs_f64() * 1_000.0;
    if value < 10.0 { format!("{value:.1}") } else { format!("{value:.0}") }
}

/// The middle one of some numbers.
pub(crate) fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_counted_from_the_shortest() {
        let times = Times::of((1..=200).rev().map(Duration::from_millis).collect());
        assert_eq!(times.below(0.5), Duration::from_millis(100));
        assert_eq!(times.below(0.99), Duration::from_millis(198));
        assert_eq!(times.to_string(), "half within 100 ms, 99 % within 198 ms, all within 200 ms");
        assert_eq!(Times::default().below(0.5), Duration::ZERO);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }
}
