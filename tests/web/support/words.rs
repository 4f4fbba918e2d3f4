//! The words of other languages than English, as the server would send their files.

use js_sys::{Array, Object, Reflect};
use std::cell::Cell;
use tapo_care_web::say;
use wasm_bindgen::JsValue;
use web_sys::{HtmlDocument, Request, Response, ResponseInit};

include!(concat!(env!("OUT_DIR"), "/files.rs"));

thread_local! {
    static LOST: Cell<bool> = const { Cell::new(false) };
}

/// From now on the files do not arrive.
pub(crate) fn lose_words() {
    LOST.set(true);
}

/// Speaks a language from now on, as after a reload in a browser where it was chosen.
pub(crate) fn learn(tag: &str) {
    let content = FILES.iter().find(|(file, _)| *file == tag).map(|(_, content)| *content);
    assert!(say::learn(say::by_tag(tag).expect("the page speaks it"), content), "the words of {tag}");
}

/// The browser asks for these languages from now on, the best first.
pub(crate) fn browser_asks_for(tags: &[&str]) {
    let list: Array = tags.iter().map(|tag| JsValue::from_str(tag)).collect();
    let property = Object::new();
    for (name, value) in [("value", JsValue::from(list)), ("configurable", JsValue::TRUE)] {
        Reflect::set(&property, &name.into(), &value).expect("a plain object takes it");
    }
    Reflect::define_property(&navigator(), &LANGUAGES.into(), &property).expect("the navigator takes it");
}

/// In front of the browser's own, which is its prototype's.
const LANGUAGES: &str = "languages";

fn navigator() -> Object {
    web_sys::window().expect("a window").navigator().into()
}

/// English, no choice kept, and the languages that the browser really asks for.
pub(super) fn reset() {
    Reflect::delete_property(&navigator(), &LANGUAGES.into()).expect("it can be taken away");
    LOST.set(false);
    learn(say::english().tag);
    forget_choice();
}

fn forget_choice() {
    let document: HtmlDocument = wasm_bindgen::JsCast::unchecked_into(super::find::document());
    document.set_cookie("language=; max-age=0; path=/").expect("a cookie can be removed");
}

/// The answer to who asks for a file of words; `None` for anything else.
pub(super) fn answer(request: &Request) -> Option<Result<Response, JsValue>> {
    let url = web_sys::Url::new(&request.url()).ok()?;
    let name = url.pathname().strip_prefix("/tapo_web/locales/")?.to_owned();
    let file = say::LANGUAGES.iter().find(|language| language.file == name && !LOST.get());
    let content = file.and_then(|language| FILES.iter().find(|(tag, _)| *tag == language.tag));
    let init = ResponseInit::new();
    init.set_status(if content.is_some() { 200 } else { 404 });
    Some(Response::new_with_opt_str_and_init(content.map(|(_, text)| *text), &init))
}
