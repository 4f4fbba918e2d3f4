//! Doing what people do with mouse and keyboard.
//!
//! A browser does nothing of its own for a key that a program pressed. So `press` does what the browser would do, unless the
//! page prevents it; whether the browser really does so is what the journeys try.

use super::find::{document, focused, maybe, one};
use super::traces;
use js_sys::{Object, Reflect};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    Event, EventInit, HtmlButtonElement, HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent,
    KeyboardEventInit,
};

/// A key with a meaning of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// Sends the form, follows the link, presses the button.
    Enter,
    /// Toggles the box, presses the button.
    Space,
    /// Closes the dialog.
    Escape,
}

/// Clicks on something.
pub(crate) fn click(element: &HtmlElement) {
    element.focus().expect("an element can be focused");
    element.click();
}

/// Clicks on the one thing with a role and a name, as soon as it is there.
pub(crate) async fn click_on(role: &str, name: &str) {
    click(&one(role, name).await);
}

/// Clicks on a link. Whether the page leaves it to the browser to follow it, which is a new load; here nothing is loaded.
pub(crate) async fn is_left_to_browser(name: &str) -> bool {
    let link = one("link", name).await;
    let left = Rc::new(Cell::new(None));
    let seen = Rc::clone(&left);
    // Behind the page's own listeners, which were there before.
    let last = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        seen.set(Some(!event.default_prevented()));
        event.prevent_default();
    });
    let window = web_sys::window().expect("a window");
    let listener = last.as_ref().unchecked_ref();
    window.add_event_listener_with_callback("click", listener).expect("it listens");
    click(&link);
    window.remove_event_listener_with_callback("click", listener).expect("it listens no more");
    left.get().expect("a click is heard of")
}

/// Replaces what is in a field.
pub(crate) fn fill(field: &HtmlInputElement, text: &str) {
    traces::typed(text);
    field.focus().expect("a field can be focused");
    field.set_value(text);
    let bubbles = EventInit::new();
    bubbles.set_bubbles(true);
    let input = Event::new_with_event_init_dict("input", &bubbles).expect("an event");
    field.dispatch_event(&input).expect("the event is sent");
}

/// Replaces what is in a field, as soon as it is there.
pub(crate) async fn type_into(name: &str, text: &str) {
    let field: HtmlInputElement = one("textbox", name).await.unchecked_into();
    fill(&field, text);
}

/// Chooses a value of a list, as soon as the list is there.
pub(crate) async fn choose(name: &str, value: &str) {
    let select: HtmlSelectElement = one("combobox", name).await.unchecked_into();
    select.focus().expect("a list can be focused");
    select.set_value(value);
    assert_eq!(select.value(), value, "there is no such value");
    let bubbles = EventInit::new();
    bubbles.set_bubbles(true);
    let change = Event::new_with_event_init_dict("change", &bubbles).expect("an event");
    select.dispatch_event(&change).expect("the event is sent");
}

/// Presses a key at what has the focus.
pub(crate) fn press(key: Key) {
    let target = focused();
    if key_event(&target, "keydown", key) {
        match key {
            Key::Enter => enter(&target),
            Key::Space if is_pressed_by_space(&target) => target.click(),
            Key::Space => {}
            Key::Escape => escape(&target),
        }
    }
    key_event(&target, "keyup", key);
}

/// Whether the page left the browser to do its own.
fn key_event(target: &HtmlElement, kind: &str, key: Key) -> bool {
    let init = KeyboardEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_key(match key {
        Key::Enter => "Enter",
        Key::Space => " ",
        Key::Escape => "Escape",
    });
    let event = KeyboardEvent::new_with_keyboard_event_init_dict(kind, &init).expect("an event");
    target.dispatch_event(&event).expect("the event is sent")
}

/// HTML, "implicit submission": Enter in a text field presses the form's first submit button, if it is not disabled.
fn enter(target: &HtmlElement) {
    let Some(input) = target.dyn_ref::<HtmlInputElement>().filter(|input| input.type_() != "checkbox") else {
        if target.tag_name() == "BUTTON" || target.has_attribute("href") {
            target.click();
        }
        return;
    };
    let form = input.form().expect("the field is in a form");
    let button = form.query_selector("button[type=submit], button:not([type])").expect("a selector");
    let button: HtmlButtonElement = button.expect("the form has a submit button").unchecked_into();
    button.click();
}

