//! Texts as code in every language at once: for the server, which says something now in one language and now in another.

use crate::check::lacks;
use crate::language::{LANGUAGES, Language};
use crate::read::{Catalogue, Form, Message, Mistake};
use std::fmt::Write as _;
use std::path::Path;

/// The Rust source of the texts in a folder, which has a file for each language that is offered, such as `pt-BR.json`: their tags
/// as `TAGS`, English first, and for each text a constant that holds it in each of them, in that order.
///
/// # Errors
/// A file can't be read, or a language lacks something beside English, or a text has plural forms: this code does not know which
/// of them a count wants.
pub fn table(folder: &Path) -> Result<String, Mistake> {
    let area = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let read =
        |language: &Language| Catalogue::read_file(&folder.join(language.tag).with_extension("json"), area, *language);
    let offered = LANGUAGES.iter().filter(|language| language.is_offered);
    written(&offered.map(read).collect::<Result<Vec<_>, _>>()?)
}

fn written(catalogues: &[Catalogue]) -> Result<String, Mistake> {
    let Some(english) = catalogues.first() else { return Err(Mistake("there is no language".to_owned())) };
    for other in catalogues.iter().skip(1) {
        if let Some(lack) = lacks(english, other).first() {
            return Err(Mistake(format!("{}: {lack:?}", other.language.tag)));
        }
    }
    let tags: Vec<&str> = catalogues.iter().map(|catalogue| catalogue.language.tag).collect();
    let mut out = format!("pub(super) const TAGS: [&str; {}] = {tags:?};\n", tags.len());
    for (name, message) in &english.messages {
        let texts: Vec<&str> = catalogues.iter().filter_map(|catalogue| text(catalogue.messages.get(name)?)).collect();
        if texts.len() < tags.len() {
            return Err(Mistake(format!("{} has plural forms", message.name())));
        }
        let _ = writeln!(out, "pub(super) static {}: [&str; {}] = {texts:?};", message.key.to_uppercase(), texts.len());
    }
    Ok(out)
}

fn text(message: &Message) -> Option<&str> {
    match &message.form {
        Form::One(text) => Some(text),
        Form::Plural(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(language: usize, forms: &[(&str, Form)]) -> Catalogue {
        let message = |(key, form): &(&str, Form)| {
            let name = ("mails".to_owned(), (*key).to_owned());
            (name.clone(), Message { area: name.0, key: name.1, form: form.clone() })
        };
        Catalogue { language: LANGUAGES[language], messages: forms.iter().map(message).collect() }
    }

    fn one(text: &str) -> Form {
        Form::One(text.to_owned())
    }

    #[test]
    fn a_text_stands_in_every_language_in_their_order() {
        let english = catalogue(0, &[("hello", one("Hello\n\n{code}")), ("bye", one("Goodbye"))]);
        let german = catalogue(1, &[("hello", one("Hallo\n\n{code}")), ("bye", one("„Tschüs“"))]);
        let code = written(&[english, german]).expect("it is whole");
        let lines: Vec<&str> = code.lines().collect();
        assert_eq!(
            lines,
            [
                "pub(super) const TAGS: [&str; 2] = [\"en\", \"de\"];",
                "pub(super) static BYE: [&str; 2] = [\"Goodbye\", \"„Tschüs“\"];",
                "pub(super) static HELLO: [&str; 2] = [\"Hello\\n\\n{code}\", \"Hallo\\n\\n{code}\"];",
            ]
        );
    }

    #[test]
    fn what_a_language_lacks_is_no_code() {
        let english = || catalogue(0, &[("hello", one("Hello, {name}"))]);
        for forms in [
            &[][..],
            &[("hello", one("Hallo"))],
            &[("hello", one("Hello, {name}"))],
            &[("hello", one("Hallo, {name}")), ("bye", one("Tschüs"))],
        ] {
            let mistake = written(&[english(), catalogue(1, forms)]).expect_err("it is not whole");
            assert!(mistake.to_string().starts_with("de: "), "{mistake}");
        }
    }

    #[test]
    fn a_text_with_plural_forms_is_no_code() {
        let form = Form::Plural(vec![("one".to_owned(), "1".to_owned()), ("other".to_owned(), "{count}".to_owned())]);
        assert!(written(&[catalogue(0, &[("left", form)])]).is_err());
    }
}
