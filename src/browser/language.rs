//! Languages: which the visitor reads, which was chosen, which the document is in; and countries in the order of the language.

use super::dates::region_name;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlDocument;

/// The cookie that keeps the chosen language: no secret, and readable by the server, which so sends the first view in it.
const COOKIE: &str = "language";

/// A year, in seconds: as long as browsers keep it, about.
const A_YEAR: &str = "31536000";

/// The languages that the visitor's browser asks for, the best first (BCP 47).
pub fn languages() -> Vec<String> {
    let languages = super::window().map(|window| window.navigator().languages());
    languages.iter().flat_map(js_sys::Array::iter).filter_map(|language| language.as_string()).collect()
}

/// The language that was chosen in this browser.
pub fn chosen_language() -> Option<String> {
    let cookies = html_document()?.cookie().ok()?;
    let mut pairs = cookies.split("; ").filter_map(|cookie| cookie.split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, tag)| tag.to_owned())
}

/// Keeps the choice of a language in this browser.
pub fn keep_language(tag: &str) {
    if let Some(document) = html_document() {
        // It fails where cookies are forbidden: then the choice holds until the page is left.
        let _ =
            document.set_cookie(&[COOKIE, "=", tag, "; path=/tapo_web; max-age=", A_YEAR, "; samesite=lax"].concat());
    }
}

/// Says which language the document is in, and which way it is written.
pub fn set_document_language(tag: &str, is_rtl: bool) {
    let root = super::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    if let Some(root) = root {
        // Both are attributes that every element takes.
        let _ = root.set_attribute("lang", tag);
        let _ = root.set_attribute("dir", if is_rtl { "rtl" } else { "ltr" });
    }
}

fn html_document() -> Option<HtmlDocument> {
    super::window()?.document()?.dyn_into().ok()
}

/// Countries with their names, in the order in which the language sorts these. None where no browser knows them.
pub fn named_regions(codes: impl Iterator<Item = &'static str>, language: &str) -> Vec<(String, String)> {
    if !super::is_here() {
        return Vec::new();
    }
    let mut named: Vec<(String, js_sys::JsString)> =
        codes.map(|code| (code.to_owned(), region_name(code, language).into())).collect();
    let order = js_sys::Array::of1(&JsValue::from_str(language));
    named.sort_by(|(_, a), (_, b)| a.locale_compare(&String::from(b), &order, &js_sys::Object::new()).cmp(&0));
    named.into_iter().map(|(code, name)| (code, name.into())).collect()
}
