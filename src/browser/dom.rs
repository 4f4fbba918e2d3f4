//! The document: title, focus, printing, dialogs.

use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, VisibilityState};

/// Sets the window's title.
pub fn set_title(title: &str) {
    if let Some(document) = super::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

thread_local! {
    /// What asked for the focus while it was out of sight, the last one.
    static WANTS_FOCUS: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
}

/// Moves the focus to an element. One that is still out of sight gets it with [`focus_what_wants_it`].
pub fn focus(element: &HtmlElement) {
    if element.is_connected() {
        // It fails on no element that is in the document.
        let _ = element.focus();
    } else {
        WANTS_FOCUS.set(Some(element.clone()));
    }
}

/// Moves the focus to what asked for it out of sight. Call once that is shown.
pub fn focus_what_wants_it() {
    if let Some(element) = WANTS_FOCUS.take().filter(|element| element.is_connected()) {
        focus(&element);
    }
}

/// Takes the focus from what has it in the app's view, while that is shown.
pub fn let_go_of_focus() {
    let Some(document) = super::window().and_then(|window| window.document()) else { return };
    if document.get_element_by_id("boot").is_some() {
        // It is the visitor's, in the view that was prepared.
        return;
    }
    let active = document.active_element().filter(|active| active.closest("#main").is_ok_and(|main| main.is_some()));
    if let Some(active) = active.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // It fails on no element that is in the document.
        let _ = active.blur();
    }
}

/// Moves the focus to the element with this id, and into view.
pub fn focus_by_id(id: &str) {
    let element = super::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        focus(&element);
        element.scroll_into_view();
    }
}

/// Takes an element out of the document, if it is there.
pub fn remove_by_id(id: &str) {
    let document = super::window().and_then(|window| window.document());
    if let Some(element) = document.and_then(|document| document.get_element_by_id(id)) {
        element.remove();
    }
}

/// A place for what nobody is to see yet: outside of the document.
pub fn out_of_sight() -> Option<HtmlElement> {
    super::window()?.document()?.create_element("div").ok()?.dyn_into().ok()
}

/// Shows what was built out of sight, at the end of the document.
pub fn show(place: &HtmlElement) {
    let Some(body) = super::window().and_then(|window| window.document()).and_then(|document| document.body()) else {
        return;
    };
    while let Some(child) = place.first_child() {
        // It fails for what can't stand in a body only.
        let _ = body.append_child(&child);
    }
}

/// Moves the focus to the place on the page that the address names behind its `#`, if there is one.
pub fn focus_fragment() -> bool {
    let Some(window) = super::window() else { return false };
    let Ok(hash) = window.location().hash() else { return false };
    let id = hash.trim_start_matches('#');
    let is_there = !id.is_empty() && window.document().is_some_and(|document| document.get_element_by_id(id).is_some());
    if is_there {
        focus_by_id(id);
    }
    is_there
}

/// Whether the visitor sees the page: its tab is in front.
pub fn is_visible() -> bool {
    let document = super::window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// Opens the browser's print window.
pub fn print() {
    if let Some(window) = super::window() {
        // A browser that can't print throws; the page stays as it is.
        let _ = window.print();
    }
}

/// Whether a dialog is open.
pub fn is_open(dialog: &HtmlDialogElement) -> bool {
    dialog.open()
}

/// Opens a dialog above the page, or closes it. The browser keeps the focus in it and gives it back.
pub fn show_dialog(dialog: &HtmlDialogElement, open: bool) {
    match (open, dialog.open()) {
        (true, false) => {
            // It fails only for a dialog that is not in the document.
            let _ = dialog.show_modal();
        }
        (false, true) => dialog.close(),
        _ => {}
    }
}
