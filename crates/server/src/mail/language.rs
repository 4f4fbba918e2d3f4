//! The languages of mails: those that the page speaks.

use super::words::TAGS;
use tapo_care_wire::best_language;

/// A language that mails are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Language(usize);

/// Languages whose paragraphs are a line each, for the mail program to break. Chinese and Japanese have no spaces to break at. In
/// Arabic many programs tell the direction of each line by its first letter: one that happens to begin with a Latin name would
/// stand the wrong way round.
const NOT_IN_LINES: [&str; 3] = ["ar", "ja", "zh-Hans"];

impl Language {
    /// The language that the others are translated from.
    pub(super) const ENGLISH: Self = Self(0);

    /// The first of the wanted languages (BCP 47, the best first) that mails are written in, chosen as the page chooses; else English.
    pub(crate) fn best<'a>(wanted: impl IntoIterator<Item = &'a str>) -> Self {
        best_language(&TAGS, wanted).map_or(Self::ENGLISH, Self)
    }

    /// All of them, English first.
    #[cfg(test)]
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..TAGS.len()).map(Self)
    }

    /// BCP 47.
    pub(super) fn tag(self) -> &'static str {
        self.of(&TAGS)
    }

    /// What is said in this language, of what is said in each.
    pub(super) fn of(self, texts: &[&'static str; TAGS.len()]) -> &'static str {
        texts[self.0]
    }

    /// Whether its paragraphs are broken into lines.
    pub(super) fn is_set_in_lines(self) -> bool {
        !NOT_IN_LINES.contains(&self.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_reads_a_language_of_ours_is_written_to_in_it() {
        for (wanted, written) in [
            ("en-GB", "en"),
            ("de-AT", "de"),
            ("fr-CA", "fr"),
            ("es-419", "es"),
            ("it", "it"),
            ("pt", "pt-BR"),
            ("pt-PT", "pt-BR"),
            ("PL-pl", "pl"),
            ("ja-JP", "ja"),
            ("zh", "zh-Hans"),
            ("zh-CN", "zh-Hans"),
            ("ar-EG", "ar"),
        ] {
            assert_eq!(Language::best([wanted]).tag(), written, "{wanted}");
        }
    }

    #[test]
    fn whoever_reads_none_of_ours_is_written_to_in_english() {
        for other in ["zh-TW", "zh-Hant-HK", "nl", "en-XA", "*", ""] {
            assert_eq!(Language::best([other]), Language::ENGLISH, "{other}");
        }
        assert_eq!(Language::best([]), Language::ENGLISH);
    }

    #[test]
    fn the_first_that_is_ours_counts() {
        assert_eq!(Language::best(["nl-BE", "fr-BE", "en"]).tag(), "fr");
        assert_eq!(Language::best(["zh-TW", "ja"]).tag(), "ja");
    }
}
