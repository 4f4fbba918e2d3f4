//! English that looks foreign and is half as long again: words that are not in the catalogue stand out in it, and so do
//! layouts that have no room for other languages.

use crate::language::Language;
use crate::read::{Catalogue, Form, Message};
use crate::template::{Piece, pieces};

/// The made-up language, out of English.
pub(crate) fn of(english: &Catalogue, language: Language) -> Catalogue {
    let messages = english
        .messages
        .iter()
        .map(|(name, message)| {
            let form = match &message.form {
                Form::One(text) => Form::One(stretched(text)),
                Form::Plural(forms) => {
                    Form::Plural(forms.iter().map(|(category, text)| (category.clone(), stretched(text))).collect())
                }
            };
            (name.clone(), Message { form, ..message.clone() })
        })
        .collect();
    Catalogue { language, messages }
}

/// "[Ļöĝ íñ~~~]"
fn stretched(text: &str) -> String {
    let mut out = String::from("[");
    for piece in pieces(text).unwrap_or_default() {
        match piece {
            Piece::Text(text) => out.extend(text.chars().map(accented)),
            Piece::Placeholder(name) => out.extend(["{", name, "}"]),
        }
    }
    let words = text.split(' ').count();
    // Half as long again, in words that can be broken where the text's own can.
    let more = text.chars().count() / 2;
    for index in 0..more {
        out.push(if words > 1 && index % 8 == 0 && index + 1 < more { ' ' } else { '~' });
    }
    out.push(']');
    out
}

const fn accented(letter: char) -> char {
    match letter {
        'a' => 'á',
        'c' => 'ç',
        'e' => 'é',
        'i' => 'í',
        'n' => 'ñ',
        'o' => 'ö',
        's' => 'š',
        'u' => 'û',
        'y' => 'ý',
        'A' => 'Å',
        'C' => 'Ç',
        'E' => 'É',
        'R' => 'Ŕ',
        'S' => 'Š',
        'T' => 'Ţ',
        'Y' => 'Ý',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_longer_and_keeps_what_is_filled_in() {
        let text = stretched("{n} of {m} selected");
        assert!(text.starts_with("[{n} öf {m} šéléçtéd"), "{text}");
        assert!(text.chars().count() > 26 && text.ends_with("~]"), "{text}");
    }
}
