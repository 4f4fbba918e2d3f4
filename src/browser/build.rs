//! Which build of the page this is, and whether the server has another one by now.

use std::cell::RefCell;
use tapo_care_wire::PAGE_BUILD;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

thread_local! {
    /// What the server said last.
    static SERVED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// An answer named the build of the page that the server has.
pub fn served_build(build: String) {
    let is_news = SERVED.replace(Some(build.clone())).is_none_or(|before| before != build);
    if is_news && is_outdated() {
        super::forget_page();
    }
}

/// Whether the server has another build of the page than the one that runs here. Never where either is not known, as with a
/// page that was built for development.
pub fn is_outdated() -> bool {
    own().is_some_and(|own| SERVED.with_borrow(|served| served.as_ref().is_some_and(|served| *served != own)))
}

/// Whether the page names its build. One that was built for development does not.
pub fn is_deployed() -> bool {
    own().is_some()
}

/// The name of this build, unless it was made for development.
pub(super) fn own() -> Option<String> {
    let document = super::window()?.document()?;
    let meta = document.query_selector(&["meta[name=", PAGE_BUILD, "]"].concat()).ok()??;
    meta.get_attribute("content")
}

/// Leaves it to the browser to follow the link that was clicked on, which loads the page anew.
pub fn let_browser_follow(click: &Event) {
    let target = click.target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(link) = target.and_then(|target| target.closest("a[href]").ok().flatten()) {
        // It fails for what is no name of an attribute only.
        let _ = link.set_attribute("rel", "external");
    }
}
