//! The address bar, as far as the router leaves it to us.

use wasm_bindgen::JsValue;

/// `/tapo_web/` works, `/tapo_web` is what it is called. Keeps the query and the fragment. Call before the router starts.
pub fn canonical_address() {
    let Some((window, location)) = window_and_location() else { return };
    let (path, search, hash) = (location.pathname(), location.search(), location.hash());
    let (Ok(path), Ok(search), Ok(hash)) = (path, search, hash) else { return };
    if path.len() > 1 && path.ends_with('/') {
        replace(&window, &[path.trim_end_matches('/'), &search, &hash].concat());
    }
}

/// Takes the text behind the `#` out of the address, where it would stay in the history and be shared with the link.
/// `None` at any other path than `at`, when there is none, and when it names a place on the page.
pub fn take_fragment(at: &str) -> Option<String> {
    let (window, location) = window_and_location()?;
    let hash = location.hash().ok()?;
    let raw = hash.strip_prefix('#').filter(|raw| !raw.is_empty())?;
    let document = window.document()?;
    if document.get_element_by_id(raw).is_some() {
        return None;
    }
    let path = location.pathname().ok().filter(|path| path == at)?;
    replace(&window, &[path, location.search().ok()?].concat());
    // What can't be decoded is taken as it stands: the parser will say what is wrong with it.
    Some(js_sys::decode_uri_component(raw).map_or_else(|_| raw.to_owned(), String::from))
}

/// Where this site is: `https://care.example`.
pub fn origin() -> String {
    window_and_location().and_then(|(_, location)| location.origin().ok()).unwrap_or_default()
}

/// The path of the address. Empty where there is no browser.
pub fn path() -> String {
    window_and_location().and_then(|(_, location)| location.pathname().ok()).unwrap_or_default()
}

/// Leaves this page for an address elsewhere.
pub fn go_to(address: &str) {
    if let Some((_, location)) = window_and_location() {
        // It fails for what is no address only, and the server made this one.
        let _ = location.assign(address);
    }
}

/// Loads this page anew from the server.
pub fn load_anew() {
    if let Some((_, location)) = window_and_location() {
        // It fails in documents without an address only.
        let _ = location.reload();
    }
}

/// Pushes an address onto the history if the address bar does not show it yet. `address` is a path with its query.
///
/// The router (0.8) leaves out the push when it believes that the address is the last one of its own list of visited
/// addresses, which is wrong after a redirect and Back. Then the view would be without its address.
pub fn keep_address(address: &str) {
    let Some((window, location)) = window_and_location() else { return };
    let (Ok(path), Ok(search)) = (location.pathname(), location.search()) else { return };
    if [path, search].concat() != address
        && let Ok(history) = window.history()
    {
        // It fails only past a browser's limit of calls a second.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

fn window_and_location() -> Option<(web_sys::Window, web_sys::Location)> {
    let window = super::window()?;
    let location = window.location();
    Some((window, location))
}

fn replace(window: &web_sys::Window, address: &str) {
    if let Ok(history) = window.history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        // It fails only past a browser's limit of calls a second: then the address stays, and nothing else breaks.
        let _ = history.replace_state_with_url(&state, "", Some(address));
    }
}
