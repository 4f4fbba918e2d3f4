//! What is looked at again and again: headings, problems, fields, and the basics of accessibility.

use super::find::{all, document, focused, page_text, tab_order, text};
use super::until;
use std::collections::HashSet;
use tapo_care_web::say;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// The view with this heading is shown, and the window's title says so.
pub(crate) async fn view(heading: &str) -> HtmlElement {
    let is_first = |found: &HtmlElement| found.tag_name() == "H1";
    let found =
        until(&format!("the view “{heading}”"), || all("heading", Some(heading)).into_iter().find(is_first)).await;
    let title = if heading == "Tapo Care" { heading.to_owned() } else { format!("{heading} – Tapo Care") };
    until(&format!("the title “{title}”"), || document().title().ends_with(&title).then_some(())).await;
    accessible();
    found
}

/// There is a problem that says all of `words`. It has the focus, and the window's title begins with it.
pub(crate) async fn problem(words: &[&str]) -> HtmlElement {
    let summary = until(&format!("a problem with the words {words:?}"), || {
        let summary = all("alert", None).pop()?;
        words.iter().all(|words| text(&summary).contains(words)).then_some(summary)
    })
    .await;
    assert_eq!(all("alert", Some("There is a problem")).len(), 1, "the summary's name:\n{}", page_text());
    until("the focus on the summary", || (focused() == summary).then_some(())).await;
    until("“Error: ” in the title", || document().title().starts_with("Error: ").then_some(())).await;
    let after = summary.compare_document_position(&heading()) & web_sys::Node::DOCUMENT_POSITION_FOLLOWING;
    assert!(after != 0, "the summary stands above the heading");
    accessible();
    summary
}

/// No problem is shown.
pub(crate) async fn no_problem() {
    until("no problem", || all("alert", None).is_empty().then_some(())).await;
    until("a title without “Error: ”", || (!document().title().starts_with("Error: ")).then_some(())).await;
}

/// The field says that it is wrong, and why.
pub(crate) fn field_is_wrong(field: &HtmlInputElement, why: &str) {
    assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"), "aria-invalid");
    let texts = descriptions(field);
    assert!(texts.iter().any(|text| text == why), "“{why}” should be at the field: {texts:?}");
}

/// The field says nothing of a mistake.
pub(crate) fn field_is_fine(field: &HtmlInputElement) {
    assert_eq!(field.get_attribute("aria-invalid"), None, "aria-invalid");
    assert!(!field.get_attribute("aria-describedby").unwrap_or_default().contains("error"));
}

/// What describes an element, in its order.
pub(crate) fn descriptions(element: &HtmlElement) -> Vec<String> {
    let ids = element.get_attribute("aria-describedby").unwrap_or_default();
    let described = |id: &str| {
        let element = document().get_element_by_id(id);
        text(&element.unwrap_or_else(|| panic!("aria-describedby names {id}, which is not there")))
    };
    ids.split_whitespace().map(described).collect()
}

/// A button is busy: still there by its name, still focusable, and it says that it does nothing now.
pub(crate) fn is_busy(button: &HtmlElement) {
    assert_eq!(button.get_attribute("aria-disabled").as_deref(), Some("true"), "aria-disabled");
    assert!(!button.has_attribute("disabled"), "it has to keep the focus");
}

/// What has the focus is what stands there.
pub(crate) async fn has_focus(element: &HtmlElement) {
    until(&format!("the focus on “{}”", text(element)), || (focused() == *element).then_some(())).await;
}

/// The one `h1`.
pub(crate) fn heading() -> Element {
    let list = document().query_selector_all("h1").expect("a selector");
    assert_eq!(list.length(), 1, "one h1:\n{}", page_text());
    list.item(0).expect("it is there").unchecked_into()
}

/// What holds for every view at every time: looked at when a view comes, when a problem is shown, and at the end of each test.
pub(super) fn accessible() {
    ids();
    controls();
    references();
    levels();
    let first = tab_order().first().map(|element| text(element));
    assert_eq!(first, Some(say::ui::SKIP.said()), "the first thing that Tab reaches");
}

fn selected(selector: &str) -> Vec<HtmlElement> {
    let list = document().query_selector_all(selector).expect("a selector");
    (0..list.length()).filter_map(|index| list.item(index)?.dyn_into::<HtmlElement>().ok()).collect()
}

fn ids() {
    let mut seen = HashSet::new();
    for element in selected("[id]") {
        assert!(seen.insert(element.id()), "the id “{}” is there twice", element.id());
    }
}

/// Everything that can be used has a name; nothing jumps the queue.
fn controls() {
    for element in selected("input:not([hidden]), select, textarea") {
        let label = document().query_selector(&format!("label[for='{}']", element.id())).expect("a selector");
        assert!(label.is_some_and(|label| !text(&label).is_empty()), "no label: {}", element.outer_html());
    }
    for element in selected("a[href], button") {
        let name = element.get_attribute("aria-label").unwrap_or_else(|| text(&element));
        assert!(!name.is_empty(), "no name: {}", element.outer_html());
    }
    for element in selected("[tabindex]") {
        assert!(element.tab_index() <= 0, "jumps the queue: {}", element.outer_html());
    }
}

fn references() {
    for attribute in ["aria-labelledby", "aria-describedby", "aria-controls", "for"] {
        for element in selected(&format!("[{attribute}]")) {
            for id in element.get_attribute(attribute).unwrap_or_default().split_whitespace() {
                assert!(document().get_element_by_id(id).is_some(), "{attribute} names {id}, which is not there");
            }
        }
    }
}

/// One `h1`, and no level of heading is left out below it.
fn levels() {
    let waiting = page_text().contains("Loading");
    let headings = selected("main h1, main h2, main h3");
    assert!(waiting || selected("h1").len() == 1, "one h1:\n{}", page_text());
    assert!(waiting || headings.iter().all(|heading| heading.tag_name() != "H3"), "h3 without need");
}
