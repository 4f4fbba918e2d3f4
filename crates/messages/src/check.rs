//! What a language lacks beside English.

use crate::read::{Catalogue, Form, Message};
use crate::template::placeholders;

/// What is wrong with a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// It has no such message.
    Missing(String),
    /// It has a message that English has not.
    Unknown(String),
    /// It fills in something else, or has plural forms where English has none, or the reverse.
    Differs(String),
    /// Its words are English's.
    English(String),
}

/// Words that are the same in other languages: a message is no left-over of English if nothing else is in it.
const SAME_EVERYWHERE: &[&str] = &[
    "tapo",
    "care",
    "basic",
    "premium",
    "tp",
    "link",
    "id",
    "email",
    "e",
    "mail",
    "code",
    "qr",
    "csv",
    "ics",
    "pdf",
    "wi",
    "fi",
    "tapo_care",
    "mac",
    "url",
    "name@example.com",
    "example",
    "com",
    "app",
    "name",
    "plan",
    "status",
    "version",
    "ok",
    "a",
    "b",
    "c",
    "x",
    "hub",
];

/// What `other` lacks beside English, by the names of the messages.
pub fn lacks(english: &Catalogue, other: &Catalogue) -> Vec<Lack> {
    let mut lacks = Vec::new();
    for (name, message) in &english.messages {
        match other.messages.get(name) {
            None => lacks.push(Lack::Missing(message.name())),
            Some(translated) if !is_alike(message, translated) => lacks.push(Lack::Differs(message.name())),
            Some(translated) if is_left_over(message, translated) => lacks.push(Lack::English(message.name())),
            Some(_) => {}
        }
    }
    let unknown = other.messages.iter().filter(|(name, _)| !english.messages.contains_key(*name));
    lacks.extend(unknown.map(|(_, message)| Lack::Unknown(message.name())));
    lacks
}

/// Whether a translation fills in what the message does. A form for one count may leave the count out: "one camera".
pub(crate) fn is_alike(message: &Message, translated: &Message) -> bool {
    let known = message.placeholders();
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    match (&message.form, &translated.form) {
        (Form::One(_), Form::One(text)) => placeholders(text).is_ok_and(|names| sorted(names) == sorted(known)),
        (Form::Plural(_), Form::Plural(forms)) => forms.iter().all(|(_, text)| {
            placeholders(text).is_ok_and(|names| {
                let others = |name: &&String| name.as_str() != crate::read::COUNT;
                let (mut have, mut want): (Vec<&String>, Vec<&String>) =
                    (names.iter().filter(others).collect(), known.iter().filter(others).collect());
                have.sort();
                want.sort();
                have == want
            })
        }),
        _ => false,
    }
}

fn is_left_over(message: &Message, translated: &Message) -> bool {
    message.texts().last() == translated.texts().last() && message.texts().last().is_some_and(|text| has_english(text))
}

fn has_english(text: &str) -> bool {
    let words = crate::template::pieces(text).unwrap_or_default();
    words.iter().any(|piece| match piece {
        crate::template::Piece::Text(text) => text.split(|c: char| !c.is_alphanumeric()).any(|word| {
            !word.is_empty()
                && word.chars().any(char::is_alphabetic)
                && !SAME_EVERYWHERE.contains(&word.to_lowercase().as_str())
        }),
        crate::template::Piece::Placeholder(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::LANGUAGES;
    use std::path::Path;

    fn one(text: &str) -> Message {
        Message { area: "a".to_owned(), key: "k".to_owned(), form: Form::One(text.to_owned()) }
    }

    #[test]
    fn a_translation_fills_in_the_same() {
        assert!(is_alike(&one("{n} of {m}"), &one("{m}: {n}")));
        assert!(!is_alike(&one("{n} of {m}"), &one("{n}")));
        assert!(!is_alike(&one("{n}"), &one("{n} {x}")));
    }

    #[test]
    fn english_that_was_left_is_found_and_names_are_not() {
        assert!(is_left_over(&one("Log in"), &one("Log in")));
        assert!(!is_left_over(&one("Tapo Care"), &one("Tapo Care")));
        assert!(!is_left_over(&one("{a}, {b}"), &one("{a}, {b}")));
        assert!(!is_left_over(&one("Log in"), &one("Anmelden")));
    }

    #[test]
    fn every_language_says_everything() {
        let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
        let english = Catalogue::read(&locales, LANGUAGES[0]).expect("English can be read");
        assert!(!english.messages.is_empty());
        let mut wrong = Vec::new();
        for language in LANGUAGES.iter().skip(1).filter(|language| language.is_offered) {
            let other = Catalogue::read(&locales, *language).expect("the language can be read");
            wrong.extend(lacks(&english, &other).into_iter().map(|lack| format!("{}: {lack:?}", language.tag)));
        }
        assert!(wrong.is_empty(), "{} lacks:\n{}", wrong.len(), wrong.join("\n"));
    }
}
