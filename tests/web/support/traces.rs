//! What the page leaves behind in the browser: storage, the history and its state, the console. Nothing that was typed may be
//! there.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

thread_local! {
    static TYPED: RefCell<Vec<String>> = RefCell::default();
    static HISTORY: RefCell<Vec<String>> = RefCell::default();
    static COMPLAINTS: RefCell<Vec<String>> = RefCell::default();
    static COPIED: RefCell<Option<String>> = const { RefCell::new(None) };
    static PRINTED: Cell<u32> = const { Cell::new(0) };
    static MADE: RefCell<Option<Blob>> = const { RefCell::new(None) };
    static SAVED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Remembers what was typed, to look for it later.
pub(super) fn typed(text: &str) {
    if text.trim().len() > 2 {
        TYPED.with_borrow_mut(|typed| typed.push(text.to_owned()));
    }
}

/// How often the page opened the print window.
pub(super) fn printed() -> u32 {
    PRINTED.get()
}

/// A file that the page gave to the visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Saved {
    /// What it is called.
    pub(crate) name: String,
    /// Its type.
    pub(crate) kind: String,
    /// What is in it, byte by byte: a byte order mark is a character of it.
    pub(crate) text: String,
}

/// Whether the page gave a file to the visitor.
pub(super) fn has_saved() -> bool {
    SAVED.with_borrow(Option::is_some)
}

/// The last file that the page gave to the visitor. Only once.
pub(super) async fn saved() -> Option<Saved> {
    let (name, blob) = SAVED.take().zip(MADE.take())?;
    let bytes = JsFuture::from(blob.array_buffer()).await.expect("a file can be read");
    let text = String::from_utf8(Uint8Array::new(&bytes).to_vec()).expect("a text");
    Some(Saved { name, kind: blob.type_(), text })
}

/// What the page put on the clipboard last.
pub(super) fn copied() -> Option<String> {
    COPIED.with_borrow(Clone::clone)
}

/// What the page wrote into the history: the state and the address of each entry.
pub(crate) fn history() -> Vec<String> {
    HISTORY.with_borrow(Clone::clone)
}

/// Starts afresh.
pub(super) fn reset() {
    TYPED.set(Vec::new());
    HISTORY.set(Vec::new());
    COMPLAINTS.set(Vec::new());
    COPIED.set(None);
    PRINTED.set(0);
    MADE.set(None);
    SAVED.set(None);
}

/// Listens to what the page writes into the history and the console, takes what is copied and saved, and keeps the print window shut. Once for all tests.
pub(super) fn install() {
    let window = web_sys::window().expect("a window");
    let history = window.history().expect("a history");
    for name in ["pushState", "replaceState"] {
        let original: Function =
            Reflect::get(&history, &name.into()).and_then(JsCast::dyn_into).expect("the browser's history");
        let this = history.clone();
        let ours = Closure::<dyn Fn(JsValue, JsValue, JsValue)>::new(move |state, title, address| {
            let entry = js_sys::JSON::stringify(&js_sys::Array::of2(&state, &address)).map(String::from);
            HISTORY.with_borrow_mut(|history| history.push(entry.expect("a state that can be written down")));
            original.call3(&this, &state, &title, &address).expect("the history takes it");
        });
        Reflect::set(&history, &name.into(), &ours.into_js_value()).expect("the history can be listened to");
    }
    let console = Reflect::get(&window, &"console".into()).expect("a console");
    for name in ["warn", "error"] {
        let original: Function =
            Reflect::get(&console, &name.into()).and_then(JsCast::dyn_into).expect("the browser's console");
        let ours = Closure::<dyn Fn(JsValue)>::new(move |message: JsValue| {
            COMPLAINTS.with_borrow_mut(|complaints| complaints.push(format!("{message:?}")));
            original.call1(&JsValue::UNDEFINED, &message).expect("the console takes it");
        });
        Reflect::set(&console, &name.into(), &ours.into_js_value()).expect("the console can be listened to");
    }
    // The browser's own wants a person's click, and would keep what other programs then paste.
    let copy = Closure::<dyn Fn(String) -> Promise>::new(|text: String| {
        COPIED.set(Some(text));
        Promise::resolve(&JsValue::UNDEFINED)
    });
    let clipboard = window.navigator().clipboard();
    Reflect::set(&clipboard, &"writeText".into(), &copy.into_js_value()).expect("the clipboard can be replaced");
    let print = Closure::<dyn Fn()>::new(|| PRINTED.set(PRINTED.get() + 1));
    Reflect::set(&window, &"print".into(), &print.into_js_value()).expect("print can be replaced");
    take_files(&window);
}

/// Takes the files that the page makes, where the browser would put them into a folder.
fn take_files(window: &web_sys::Window) {
    let urls = Reflect::get(window, &"URL".into()).expect("addresses");
    let original: Function =
        Reflect::get(&urls, &"createObjectURL".into()).and_then(JsCast::dyn_into).expect("the browser's own");
    let this = urls.clone();
    let make = Closure::<dyn Fn(JsValue) -> JsValue>::new(move |blob: JsValue| {
        MADE.set(blob.dyn_ref::<Blob>().cloned());
        original.call1(&this, &blob).expect("an address is made")
    });
    Reflect::set(&urls, &"createObjectURL".into(), &make.into_js_value()).expect("it can be replaced");
    let save = Closure::<dyn Fn(String)>::new(|name: String| SAVED.set(Some(name)));
    let replace = Function::new_with_args(
        "save",
        "const { click } = HTMLElement.prototype;
         HTMLAnchorElement.prototype.click = function () { if (this.download) save(this.download); else click.call(this); };",
    );
    replace.call1(&JsValue::UNDEFINED, &save.into_js_value()).expect("links can be listened to");
}

/// Nothing is in the browser's storage, nothing that was typed ever went into the history, and the console has no complaint.
pub(super) fn assert_none() {
    // Taken out first: what fails here ends at once, and would never give a borrowed list back to the next test.
    let complaints = COMPLAINTS.take();
    assert!(complaints.is_empty(), "in the console: {complaints:#?}");
    let window = web_sys::window().expect("a window");
    for storage in [window.local_storage(), window.session_storage()] {
        let length = storage.ok().flatten().and_then(|storage| storage.length().ok());
        assert_eq!(length, Some(0), "something is in the browser's storage");
    }
    let history = history().join("\n").to_lowercase();
    for text in TYPED.take() {
        let encoded = String::from(js_sys::encode_uri_component(&text));
        for trace in [text.to_lowercase(), encoded.to_lowercase()] {
            assert!(!history.contains(&trace), "“{text}” was typed and stands in the history:\n{history}");
        }
    }
}
