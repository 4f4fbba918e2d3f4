//! What the page keeps in this browser beyond a reload: for all its tabs, or for one tab until it is closed. Never a code, a password
//! or a token.

use web_sys::Storage;

/// Keeps a text under a name.
pub fn keep(name: &str, text: &str) {
    if let Some(storage) = storage() {
        // It fails where storage is forbidden or full: then it is known for as long as the page is open.
        let _ = storage.set_item(name, text);
    }
}

/// Forgets what is kept under a name.
pub fn forget(name: &str) {
    if let Some(storage) = storage() {
        // It fails where storage is forbidden, and then nothing is there.
        let _ = storage.remove_item(name);
    }
}

/// All that is kept under names that begin so: what follows the beginning, and the text. `None` where storage is forbidden.
pub fn kept(beginning: &str) -> Option<Vec<(String, String)>> {
    let storage = storage()?;
    let length = storage.length().ok()?;
    let entry = |index| {
        let name = storage.key(index).ok()??;
        let rest = name.strip_prefix(beginning)?.to_owned();
        Some((rest, storage.get_item(&name).ok()??))
    };
    Some((0..length).filter_map(entry).collect())
}

/// Keeps a text under a name in this tab.
pub fn keep_in_tab(name: &str, text: &str) {
    if let Some(storage) = tab_storage() {
        // It fails where the storage is forbidden or full: then a reload begins afresh.
        let _ = storage.set_item(name, text);
    }
}

/// The text that was kept under a name in this tab.
pub fn kept_in_tab(name: &str) -> Option<String> {
    tab_storage()?.get_item(name).ok().flatten()
}

/// Forgets what was kept under a name in this tab.
pub fn forget_in_tab(name: &str) {
    if let Some(storage) = tab_storage() {
        // As above.
        let _ = storage.remove_item(name);
    }
}

fn storage() -> Option<Storage> {
    super::window()?.local_storage().ok()?
}

fn tab_storage() -> Option<Storage> {
    super::window()?.session_storage().ok()?
}
