//! How the tool says that it could not try something, and what it found when it could.

use std::error::Error;
use std::fmt;

/// A step that may fail for reasons that say nothing about the server under test.
pub(crate) type Outcome<T> = Result<T, Failure>;

/// Why something could not be tried.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// With these words.
    pub(crate) fn said(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl<E: Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Violations beyond these are only counted.
const SHOWN: usize = 10;

/// Characters of a violation at the most: a whole answer says no more than its beginning. A history is shown whole by its seed.
const LENGTH: usize = 600;

/// What a proof found: figures to read, and violations, of which there must be none.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    figures: Vec<(String, String)>,
    violations: Vec<String>,
}

impl Findings {
    /// Adds a line to the table.
    pub(crate) fn figure(&mut self, name: impl Into<String>, value: impl fmt::Display) {
        self.figures.push((name.into(), value.to_string()));
    }

    /// Something that must never be.
    pub(crate) fn violation(&mut self, text: impl Into<String>) {
        self.violations.push(text.into());
    }

    /// Says what is violated unless `holds`.
    pub(crate) fn expect(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.violation(otherwise());
        }
    }

    /// Takes over what others found.
    pub(crate) fn merge(&mut self, other: Self) {
        self.figures.extend(other.figures);
        self.violations.extend(other.violations);
    }

    /// How many things are that must never be.
    pub(crate) fn violations(&self) -> usize {
        self.violations.len()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.figures.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, value) in &self.figures {
            writeln!(formatter, "  {name:<width$}  {value}")?;
        }
        for violation in self.violations.iter().take(SHOWN) {
            let shown: String = violation.chars().take(LENGTH).collect();
            let more = if shown.len() < violation.len() { " …" } else { "" };
            writeln!(formatter, "  VIOLATION: {shown}{more}")?;
        }
        if self.violations.len() > SHOWN {
            writeln!(formatter, "  … and {} violations more", self.violations.len() - SHOWN)?;
        }
        write!(formatter, "  {} violations", self.violations.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_violations_are_counted_not_shown() {
        let mut findings = Findings::default();
        findings.figure("codes", 3);
        (0..SHOWN + 2).for_each(|number| findings.expect(number == 0, || format!("number {number}")));
        let text = findings.to_string();
        assert!(text.contains("codes  3") && text.contains("number 10") && !text.contains("number 11"), "{text}");
        assert!(text.ends_with("11 violations") && text.contains("1 violations more"), "{text}");
    }
}
