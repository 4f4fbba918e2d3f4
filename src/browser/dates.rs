//! Dates, numbers, plurals, lists and countries as a language has them, by the browser's own `Intl`: the page carries none of it.
//!
//! `language` is the one that the page speaks (BCP 47). Where the browser has a region for it (British English, Swiss German),
//! that decides how dates look. Without a browser, as where views are prepared and in tests of the rules, all is plain.

use js_sys::{Array, Date, Function, Object, Reflect};
use std::cell::RefCell;
use tapo_care_wire::Timestamp;
use wasm_bindgen::{JsCast, JsValue};

/// Milliseconds in a second, as `Date` counts.
const SECOND: f64 = 1000.0;

/// How dates are said, as options of `Intl.DateTimeFormat`: names and values by turns.
const LONG: &[&str] = &["dateStyle", "long"];
const LONG_WITH_TIME: &[&str] = &["dateStyle", "long", "timeStyle", "short"];
const SHORT_MONTH: &[&str] = &["month", "short", "timeZone", "UTC"];
const YEAR: &[&str] = &["year", "numeric", "timeZone", "UTC"];

/// What the views behind the log-in say, in the order in which a visitor meets it.
const NEEDED: [(&str, &[&str]); 7] = [
    ("PluralRules", &[]),
    ("NumberFormat", &[]),
    ("DateTimeFormat", LONG),
    ("DateTimeFormat", SHORT_MONTH),
    ("DateTimeFormat", YEAR),
    ("ListFormat", &["type", "conjunction"]),
    ("DateTimeFormat", LONG_WITH_TIME),
];

/// Makes what is going to be needed to say dates, numbers and lists, each when the browser has nothing else to do. Making them takes
/// a slow device tens of milliseconds each, for which whoever has just logged in would wait.
pub async fn get_ready(language: &str) {
    for (name, options) in NEEDED {
        super::idle().await;
        let _made = intl(name, language, options);
    }
}

/// "24 November 2027", in the visitor's time zone.
pub fn long_date(moment: &Timestamp, language: &str) -> String {
    say_moment(moment, 0.0, LONG, language)
}

/// "1 March 2099 at 01:00", in the visitor's time zone.
pub fn long_date_and_time(moment: &Timestamp, language: &str) -> String {
    say_moment(moment, 0.0, LONG_WITH_TIME, language)
}

/// "Nov", for the mark of a month on a drawing: of the moment in UTC, as such marks are.
pub fn short_month(moment: &Timestamp, language: &str) -> String {
    say_moment(moment, 0.0, SHORT_MONTH, language)
}

/// "2027", for the mark of a year, likewise.
pub fn year(moment: &Timestamp, language: &str) -> String {
    say_moment(moment, 0.0, YEAR, language)
}

/// The day of a moment in the visitor's time zone, for files: `20271124`.
pub fn day(moment: &Timestamp) -> String {
    if !super::is_here() {
        return moment.as_str().chars().filter(char::is_ascii_digit).take(8).collect();
    }
    let date = Date::new(&moment.as_str().into());
    let (month, day) = (date.get_month() + 1, date.get_date());
    (date.get_full_year() * 10_000 + month * 100 + day).to_string()
}

/// A moment as browsers count: milliseconds since 1970. Not a number when it can't be read.
pub fn milliseconds(moment: &Timestamp) -> f64 {
    if super::is_here() { Date::parse(moment.as_str()) } else { f64::NAN }
}

/// This moment by the browser's clock: for what is drawn and noted down, never for what a code is worth.
pub fn now() -> Timestamp {
    Timestamp::new(if super::is_here() { String::from(Date::new_0().to_iso_string()) } else { String::new() })
}

/// The day on which a period that ends just before `moment` ends: 31 January for midnight between January and February.
pub fn last_day_before(moment: &Timestamp, language: &str) -> String {
    say_moment(moment, SECOND, LONG, language)
}

