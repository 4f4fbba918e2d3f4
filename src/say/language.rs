//! Which language the page speaks.

use super::messages::{ENGLISH, LANGUAGES};
use crate::browser;
use leptos::prelude::*;
use leptos::reactive::graph::Observer;

/// A language that the page can speak.
#[derive(Debug)]
pub struct Language {
    /// BCP 47.
    pub tag: &'static str,
    /// Its name in itself.
    pub name: &'static str,
    /// Whether it is written from right to left.
    pub is_rtl: bool,
    /// Whether visitors can choose it. The one that is not is made up, for tests of the layout.
    pub is_offered: bool,
    /// The file of its messages. Empty for English, which the program carries.
    pub file: &'static str,
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag
    }
}

impl Eq for Language {}

/// A language with its words.
#[derive(Clone, Copy, Debug)]
struct Spoken {
    language: &'static Language,
    texts: &'static [&'static str],
}

thread_local! {
    // One for the page, as its language is: what is said is said where no context can be asked for, in a panic for one.
    static SPOKEN: ArcRwSignal<Spoken> = ArcRwSignal::new(Spoken { language: english(), texts: ENGLISH });
}

/// English, which is always there.
pub fn english() -> &'static Language {
    &LANGUAGES[0]
}

/// The language of a tag, if the page speaks it.
pub fn by_tag(tag: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.tag.eq_ignore_ascii_case(tag))
}

/// The language that the page speaks; tracked, where something tracks.
pub fn spoken() -> &'static Language {
    now().language
}

/// The words of a message, by its place.
pub(super) fn words(index: u16) -> &'static str {
    // A file of another version of the page would be of another length, and of another name: it is never met.
    now().texts.get(usize::from(index)).copied().unwrap_or_default()
}

fn now() -> Spoken {
    SPOKEN.with(|spoken| {
        // Outside of what tracks, as in an event's handler, tracking would be warned of.
        if Observer::get().is_some() {
            spoken.track();
        }
        spoken.get_untracked()
    })
}

/// Speaks a language from now on. `content` is what its file holds; English needs none. Whether it could be understood.
pub fn learn(language: &'static Language, content: Option<&str>) -> bool {
    let texts: &'static [&'static str] = match content {
        None if language == english() => ENGLISH,
        // Kept for as long as the page lives: a text may still be shown while the next language is being learnt.
        Some(content) => match serde_json::from_str::<Vec<String>>(content) {
            Ok(texts) if texts.len() == ENGLISH.len() => {
                texts.into_iter().map(|text| &*text.leak()).collect::<Vec<_>>().leak()
            }
            Ok(_) | Err(_) => return false,
        },
        None => return false,
    };
    browser::set_document_language(language.tag, language.is_rtl);
    SPOKEN.with(|spoken| spoken.set(Spoken { language, texts }));
    true
}

/// The first language of a list of preferences that the page speaks, or English: `de-AT` is served by German, `zh-CN` by
/// simplified Chinese; whoever reads traditional characters only is not.
pub fn preferred<'a>(wanted: impl IntoIterator<Item = &'a str>) -> &'static Language {
    let offered = |tag: &str| {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let is_traditional =
            ["zh-hant", "zh-tw", "zh-hk", "zh-mo"].iter().any(|start| tag.to_ascii_lowercase().starts_with(start));
        by_tag(tag).or_else(|| {
            let mut offered = LANGUAGES.iter().filter(|language| language.is_offered && !is_traditional);
            offered.find(|language| primary(language.tag) == primary(tag))
        })
    };
    wanted.into_iter().find_map(offered).unwrap_or_else(english)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(wanted: &[&str]) -> &'static str {
        preferred(wanted.iter().copied()).tag
    }

    #[test]
    fn the_first_language_that_the_page_speaks_is_taken() {
        assert_eq!(best(&["de-AT", "en"]), "de");
        assert_eq!(best(&["nl", "fr-CA", "en"]), "fr");
        assert_eq!(best(&["pt-PT"]), "pt-BR");
        assert_eq!(best(&["zh-CN"]), "zh-Hans");
        assert_eq!(best(&["zh-TW", "ja"]), "ja");
        assert_eq!(best(&["EN-gb", "de"]), "en");
        assert_eq!(best(&["nl"]), "en");
        assert_eq!(best(&[]), "en");
    }

    #[test]
    fn the_made_up_language_has_to_be_asked_for_by_its_name() {
        assert_eq!(best(&["en-XA"]), "en-XA");
        assert_eq!(best(&["en-US"]), "en");
    }

    #[test]
    fn a_file_of_another_length_is_not_taken() {
        let german = by_tag("de").expect("German is spoken");
        assert!(!learn(german, Some("[]")));
        assert!(!learn(german, Some("nothing")));
        assert!(!learn(german, None));
        assert_eq!(spoken(), english());
    }
}
