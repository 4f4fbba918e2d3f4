//! Reading the messages of one language.

use crate::language::Language;
use crate::template::placeholders;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

/// The name of the placeholder that decides about the form of a message with several.
pub(crate) const COUNT: &str = "count";

/// Something that is wrong in a file of messages.
#[derive(Debug)]
pub struct Mistake(pub(crate) String);

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Mistake {}

/// What a message is in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// One text.
    One(String),
    /// A text for each plural category, in CLDR's order.
    Plural(Vec<(String, String)>),
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The file that it stands in, without the ending.
    pub area: String,
    /// Its name there.
    pub key: String,
    /// Its words.
    pub form: Form,
}

impl Message {
    /// `area.key`.
    pub fn name(&self) -> String {
        [&self.area, ".", &self.key].concat()
    }

    /// All its texts.
    pub(crate) fn texts(&self) -> Vec<&str> {
        match &self.form {
            Form::One(text) => vec![text],
            Form::Plural(forms) => forms.iter().map(|(_, text)| text.as_str()).collect(),
        }
    }

    /// Its placeholders: the count first, the others as they first stand in its last text, which is that of most counts.
    pub(crate) fn placeholders(&self) -> Vec<String> {
        let last = self.texts().last().map(|text| placeholders(text).unwrap_or_default()).unwrap_or_default();
        let counts = matches!(self.form, Form::Plural(_)).then(|| COUNT.to_owned());
        counts.iter().cloned().chain(last.into_iter().filter(|name| Some(name) != counts.as_ref())).collect()
    }
}

/// The messages of one language.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Which.
    pub language: Language,
    /// By area and key.
    pub messages: BTreeMap<(String, String), Message>,
}

impl Catalogue {
    /// Reads the folder of a language below `locales`. One without a folder has no message.
    ///
    /// # Errors
    /// A file that can't be read, is no JSON, or holds what is no message.
    pub fn read(locales: &Path, language: Language) -> Result<Self, Mistake> {
        let mut messages = BTreeMap::new();
        let folder = locales.join(language.tag);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self { language, messages }),
            Err(error) => return Err(Mistake(format!("{} can't be read: {error}", folder.display()))),
        };
        for entry in entries {
            let path = entry.map_err(|error| Mistake(format!("{}: {error}", folder.display())))?.path();
            let Some(area) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".json")) else { continue };
            read_file(&path, area, language, &mut messages)?;
        }
        Ok(Self { language, messages })
    }

    /// Reads all that is said of one area from a file of its own.
    ///
    /// # Errors
    /// The file can't be read, is no JSON, or holds what is no message.
    pub(crate) fn read_file(path: &Path, area: &str, language: Language) -> Result<Self, Mistake> {
        let mut messages = BTreeMap::new();
        read_file(path, area, language, &mut messages)?;
        Ok(Self { language, messages })
    }
}

fn read_file(
    path: &Path,
    area: &str,
    language: Language,
    messages: &mut BTreeMap<(String, String), Message>,
) -> Result<(), Mistake> {
    let text = fs::read_to_string(path).map_err(|error| Mistake(format!("{}: {error}", path.display())))?;
    let here = |what: &str| Mistake(format!("{}: {what}", path.display()));
    let value: BTreeMap<String, Value> = serde_json::from_str(&text).map_err(|error| here(&error.to_string()))?;
    for (key, value) in value {
        let message = message(area, &key, value, language).map_err(|what| here(&format!("“{key}”: {what}")))?;
        messages.insert((area.to_owned(), key), message);
    }
    Ok(())
}

fn message(area: &str, key: &str, value: Value, language: Language) -> Result<Message, String> {
    let is_name =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !is_name(key) || !is_name(area) || key.is_empty() {
        return Err("a name has small letters, digits and _ only".to_owned());
    }
    let form = match value {
        Value::String(text) => Form::One(text),
        Value::Object(mut forms) => {
            let mut plural = Vec::new();
            for category in language.plurals {
                let form = forms.remove(*category).and_then(|form| form.as_str().map(str::to_owned));
                plural.push(((*category).to_owned(), form.ok_or(format!("it has no form “{category}”"))?));
            }
            if let Some((unknown, _)) = forms.iter().next() {
                return Err(format!("{} has no plural form “{unknown}”", language.tag));
            }
            Form::Plural(plural)
        }
        _ => return Err("it is neither a text nor the forms of a plural".to_owned()),
    };
    let message = Message { area: area.to_owned(), key: key.to_owned(), form };
    for text in message.texts() {
        placeholders(text)?;
        if text.is_empty() || text.trim() != text || text.contains(['\u{1}', '\u{2}', '<', '>']) {
            return Err("it is empty, begins or ends with a space, or holds a mark".to_owned());
        }
    }
    Ok(message)
}