/// "1,000".
pub fn number(number: u32, language: &str) -> String {
    let said = intl("NumberFormat", language, &[]).and_then(|format| call(&format, "format", &number.into()));
    said.unwrap_or_else(|| number.to_string())
}

/// The plural category (CLDR) of a count: "one", "few", "other" …
pub fn plural_category(count: u32, language: &str) -> String {
    let found = intl("PluralRules", language, &[]).and_then(|rules| call(&rules, "select", &count.into()));
    found.unwrap_or_else(|| if count == 1 { "one" } else { "other" }.to_owned())
}

/// "a, b and c", "a, b or c", or "a, b, c": a `conjunction`, a `disjunction` or a list of `unit`s.
pub fn list(members: &[String], kind: &str, language: &str) -> String {
    let said = intl("ListFormat", language, &["type", kind]).and_then(|format| {
        let array: Array = members.iter().map(JsValue::from).collect();
        call(&format, "format", &array)
    });
    said.unwrap_or_else(|| members.join(", "))
}

/// "Germany" for `DE`; the code itself where the browser has no name for it.
pub fn region_name(code: &str, language: &str) -> String {
    let said = intl("DisplayNames", language, &["type", "region"]).and_then(|names| call(&names, "of", &code.into()));
    said.unwrap_or_else(|| code.to_owned())
}

fn say_moment(moment: &Timestamp, earlier: f64, options: &[&str], language: &str) -> String {
    if !super::is_here() {
        return moment.as_str().to_owned();
    }
    let date = Date::new(&JsValue::from_str(moment.as_str()));
    date.set_time(date.get_time() - earlier);
    let said = intl("DateTimeFormat", language, options).and_then(|format| call(&format, "format", &date));
    said.unwrap_or_else(|| moment.as_str().to_owned())
}

thread_local! {
    // One of each kind and language, by these: building one takes about a hundred times as long as what it is built for.
    static MADE: RefCell<Vec<(String, JsValue)>> = const { RefCell::new(Vec::new()) };
}

/// What `new Intl[name](locales, options)` makes, once; `options` are names and values by turns.
fn intl(name: &str, language: &str, options: &[&str]) -> Option<JsValue> {
    if !super::is_here() {
        return None;
    }
    let key = [&[name, language], options].concat().join(" ");
    let made = MADE.with_borrow(|made| made.iter().find(|(of, _)| *of == key).map(|(_, made)| made.clone()));
    made.or_else(|| {
        let new = construct(name, language, options)?;
        MADE.with_borrow_mut(|made| made.push((key, new.clone())));
        Some(new)
    })
}

fn construct(name: &str, language: &str, options: &[&str]) -> Option<JsValue> {
    let constructors = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let constructor: Function = Reflect::get(&constructors, &name.into()).ok()?.dyn_into().ok()?;
    Reflect::construct(&constructor, &Array::of2(&locales(language), &object(options))).ok()
}

/// `format[method](argument)`, which gives a text.
fn call(format: &JsValue, method: &str, argument: &JsValue) -> Option<String> {
    let function: Function = Reflect::get(format, &method.into()).ok()?.dyn_into().ok()?;
    function.call1(format, argument).ok()?.as_string()
}

/// A plain object of names and values by turns.
fn object(members: &[&str]) -> Object {
    let object = Object::new();
    for pair in members.chunks_exact(2) {
        // Setting a member of a plain object can't fail.
        let _ = Reflect::set(&object, &pair[0].into(), &pair[1].into());
    }
    object
}

/// The regions of the language that the visitor's browser asks for, then the language itself. English is British where the
/// browser asks for none.
fn locales(language: &str) -> Array {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    let array = Array::new();
    for wanted in super::languages() {
        if primary(&wanted) == primary(language) {
            array.push(&wanted.into());
        }
    }
    array.push(&(if language == "en" { "en-GB" } else { language }).into());
    array
}
