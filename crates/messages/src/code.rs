//! The messages as code: a constant for each that is a text, a function for each that is filled in. A message that is not
//! there, or is filled in with too much or too little, does not compile.

use crate::file::{files, flat};
use crate::language::LANGUAGES;
use crate::read::{Catalogue, Form, Message, Mistake};
use std::fmt::Write as _;
use std::path::Path;

/// The Rust source of all messages, for the page's module `say`.
///
/// # Errors
/// What [`files`] fails for.
pub fn code(locales: &Path) -> Result<String, Mistake> {
    let english = Catalogue::read(locales, LANGUAGES[0])?;
    let files = files(locales)?;
    let mut out =
        String::from("/// All languages of the page, English first.\npub static LANGUAGES: &[Language] = &[\n");
    for language in LANGUAGES {
        let file = files.iter().find(|file| file.language == *language).map_or("", |file| &file.name);
        let _ = writeln!(
            out,
            "    Language {{ tag: {:?}, name: {:?}, is_rtl: {}, is_offered: {}, file: {file:?} }},",
            language.tag, language.name, language.is_rtl, language.is_offered
        );
    }
    out.push_str("];\n\n/// English, in the order of the messages.\npub(super) static ENGLISH: &[&str] = &[\n");
    for message in english.messages.values() {
        let _ = writeln!(out, "    {:?},", flat(message, &message.placeholders()));
    }
    out.push_str("];\n");
    let mut area = "";
    for (index, message) in english.messages.values().enumerate() {
        if message.area != area {
            if !area.is_empty() {
                out.push_str("}\n");
            }
            area = &message.area;
            let _ = writeln!(
                out,
                "\n/// The messages of `{area}.json`.\npub mod {area} {{\n    use super::super::text::Text;"
            );
        }
        out.push_str(&item(index, message));
    }
    if !area.is_empty() {
        out.push_str("}\n");
    }
    Ok(out)
}

fn item(index: usize, message: &Message) -> String {
    let names = message.placeholders();
    let words = message.texts().last().copied().unwrap_or_default().replace('\n', " ");
    let key = if names.is_empty() { message.key.to_uppercase() } else { message.key.clone() };
    let doc = format!("    /// “{words}”");
    if names.is_empty() {
        return format!("{doc}\n    pub const {key}: Text = Text::message({index});\n");
    }
    let is_plural = matches!(message.form, Form::Plural(_));
    let typed = |(place, name): (usize, &String)| {
        let kind = if is_plural && place == 0 { "u32" } else { "impl Into<Text>" };
        format!("{name}: {kind}")
    };
    let parameters: Vec<String> = names.iter().enumerate().map(typed).collect();
    let arguments: Vec<String> = names.iter().map(|name| format!("{name}.into()")).collect();
    format!(
        "{doc}\n    pub fn {key}({}) -> Text {{\n        Text::filled({index}, vec![{}])\n    }}\n",
        parameters.join(", "),
        arguments.join(", ")
    )
}
