//! Counts tests by the lines that Rust's test harness closes with, and those that say what was skipped.

use std::ops::AddAssign;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Those that passed.
    pub(crate) passed: usize,
    /// Those that failed.
    pub(crate) failed: usize,
    /// Those that said they were skipped, which the harness counts as passed.
    pub(crate) skipped: usize,
}

impl Tally {
    /// A check that is one test, and passed.
    pub(crate) const PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };
    /// A check that is one test, and failed.
    pub(crate) const FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };

    /// Reads `test result: ok. 3 passed; 1 failed; …`, of which each test program prints one, and `skipped in WebKit: test: why`.
    /// Other lines are `None`.
    pub(crate) fn of_line(line: &str) -> Option<Self> {
        if line.starts_with("skipped in ") {
            return Some(Self { skipped: 1, ..Self::default() });
        }
        let (_, counts) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
        let count = |word: &str| {
            counts
                .split(';')
                .find_map(|part| part.trim().strip_suffix(word))
                .and_then(|number| number.trim().parse().ok())
        };
        Some(Self { passed: count("passed")?, failed: count("failed")?, skipped: 0 })
    }

    /// The outcome of a run of test programs that counted to `self`. One that failed without a failed test, such as one
    /// that didn't compile or crashed, is a failure too; and so is a run without any test, which proves nothing.
    pub(crate) fn judged(self, succeeded: bool) -> Self {
        let silent_failure = !succeeded && self.failed == 0;
        let passed = self.passed.saturating_sub(self.skipped);
        let nothing_ran = passed + self.failed == 0;
        let failed = if silent_failure || nothing_ran { self.failed + 1 } else { self.failed };
        Self { passed, failed, ..self }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_harness_lines_are_read() {
        let line = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s";
        assert_eq!(Tally::of_line(line), Some(Tally { passed: 12, ..Tally::default() }));
        let line = "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 filtered out; finished in 0.52s";
        assert_eq!(Tally::of_line(line), Some(Tally { passed: 1, failed: 2, skipped: 0 }));
    }

    #[test]
    fn other_lines_are_not() {
        for line in ["test parsing ... ok", "test result: unknown", "say 'test result: ok. 1 passed; 0 failed'", ""] {
            assert_eq!(Tally::of_line(line), None, "{line}");
        }
    }

    #[test]
    fn a_crash_and_an_empty_run_count_as_failures() {
        let three = Tally { passed: 3, ..Tally::default() };
        assert_eq!(three.judged(true), three);
        assert_eq!(three.judged(false), Tally { failed: 1, ..three });
        let two_failed = Tally { failed: 2, ..three };
        assert_eq!(two_failed.judged(false), two_failed);
        assert_eq!(Tally::default().judged(true), Tally::FAILED);
    }

    #[test]
    fn what_was_skipped_has_not_passed() {
        let mut tally = Tally::of_line("test result: ok. 12 passed; 0 failed; 0 ignored").expect("a result");
        tally += Tally::of_line("skipped in WebKit: some_test: its driver can't").expect("a line of a test that skips");
        assert_eq!(tally.judged(true), Tally { passed: 11, failed: 0, skipped: 1 });
    }
}
