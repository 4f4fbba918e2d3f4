//! The languages that the page speaks.

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// BCP 47. Also the name of its folder in `locales/`.
    pub tag: &'static str,
    /// Its name in itself, as the menu shows it.
    pub name: &'static str,
    /// Whether it is written from right to left.
    pub is_rtl: bool,
    /// Its plural categories (CLDR), in that order: a message with a count has a form for each.
    pub plurals: &'static [&'static str],
    /// Whether visitors can choose it.
    pub is_offered: bool,
}

const fn ltr(tag: &'static str, name: &'static str, plurals: &'static [&'static str]) -> Language {
    // Until all their words are there, the others are not offered.
    Language { tag, name, is_rtl: false, plurals, is_offered: matches!(tag.as_bytes(), b"en") }
}

/// The language that the others are translated from, which the program carries in itself.
pub(crate) const ENGLISH: &str = "en";

/// The made-up language of layout tests: English with accents, half as long again. Made by [`crate::pseudo`], not offered.
pub(crate) const PSEUDO: &str = "en-XA";

/// All of them, English first, in the order of the menu.
pub const LANGUAGES: &[Language] = &[
    ltr(ENGLISH, "English", &["one", "other"]),
    ltr("de", "Deutsch", &["one", "other"]),
    ltr("es", "Español", &["one", "many", "other"]),
    ltr("fr", "Français", &["one", "many", "other"]),
    ltr("it", "Italiano", &["one", "many", "other"]),
    ltr("pl", "Polski", &["one", "few", "many", "other"]),
    ltr("pt-BR", "Português (Brasil)", &["one", "many", "other"]),
    Language { is_rtl: true, ..ltr("ar", "العربية", &["zero", "one", "two", "few", "many", "other"]) },
    ltr("ja", "日本語", &["other"]),
    ltr("zh-Hans", "简体中文", &["other"]),
    Language { is_offered: false, ..ltr(PSEUDO, "[Ƥšéûðö]", &["one", "other"]) },
];
