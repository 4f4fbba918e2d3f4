//! What the page keeps in this browser beyond a reload, for all its tabs. Never a code, a password or a token.

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

fn storage() -> Option<Storage> {
    super::window()?.local_storage().ok()?
}
