//! Finding things as people do: by role and accessible name. The looking is done by the journeys' `find.js`, which is held
//! against the names that the browser itself computes.

use super::until;
use js_sys::{Array, Function};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, HtmlInputElement};

const FIND: &str = include_str!("../../e2e/find.js");

thread_local! {
    static LOOKUP: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// The document.
pub(crate) fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect("a document")
}

/// Everything with a role and a name that can be perceived now. `None` is any name.
pub(crate) fn all(role: &str, name: Option<&str>) -> Vec<HtmlElement> {
    within(&[(role, name)])
}

/// The same inside something else: from the outermost to what is looked for.
pub(crate) fn within(steps: &[(&str, Option<&str>)]) -> Vec<HtmlElement> {
    let lookup = LOOKUP.with_borrow_mut(|lookup| lookup.get_or_insert_with(|| Function::new_no_args(FIND)).clone());
    let steps: Array = steps
        .iter()
        .map(|(role, name)| {
            let name = name.map_or(JsValue::NULL, JsValue::from_str);
            JsValue::from(Array::of2(&JsValue::from_str(role), &name))
        })
        .collect();
    let found: Array = lookup.call1(&JsValue::UNDEFINED, &steps).expect("find.js runs").unchecked_into();
    found.iter().map(JsCast::unchecked_into).collect()
}

/// The one thing with a role and a name, if it is there.
pub(crate) fn maybe(role: &str, name: &str) -> Option<HtmlElement> {
    let mut found = all(role, Some(name));
    assert!(found.len() < 2, "{} things are {role} “{name}”:\n{}", found.len(), page_text());
    found.pop()
}

/// Whether it is there.
pub(crate) fn is_there(role: &str, name: &str) -> bool {
    maybe(role, name).is_some()
}

/// The one thing with a role and a name, as soon as it is there.
pub(crate) async fn one(role: &str, name: &str) -> HtmlElement {
    until(&format!("{role} “{name}”"), || maybe(role, name)).await
}

/// A text field or a checkbox.
pub(crate) async fn field(role: &str, name: &str) -> HtmlInputElement {
    one(role, name).await.unchecked_into()
}

/// What stands at a term of a description list, as soon as it is there.
pub(crate) async fn term(name: &str) -> String {
    let value = one("definition", name).await;
    text(&value)
}

/// The exact moment at a term of a description list.
pub(crate) async fn moment(name: &str) -> String {
    let value = one("definition", name).await;
    let time = value.query_selector("time").expect("a selector");
    time.and_then(|time| time.get_attribute("datetime"))
        .unwrap_or_else(|| panic!("“{name}” has no time: {}", text(&value)))
}

/// The text of an element as it can be read, with single spaces between words.
pub(crate) fn text(element: &Element) -> String {
    let element: &HtmlElement = element.unchecked_ref();
    element.inner_text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of the whole app.
pub(crate) fn page_text() -> String {
    document().query_selector(".app").ok().flatten().map_or_else(|| "(no app)".to_owned(), |app| text(&app))
}

/// Waits until the page says something.
pub(crate) async fn says(words: &str) {
    until(&format!("the words “{words}”"), || page_text().contains(words).then_some(())).await;
}

/// The path, query and fragment of the address.
pub(crate) fn address() -> String {
    let location = web_sys::window().expect("a window").location();
    let part = |part: Result<String, JsValue>| part.expect("a readable address");
    [part(location.pathname()), part(location.search()), part(location.hash())].concat()
}

/// Waits for an address.
pub(crate) async fn at(wanted: &str) {
    until(&format!("the address {wanted}"), || (address() == wanted).then_some(())).await;
}

/// How many entries the browser's history has.
pub(crate) fn history_length() -> u32 {
    web_sys::window()
        .and_then(|window| window.history().ok())
        .and_then(|history| history.length().ok())
        .expect("a history")
}

/// What has the focus.
pub(crate) fn focused() -> HtmlElement {
    document().active_element().expect("something has the focus").unchecked_into()
}

/// What can be reached with the Tab key, in its order.
pub(crate) fn tab_order() -> Vec<HtmlElement> {
    let list = document()
        .query_selector_all("a[href], button, input, select, textarea, summary, [tabindex]")
        .expect("a selector");
    (0..list.length())
        .filter_map(|index| list.item(index)?.dyn_into::<HtmlElement>().ok())
        .filter(|element| element.tab_index() >= 0 && !element.has_attribute("disabled") && is_shown(element))
        .collect()
}

/// What Tab reaches, by its names.
pub(crate) fn tab_names() -> Vec<String> {
    let label = |id: String| document().query_selector(&format!("label[for='{id}']")).expect("a selector");
    let name = |element: &HtmlElement| match (element.get_attribute("aria-label"), label(element.id())) {
        (Some(name), _) => name,
        (None, Some(label)) => text(&label),
        (None, None) => text(element),
    };
    tab_order().iter().map(name).collect()
}

/// Whether an element takes part in the page: a closed dialog's don't.
fn is_shown(element: &HtmlElement) -> bool {
    element.get_client_rects().length() > 0
}
