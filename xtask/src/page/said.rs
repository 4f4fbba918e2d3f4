//! The words of `index.html` come from the catalogue, as all words do: an element with `data-say="area.key"` holds the message
//! of that name.

use tapo_care_messages::{Catalogue, Form};

/// How an element names its message, as Trunk leaves it.
const SAY: &str = " data-say=";

/// The page with the words of a language, and without the names of the messages. `english` has what the language lacks. `None`
/// when a message has no such name, is filled in, or stands where no text is.
pub(crate) fn said(html: &str, words: &Catalogue, english: &Catalogue) -> Option<String> {
    let mut out = String::with_capacity(html.len());
    let mut pieces = html.split(SAY);
    out.push_str(pieces.next()?);
    for piece in pieces {
        let (tag, rest) = piece.split_once('>')?;
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let (_, behind) = rest.split_once('<')?;
        if !attributes.is_empty() {
            out.push(' ');
        }
        let text = text(words, name).or_else(|| text(english, name))?;
        for part in [attributes, ">", &text.replace('&', "&amp;"), "<", behind] {
            out.push_str(part);
        }
    }
    Some(out)
}

/// A message that is one text and is not filled in.
fn text<'a>(words: &'a Catalogue, name: &str) -> Option<&'a str> {
    let (area, key) = name.trim_matches('"').split_once('.')?;
    match &words.messages.get(&(area.to_owned(), key.to_owned()))?.form {
        Form::One(text) if !text.contains('{') => Some(text),
        Form::One(_) | Form::Plural(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths;
    use std::fs;
    use tapo_care_messages::LANGUAGES;

    fn english() -> Catalogue {
        Catalogue::read(&paths::root().join("locales"), LANGUAGES[0]).expect("English can be read")
    }

    #[test]
    fn each_element_gets_the_words_of_its_message() {
        let html = "<p class=a data-say=ui.loading role=status>x</p><h2 data-say=ui.try_again>y<p>z";
        let english = english();
        let said = said(html, &english, &english).expect("both messages are there");
        assert_eq!(said, "<p class=a role=status>Loading</p><h2>Try again<p>z");
        for wrong in ["<p data-say=ui.no_such_message>x</p>", "<p data-say=cameras.selected>x</p>"] {
            assert_eq!(super::said(wrong, &english, &english), None, "{wrong}");
        }
    }

    /// Where the page is not prepared, as in `cargo xtask dev`, the words of the file itself are seen.
    #[test]
    fn the_words_that_stand_in_the_file_are_those_of_the_catalogue() {
        let file = fs::read_to_string(paths::root().join("index.html")).expect("it can be read");
        let named: Vec<(&str, &str)> = file
            .split("data-say=\"")
            .skip(1)
            .filter_map(|piece| {
                let (name, rest) = piece.split_once('"')?;
                Some((name, rest.split_once('>')?.1.split('<').next()?))
            })
            .collect();
        assert!(named.len() > 5, "{named:?}");
        let english = english();
        for (name, words) in named {
            assert_eq!(text(&english, name), Some(words), "{name}");
        }
    }
}
