//! The words after a command: `--name`, `--name value` and `--name=value`.

use std::str::FromStr;

use crate::failure::{Failure, Outcome};

/// What is left to read of a command's arguments.
pub(crate) struct Arguments {
    command: &'static str,
    words: Vec<String>,
}

impl Arguments {
    /// The arguments `words` of `command`, whose name stands in messages.
    pub(crate) fn new(command: &'static str, words: Vec<String>) -> Self {
        Self { command, words }
    }

    /// Takes `name` out of the arguments, and says whether it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() < before
    }

    /// Takes the value of `name` out of the arguments, or says `None` when it isn't there.
    ///
    /// # Errors
    /// The value is missing, or is not a `T`.
    pub(crate) fn value<T: FromStr>(&mut self, name: &str) -> Outcome<Option<T>> {
        let prefix = format!("{name}=");
        let Some(place) = self.words.iter().position(|word| word == name || word.starts_with(&prefix)) else {
            return Ok(None);
        };
        let word = self.words.remove(place);
        let text = match word.strip_prefix(&prefix) {
            Some(text) => text.to_owned(),
            None if place < self.words.len() => self.words.remove(place),
            None => return Err(self.wrong(&format!("{name} needs a value after it"))),
        };
        match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(self.wrong(&format!("“{text}” can't be the value of {name}"))),
        }
    }

    /// Takes the first word that is no option out of the arguments. To be called after options with values were read.
    pub(crate) fn word(&mut self) -> Option<String> {
        let place = self.words.iter().position(|word| !word.starts_with('-'))?;
        Some(self.words.remove(place))
    }

    /// To be called when everything was read.
    ///
    /// # Errors
    /// A word is left that nobody asked for.
    pub(crate) fn finish(self) -> Outcome<()> {
        match self.words.first() {
            None => Ok(()),
            Some(word) => Err(self.wrong(&format!("“{word}” is not an option here"))),
        }
    }

    fn wrong(&self, what: &str) -> Failure {
        Failure::usage(format!("{what}. See `cargo xtask {} --help`.", self.command))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(words: &[&str]) -> Arguments {
        Arguments::new("start", words.iter().map(|&word| word.to_owned()).collect())
    }

    #[test]
    fn both_ways_to_write_a_value_are_read() {
        for words in [&["--port", "81"][..], &["--port=81"][..]] {
            let mut arguments = arguments(words);
            assert_eq!(arguments.value::<u16>("--port").expect("a number"), Some(81));
            arguments.finish().expect("nothing is left");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let missing = arguments(&["--port"]).value::<u16>("--port").expect_err("no value");
        assert!(missing.to_string().contains("--port needs a value"), "{missing}");
        let word = arguments(&["--port", "many"]).value::<u16>("--port").expect_err("no number");
        assert!(word.to_string().contains("“many”"), "{word}");
        let unknown = arguments(&["--prot", "81"]).finish().expect_err("a wrong name");
        assert!(unknown.to_string().contains("“--prot”"), "{unknown}");
    }

    #[test]
    fn a_word_is_no_option() {
        let mut arguments = arguments(&["--short", "race"]);
        assert_eq!(arguments.word().as_deref(), Some("race"));
        assert_eq!(arguments.word(), None);
    }

    #[test]
    fn a_flag_is_taken_out() {
        let mut arguments = arguments(&["--help"]);
        assert!(arguments.flag("--help"));
        assert!(!arguments.flag("--help"));
    }
}
