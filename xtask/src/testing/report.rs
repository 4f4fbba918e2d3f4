//! The table at the end of a test run.

use std::time::Duration;

use super::tally::Tally;

/// What became of one check.
pub(crate) struct Row {
    /// Its name.
    pub(crate) title: &'static str,
    /// Its tests.
    pub(crate) tally: Tally,
    /// How long it took.
    pub(crate) time: Duration,
}

/// The table, and below it, alone on the last line, how many passed and failed in all.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut total = Tally::default();
    let mut text = format!("{:<24} {:>7} {:>7} {:>7} {:>9}\n", "", "passed", "failed", "skipped", "time");
    for Row { title, tally, time } in rows {
        total += *tally;
        let seconds = time.as_secs();
        text.push_str(&format!(
            "{title:<24} {:>7} {:>7} {:>7} {:>4}:{:02} min\n",
            tally.passed,
            tally.failed,
            tally.skipped,
            seconds / 60,
            seconds % 60
        ));
    }
    text.push_str(&format!("\n{} passed, {} failed", total.passed, total.failed));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_adds_up() {
        let row = |passed, failed| Row {
            title: "part",
            tally: Tally { passed, failed, skipped: 0 },
            time: Duration::from_secs(75),
        };
        let table = table(&[row(3, 0), row(4, 1)]);
        assert_eq!(table.lines().last(), Some("7 passed, 1 failed"));
        assert!(table.contains("1:15 min"), "{table}");
    }
}
