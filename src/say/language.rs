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

/// The first language of a list of preferences that the page speaks, or English.
pub fn preferred<'a>(wanted: impl IntoIterator<Item = &'a str>) -> &'static Language {
    wanted.into_iter().find_map(|tag| serving(LANGUAGES, tag)).unwrap_or_else(english)
}

/// The language that serves who wants `tag`: `de-AT` is served by German, `zh-CN` by simplified Chinese; whoever reads
/// traditional characters only is not.
fn serving<'a>(languages: &'a [Language], tag: &str) -> Option<&'a Language> {
    let tag = tag.to_ascii_lowercase();
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    let is_traditional = ["zh-hant", "zh-tw", "zh-hk", "zh-mo"].iter().any(|start| tag.starts_with(start));
    let exact = languages.iter().find(|language| language.tag.eq_ignore_ascii_case(&tag));
    let mut offered = languages.iter().filter(|language| language.is_offered && !is_traditional);
    exact.or_else(|| offered.find(|language| primary(language.tag) == primary(&tag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn spoken_here(tag: &'static str, is_offered: bool) -> Language {
        Language { tag, name: "", is_rtl: false, is_offered, file: "" }
    }

    const HERE: [Language; 5] = [
        spoken_here("en", true),
        spoken_here("de", true),
        spoken_here("pt-BR", true),
        spoken_here("zh-Hans", true),
        spoken_here("en-XA", false),
    ];

    fn served(tag: &str) -> Option<&'static str> {
        serving(&HERE, tag).map(|language| language.tag)
    }

    #[test]
    fn a_language_serves_its_regions() {
        for (wanted, tag) in [
            ("de-AT", Some("de")),
            ("pt-PT", Some("pt-BR")),
            ("EN-gb", Some("en")),
            ("zh-CN", Some("zh-Hans")),
            ("zh-TW", None),
            ("nl", None),
        ] {
            assert_eq!(served(wanted), tag, "{wanted}");
        }
    }

    #[test]
    fn the_made_up_language_has_to_be_asked_for_by_its_name() {
        assert_eq!(served("en-XA"), Some("en-XA"));
        assert_eq!(served("en-US"), Some("en"));
    }

    #[test]
    fn whoever_reads_none_of_them_gets_english() {
        assert_eq!(preferred(["nl", "zh-TW"]), english());
        assert_eq!(preferred([]), english());
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