fn is_pressed_by_space(target: &HtmlElement) -> bool {
    let is_checkbox = target.dyn_ref::<HtmlInputElement>().is_some_and(|input| input.type_() == "checkbox");
    is_checkbox || target.tag_name() == "BUTTON"
}

/// HTML, "close requests": the modal dialog is asked whether it may close, then closes.
fn escape(target: &HtmlElement) {
    let Some(dialog) = target.closest("dialog").expect("a selector") else { return };
    let dialog: web_sys::HtmlDialogElement = dialog.unchecked_into();
    let cancelable = EventInit::new();
    cancelable.set_cancelable(true);
    let cancel = Event::new_with_event_init_dict("cancel", &cancelable).expect("an event");
    if dialog.dispatch_event(&cancel).expect("the event is sent") {
        dialog.close();
    }
}

/// Goes back in the history.
pub(crate) fn go_back() {
    web_sys::window()
        .and_then(|window| window.history().ok())
        .and_then(|history| history.back().ok())
        .expect("a history");
}

/// Changes what stands behind the # in the address bar, as a visitor does.
pub(crate) fn enter_fragment(fragment: &str) {
    traces::typed(fragment);
    web_sys::window().expect("a window").location().set_hash(fragment).expect("a fragment");
}

/// Turns to another tab.
pub(crate) fn hide_tab() {
    say_visibility("hidden");
}

/// Comes back to this tab.
pub(crate) fn show_tab() {
    say_visibility("visible");
}

/// The tab is what the browser says again.
pub(super) fn tab_as_it_is() {
    Reflect::delete_property(&document(), &VISIBILITY.into()).expect("it can be taken back");
}

/// The network is gone.
pub(crate) fn go_offline() {
    say_network("offline", false);
}

/// The network is back.
pub(crate) fn go_online() {
    say_network("online", true);
}

/// The network is what the browser says again.
pub(super) fn network_as_it_is() {
    Reflect::delete_property(&navigator(), &ONLINE.into()).expect("it can be taken back");
}

const ONLINE: &str = "onLine";

fn navigator() -> web_sys::Navigator {
    web_sys::window().expect("a window").navigator()
}

/// As browsers say it: a property of the navigator and an event of the window.
fn say_network(event: &str, online: bool) {
    let descriptor = Object::new();
    for (name, value) in [("value", JsValue::from_bool(online)), ("configurable", JsValue::TRUE)] {
        Reflect::set(&descriptor, &name.into(), &value).expect("an object takes it");
    }
    Object::define_property(&navigator(), &ONLINE.into(), &descriptor);
    say(&Event::new(event).expect("an event"));
}

/// Another tab keeps something in the browser, or forgets it.
pub(crate) fn another_tab_keeps(name: &str, text: Option<&str>) {
    let storage = traces::storage();
    match text {
        Some(text) => storage.set_item(name, text).expect("it can be kept"),
        None => storage.remove_item(name).expect("it can be forgotten"),
    }
    say(&web_sys::StorageEvent::new("storage").expect("an event"));
}

fn say(event: &Event) {
    web_sys::window().expect("a window").dispatch_event(event).expect("the event is sent");
}

const VISIBILITY: &str = "visibilityState";

/// As browsers say it: a property and an event of the document.
fn say_visibility(state: &str) {
    let descriptor = Object::new();
    for (name, value) in [("value", JsValue::from_str(state)), ("configurable", JsValue::TRUE)] {
        Reflect::set(&descriptor, &name.into(), &value).expect("an object takes it");
    }
    Object::define_property(&document(), &VISIBILITY.into(), &descriptor);
    let bubbles = EventInit::new();
    bubbles.set_bubbles(true);
    let change = Event::new_with_event_init_dict("visibilitychange", &bubbles).expect("an event");
    document().dispatch_event(&change).expect("the event is sent");
}

/// Logs in with the example account, on the page for it.
pub(crate) async fn log_in() {
    type_into("Email", "demo@example.com").await;
    type_into("Password", "correct horse battery").await;
    press(Key::Enter);
}

/// Whether a button or link can be seen and pressed.
pub(crate) fn is_offered(role: &str, name: &str) -> bool {
    maybe(role, name).is_some_and(|element| element.get_attribute("aria-disabled").is_none())
}
