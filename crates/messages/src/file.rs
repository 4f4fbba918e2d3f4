//! The messages of a language as the page loads them: a JSON array of texts, in the order of English.

use crate::check::is_alike;
use crate::language::{ENGLISH, LANGUAGES, Language, PSEUDO};
use crate::pseudo;
use crate::read::{Catalogue, Form, Message, Mistake};
use crate::template::{Piece, pieces};
use std::path::Path;

/// The file of one language.
#[derive(Clone, Debug)]
pub struct File {
    /// Which.
    pub language: Language,
    /// Its name, with a fingerprint of its content: such a file never changes.
    pub name: String,
    /// The JSON array.
    pub content: String,
}

/// The files of all languages but English, which is part of the program.
///
/// # Errors
/// A message can't be read, or is otherwise filled in than in English. One that is missing is English until it is there: the
/// tests say so.
pub fn files(locales: &Path) -> Result<Vec<File>, Mistake> {
    let english = Catalogue::read(locales, LANGUAGES[0])?;
    LANGUAGES
        .iter()
        .filter(|language| language.tag != ENGLISH)
        .map(|language| file(locales, &english, *language))
        .collect()
}

fn file(locales: &Path, english: &Catalogue, language: Language) -> Result<File, Mistake> {
    let other = match language.tag {
        PSEUDO => pseudo::of(english, language),
        _ => Catalogue::read(locales, language)?,
    };
    let mut texts = Vec::new();
    for (name, message) in &english.messages {
        let translated = other.messages.get(name).unwrap_or(message);
        if !is_alike(message, translated) {
            return Err(Mistake(format!(
                "{}: {} is otherwise filled in than in English",
                language.tag,
                message.name()
            )));
        }
        texts.push(flat(translated, &message.placeholders()));
    }
    let content = serde_json::to_string(&texts).map_err(|error| Mistake(error.to_string()))?;
    Ok(File { language, name: [language.tag, "-", &fingerprint(&content), ".json"].concat(), content })
}

/// A message as one text: `{0}` for the first thing that is filled in, and so on. Plural forms stand behind one another, each as
/// U+0001, its category, U+0002, its text.
pub(crate) fn flat(message: &Message, names: &[String]) -> String {
    match &message.form {
        Form::One(text) => numbered(text, names),
        Form::Plural(forms) => forms
            .iter()
            .flat_map(|(category, text)| {
                ["\u{1}".to_owned(), category.clone(), "\u{2}".to_owned(), numbered(text, names)]
            })
            .collect(),
    }
}

fn numbered(text: &str, names: &[String]) -> String {
    let mut out = String::new();
    for piece in pieces(text).unwrap_or_default() {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Placeholder(name) => {
                let place = names.iter().position(|known| known == name).unwrap_or_default();
                out.push_str(&format!("{{{place}}}"));
            }
        }
    }
    out
}

/// 64 bits of FNV-1a: to tell versions of a file apart, not to protect it.
pub fn fingerprint(content: impl AsRef<[u8]>) -> String {
    let hash = content
        .as_ref()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_has_a_number() {
        let names = ["count".to_owned(), "plan".to_owned()];
        let form = Form::Plural(vec![
            ("one".to_owned(), "one of {plan}".to_owned()),
            ("other".to_owned(), "{count} of {plan}".to_owned()),
        ]);
        let message = Message { area: "a".to_owned(), key: "k".to_owned(), form };
        assert_eq!(flat(&message, &names), "\u{1}one\u{2}one of {1}\u{1}other\u{2}{0} of {1}");
    }

    #[test]
    fn other_content_has_another_name() {
        assert_ne!(fingerprint("a"), fingerprint("b"));
        assert_eq!(fingerprint("a").len(), 16);
    }
}
