//! What the visitor sees when the page itself breaks. Without it the page would freeze silently.

use js_sys::{Reflect, WebAssembly};
use std::cell::Cell;
use std::panic::{self, PanicHookInfo};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::Element;

/// What is said then.
#[derive(Debug)]
pub struct Trouble {
    /// The heading.
    pub title: String,
    /// What to do, and what became of the code.
    pub texts: Vec<String>,
    /// What the link is called that loads the page anew.
    pub reload: String,
    /// Another way on: its address, and what it is called.
    pub other: (String, String),
}

/// Shows a message instead of the page when the program stops, by a panic or another trap of WebAssembly. Call first of all. The words are asked for only then.
///
/// The browser says that it stopped, and not a panic's hook: a program whose panics end at once has none.
pub fn show_trouble_when_it_stops(words: fn() -> Trouble) {
    panic::set_hook(Box::new(log));
    let is_shown = Cell::new(false);
    let tell = Closure::<dyn Fn(JsValue)>::new(move |event| {
        if has_stopped(&event) && !is_shown.replace(true) {
            // If even that fails there is nothing left to show it with.
            let _ = show(&words());
        }
    });
    if let Some(window) = super::window() {
        // What breaks in a listener, and what breaks behind a promise.
        for name in ["error", "unhandledrejection"] {
            let _ = window.add_event_listener_with_callback(name, tell.as_ref().unchecked_ref());
        }
    }
    tell.forget();
}

/// Whether an event says that a WebAssembly program stopped.
fn has_stopped(event: &JsValue) -> bool {
    ["error", "reason"].into_iter().any(|member| {
        Reflect::get(event, &member.into()).is_ok_and(|cause| cause.is_instance_of::<WebAssembly::RuntimeError>())
    })
}

fn log(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    // The place only: a panic's text may hold what was typed.
    web_sys::console::error_1(&JsValue::from_str(&["The page stopped at ", &place].concat()));
}

fn show(words: &Trouble) -> Result<(), JsValue> {
    let document = super::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let body = document.body().ok_or(JsValue::NULL)?;
    let trouble = trouble(words)?;
    body.set_text_content(None);
    body.append_child(&trouble)?;
    Ok(())
}

/// What the visitor is told, built by hand from plain elements, since nothing of the app can be trusted now. The ways on are
/// links that the browser follows by itself.
///
/// # Errors
/// When the browser makes no elements.
pub fn trouble(words: &Trouble) -> Result<Element, JsValue> {
    let window = super::window().ok_or(JsValue::NULL)?;
    let document = window.document().ok_or(JsValue::NULL)?;
    let add = |parent: &Element, tag: &str, class: &str, text: &str| -> Result<Element, JsValue> {
        let element = document.create_element(tag)?;
        element.set_class_name(class);
        element.set_text_content(Some(text));
        parent.append_child(&element)?;
        Ok(element)
    };
    let main = document.create_element("main")?;
    main.set_class_name("boot");
    // Not the whole: an alert is no place of the page.
    let alert = add(&main, "div", "boot__alert", "")?;
    alert.set_attribute("role", "alert")?;
    add(&alert, "h1", "title", &words.title)?;
    for text in &words.texts {
        add(&alert, "p", "boot__text", text)?;
    }
    let actions = add(&main, "div", "actions", "")?;
    // Without what stands behind the #, which would make it a jump on the page that is broken.
    let location = window.location();
    let here = [location.pathname()?, location.search()?].concat();
    let (other, called) = &words.other;
    for (address, class, text) in
        [(&here, "button button--primary", &words.reload), (other, "button button--secondary", called)]
    {
        let link = add(&actions, "a", class, text)?;
        link.set_attribute("href", address)?;
        link.set_attribute("rel", "external")?;
    }
    Ok(main)
}
