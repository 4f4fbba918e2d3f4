//! A text that is to be shown: what makes its words, not the words themselves.

use super::language::{spoken, words};
use crate::browser;
use leptos::tachys::reactive_graph::ReactiveFunction;
use std::sync::{Arc, Mutex};
use tapo_care_wire::Timestamp;

/// A text. It is cheap to clone and compare, can be kept in signals, stands in a view or an attribute as it is, and changes there
/// when the visitor chooses another language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Message(u16),
    Filled(u16, Arc<[Text]>),
    /// The same in every language: a name, a code.
    Fixed(Arc<str>),
    Number(u32),
    Moment(Arc<Timestamp>, Style),
    Region(Arc<str>),
    List(Arc<[Text]>, Link),
    Joined(Arc<[Text]>),
}

/// How much of a moment is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Date,
    DateAndTime,
    LastDayBefore,
    /// A month or a year, for the marks of a drawing.
    ShortMonth,
    Year,
}

/// How the members of a list belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    And,
    Or,
    /// One after another, as of facts.
    None,
}

impl Text {
    /// A message. For the code that is written by the build script.
    pub(super) const fn message(index: u16) -> Self {
        Self(Kind::Message(index))
    }

    /// A message that is filled in. For the code that is written by the build script. The first of `arguments` decides about the
    /// plural, if the message has one.
    pub(super) fn filled(index: u16, arguments: Vec<Self>) -> Self {
        Self(Kind::Filled(index, arguments.into()))
    }

    /// What is the same in every language: a name, a code, an address. Never words.
    pub fn fixed(text: &str) -> Self {
        Self(Kind::Fixed(text.into()))
    }

    /// "24 November 2027", in the visitor's time zone.
    pub fn date(moment: &Timestamp) -> Self {
        Self(Kind::Moment(Arc::new(moment.clone()), Style::Date))
    }

    /// "1 March 2099 at 01:00", in the visitor's time zone.
    pub fn date_and_time(moment: &Timestamp) -> Self {
        Self(Kind::Moment(Arc::new(moment.clone()), Style::DateAndTime))
    }

    /// The day on which a period that ends just before `moment` ends: 31 January for midnight between January and February.
    pub fn last_day_before(moment: &Timestamp) -> Self {
        Self(Kind::Moment(Arc::new(moment.clone()), Style::LastDayBefore))
    }

    /// "Nov": the mark of a month on a drawing.
    pub fn short_month(moment: &Timestamp) -> Self {
        Self(Kind::Moment(Arc::new(moment.clone()), Style::ShortMonth))
    }

    /// "2027": the mark of a year on a drawing.
    pub fn year(moment: &Timestamp) -> Self {
        Self(Kind::Moment(Arc::new(moment.clone()), Style::Year))
    }

    /// "Germany" for `DE`.
    pub fn region(code: &str) -> Self {
        Self(Kind::Region(code.into()))
    }

    /// "a, b and c".
    pub fn all_of(texts: Vec<Self>) -> Self {
        Self(Kind::List(texts.into(), Link::And))
    }

    /// "a, b, c".
    pub fn list(texts: Vec<Self>) -> Self {
        Self(Kind::List(texts.into(), Link::None))
    }

    /// "a, b or c".
    pub fn one_of(texts: Vec<Self>) -> Self {
        Self(Kind::List(texts.into(), Link::Or))
    }

    /// Sentences one after another. For whole sentences only: parts of one stand in another order elsewhere, and belong into one
    /// message.
    pub fn sentences(texts: Vec<Self>) -> Self {
        Self(Kind::Joined(texts.into()))
    }

    /// The words, in the language that the page speaks; tracked, where something tracks.
    pub fn said(&self) -> String {
        let language = spoken().tag;
        match &self.0 {
            Kind::Message(index) => words(*index).to_owned(),
            Kind::Filled(index, arguments) => {
                let said: Vec<String> = arguments.iter().map(Self::said_apart).collect();
                let count = match arguments.first() {
                    Some(Self(Kind::Number(count))) => *count,
                    _ => 0,
                };
                fill(form_for(words(*index), count, browser::plural_category), &said)
            }
            Kind::Fixed(text) => text.to_string(),
            Kind::Number(number) => browser::number(*number, language),
            Kind::Moment(moment, Style::Date) => browser::long_date(moment, language),
            Kind::Moment(moment, Style::DateAndTime) => browser::long_date_and_time(moment, language),
            Kind::Moment(moment, Style::LastDayBefore) => browser::last_day_before(moment, language),
            Kind::Moment(moment, Style::ShortMonth) => browser::short_month(moment, language),
            Kind::Moment(moment, Style::Year) => browser::year(moment, language),
            Kind::Region(code) => browser::region_name(code, language),
            Kind::List(texts, link) => {
                let said: Vec<String> = texts.iter().map(Self::said_apart).collect();
                let kind = match link {
                    Link::And => "conjunction",
                    Link::Or => "disjunction",
                    Link::None => "unit",
                };
                browser::list(&said, kind, language)
            }
            Kind::Joined(texts) => {
                let said: Vec<String> = texts.iter().map(Self::said).collect();
                // Between sentences Chinese and Japanese have no space.
                said.join(if matches!(language, "ja" | "zh-Hans") { "" } else { " " })
            }
        }
    }

