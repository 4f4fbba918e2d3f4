//! Dates and countries as the visitor's language names them, by the browser's own `Intl`: the page carries no date code.

use js_sys::{Array, Date, Function, Intl::DateTimeFormat, Object, Reflect};
use tapo_care_wire::Timestamp;
use wasm_bindgen::{JsCast, JsValue};

/// Milliseconds in a second, as `Date` counts.
const SECOND: f64 = 1000.0;

/// "24 November 2027", in the visitor's time zone.
pub fn long_date(moment: &Timestamp) -> String {
    format(&date(moment), &["dateStyle", "long"])
}

/// "1 March 2099 at 01:00", in the visitor's time zone.
pub fn long_date_and_time(moment: &Timestamp) -> String {
    format(&date(moment), &["dateStyle", "long", "timeStyle", "short"])
}

/// The day on which a period that ends just before `moment` ends: 31 January for midnight between January and February.
pub fn last_day_before(moment: &Timestamp) -> String {
    let date = date(moment);
    date.set_time(date.get_time() - SECOND);
    format(&date, &["dateStyle", "long"])
}

/// "Germany" for `DE`; the code itself where the browser has no name for it.
pub fn region_name(code: &str) -> String {
    named_by_browser(code).unwrap_or_else(|| code.to_owned())
}

/// `new Intl.DisplayNames(locales, {type: "region"}).of(code)`, which js-sys has no stable binding for.
fn named_by_browser(code: &str) -> Option<String> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let constructor: Function = Reflect::get(&intl, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
    let arguments = Array::of2(&locales(), &object(&["type", "region"]));
    let names = Reflect::construct(&constructor, &arguments).ok()?;
    let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
    of.call1(&names, &code.into()).ok()?.as_string()
}

fn date(moment: &Timestamp) -> Date {
    Date::new(&JsValue::from_str(moment.as_str()))
}

fn format(date: &Date, options: &[&str]) -> String {
    let format = DateTimeFormat::new(&locales(), &object(options));
    let function: Function = format.format();
    function.call1(&JsValue::UNDEFINED, date).ok().and_then(|text| text.as_string()).unwrap_or_default()
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

/// The page speaks English; which English decides how dates look: British dates for a British browser.
fn locales() -> Array {
    let english = Array::new();
    if let Some(window) = super::window() {
        for language in window.navigator().languages() {
            if language.as_string().is_some_and(|language| language == "en" || language.starts_with("en-")) {
                english.push(&language);
            }
        }
    }
    if english.length() == 0 {
        english.push(&"en-GB".into());
    }
    english
}
