//! What the visitor sees when the page itself breaks. Without it a panic would freeze the page silently.

use std::panic::{self, PanicHookInfo};
use wasm_bindgen::JsValue;

/// Shows a message instead of the page when the program panics. Call first of all.
pub fn show_trouble_on_panic() {
    panic::set_hook(Box::new(|info| {
        log(info);
        // If even that fails there is nothing left to show it with.
        let _ = show();
    }));
}

fn log(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    // The place only: a panic's text may hold what was typed.
    web_sys::console::error_1(&JsValue::from_str(&["The page stopped at ", &place].concat()));
}

/// Built by hand from plain elements, since nothing of the app can be trusted now.
fn show() -> Result<(), JsValue> {
    let document = super::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let body = document.body().ok_or(JsValue::NULL)?;
    let main = document.create_element("main")?;
    main.set_class_name("boot");
    main.set_attribute("role", "alert")?;
    let texts = [
        ("h1", "title", "Something went wrong on this page"),
        ("p", "boot__text", "Reload the page to go on: you come back to the step where you were."),
        (
            "p",
            "boot__text",
            "A code is used only by “Confirm and redeem”. If you had pressed it, your history shows whether the code was used. \
             If you had not, your code has not been used.",
        ),
    ];
    for (tag, class, text) in texts {
        let element = document.create_element(tag)?;
        element.set_class_name(class);
        element.set_text_content(Some(text));
        main.append_child(&element)?;
    }
    body.set_text_content(None);
    body.append_child(&main)?;
    Ok(())
}
