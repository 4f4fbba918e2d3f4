//! What the browser knows of languages and countries.

use super::dates::region_name;

/// The language that the visitor's browser asks for first (BCP 47).
pub fn language() -> String {
    super::window().and_then(|window| window.navigator().language()).unwrap_or_else(|| "en".to_owned())
}

/// Countries with their names, in the order in which the visitor's language sorts these. None where no browser
/// knows them.
pub fn named_regions(codes: impl Iterator<Item = &'static str>) -> Vec<(String, String)> {
    if !super::is_here() {
        return Vec::new();
    }
    let mut named: Vec<(String, js_sys::JsString)> =
        codes.map(|code| (code.to_owned(), region_name(code).into())).collect();
    named.sort_by(|(_, a), (_, b)| {
        a.locale_compare(&String::from(b), &js_sys::Array::new(), &js_sys::Object::new()).cmp(&0)
    });
    named.into_iter().map(|(code, name)| (code, name.into())).collect()
}