    /// The words within others. A name, a code or an address that is not written in the direction of the language is kept apart, or
    /// else what stands beside it is taken along: the dots of "…TRNM" to the other end, the comma between two names to the wrong one.
    fn said_apart(&self) -> String {
        let said = self.said();
        match self.0 {
            Kind::Fixed(_) => apart(said, spoken().is_rtl),
            Kind::Number(_) | Kind::Moment(..) => said,
            // The number behind "Basic," would be taken along by a name that is written from the left.
            _ if spoken().is_rtl && said.contains(|c: char| c.is_ascii_alphabetic()) => {
                ["\u{2067}", &said, "\u{2069}"].concat()
            }
            _ => said,
        }
    }
}

impl From<u32> for Text {
    fn from(number: u32) -> Self {
        Self(Kind::Number(number))
    }
}

impl From<String> for Text {
    /// A text of somebody else's: a name, an address.
    fn from(text: String) -> Self {
        Self(Kind::Fixed(text.into()))
    }
}

/// Makes a text a view, and the value of an attribute: to Leptos it is a function of what it reads, which is the language.
impl ReactiveFunction for Text {
    type Output = String;

    fn invoke(&mut self) -> String {
        self.said()
    }

    fn into_shared(self) -> Arc<Mutex<dyn FnMut() -> String + Send>> {
        Arc::new(Mutex::new(move || self.said()))
    }
}

/// The form of a message for a count. What is no plural has one form.
fn form_for(message: &'static str, count: u32, category: fn(u32, &str) -> String) -> &'static str {
    let Some(forms) = message.strip_prefix('\u{1}') else { return message };
    let wanted = category(count, spoken().tag);
    let forms = forms.split('\u{1}').filter_map(|form| form.split_once('\u{2}'));
    let (mut found, mut last) = (None, "");
    for (category, form) in forms {
        last = form;
        if category == wanted {
            found = Some(form);
        }
    }
    // "other" comes last, and is what is left.
    found.unwrap_or(last)
}

/// Keeps a text apart, whichever direction it is of (Unicode's FSI and PDI), unless all of it is written as the language is.
fn apart(text: String, is_rtl: bool) -> String {
    // Hebrew, Arabic and their kin, and the forms of their letters.
    let is_of_rtl = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    if is_rtl || text.contains(is_of_rtl) { ["\u{2068}", &text, "\u{2069}"].concat() } else { text }
}

/// Puts the arguments in the places `{0}`, `{1}` of a message.
fn fill(message: &str, arguments: &[String]) -> String {
    let mut out = String::with_capacity(message.len() + 16);
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((place, behind)) = after.split_once('}') else { break };
        let argument = place.parse::<usize>().ok().and_then(|place| arguments.get(place));
        out.push_str(argument.map(String::as_str).unwrap_or_default());
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_stand_where_the_language_wants_them() {
        let arguments = ["2".to_owned(), "5".to_owned()];
        assert_eq!(fill("{0} of {1} chosen", &arguments), "2 of 5 chosen");
        assert_eq!(fill("{1}: {0}", &arguments), "5: 2");
        assert_eq!(fill("{7}!", &arguments), "!");
    }

    #[test]
    fn what_is_filled_in_is_no_message_itself() {
        assert_eq!(fill("{0} and {1}", &["{1}".to_owned(), "x".to_owned()]), "{1} and x");
    }

    #[test]
    fn what_is_written_the_other_way_is_kept_apart() {
        assert_eq!(apart("…TRNM".to_owned(), false), "…TRNM");
        assert_eq!(apart("…TRNM".to_owned(), true), "\u{2068}…TRNM\u{2069}");
        assert_eq!(apart("باب".to_owned(), false), "\u{2068}باب\u{2069}");
    }

    #[test]
    fn the_count_decides_about_the_form() {
        let message = "\u{1}one\u{2}{0} camera\u{1}other\u{2}{0} cameras";
        let category = |count: u32, _: &str| if count == 1 { "one".to_owned() } else { "other".to_owned() };
        assert_eq!(form_for(message, 1, category), "{0} camera");
        assert_eq!(form_for(message, 2, category), "{0} cameras");
        assert_eq!(form_for("no plural", 2, category), "no plural");
        assert_eq!(form_for(message, 2, |_, _| "few".to_owned()), "{0} cameras");
    }
}
