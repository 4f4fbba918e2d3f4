//! Why a command ended early, in words for the person who gave it.

use std::fmt;
use std::process::ExitCode;

/// The result of anything that can fail.
pub(crate) type Outcome<T> = Result<T, Failure>;

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command was not understood.
    Usage(String),
    /// Something went wrong; the text says what, and what to do.
    Said(String),
    /// Ctrl-C, or a signal that asks to end.
    Interrupted,
}

impl Failure {
    /// The command was not understood.
    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into())
    }

    /// Something went wrong; `text` says what, and what to do.
    pub(crate) fn said(text: impl Into<String>) -> Self {
        Self::Said(text.into())
    }

    /// The code that a shell expects: 2 for a wrong command, 130 after Ctrl-C.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Said(_) => ExitCode::FAILURE,
            Self::Interrupted => ExitCode::from(130),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Said(text) => formatter.write_str(text),
            Self::Interrupted => formatter.write_str("Stopped."),
        }
    }
}

/// Adds to an error of the operating system what was being done.
pub(crate) trait Doing<T> {
    /// `what` completes the sentence "could not …".
    fn doing(self, what: impl FnOnce() -> String) -> Outcome<T>;
}

impl<T, E: fmt::Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl FnOnce() -> String) -> Outcome<T> {
        self.map_err(|error| Failure::said(format!("Could not {}: {error}", what())))
    }
}
