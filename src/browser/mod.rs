//! The only direct use of the browser: everything else asks here.

mod address;
mod build;
mod clipboard;
mod dates;
mod dom;
mod download;
mod early;
mod file;
mod keep;
mod language;
mod online;
mod qr;
mod scan;
mod storage;
mod stream;
mod time;
mod trouble;
mod who;

pub use address::{canonical_address, go_to, keep_address, load_anew, origin, path, take_fragment};
pub use build::{is_deployed, is_outdated, let_browser_follow, served_build};
pub use clipboard::copy;
pub use dates::{
    day, get_ready, last_day_before, list, long_date, long_date_and_time, milliseconds, now, number, plural_category,
    region_name, short_month, year,
};
pub use dom::{
    focus, focus_by_id, focus_fragment, focus_what_wants_it, is_open, is_visible, let_go_of_focus, out_of_sight, print,
    remove_by_id, set_title, show, show_dialog,
};
pub use download::save;
pub use early::{carry_over, early_view_asks_for_email, leave_early_view, session_asked_early, words_asked_early};
pub use file::{File, chosen_file, text_of};
pub use keep::{forget_page, keep_page};
pub use language::{chosen_language, keep_language, languages, named_regions, set_document_language};
pub use online::{is_online, pause_unless_woken, wake};
pub use qr::{QR_ENCODER, QrPicture, qr_code};
pub use scan::{Camera, CameraTrouble, Reader};
pub use storage::{forget, forget_in_tab, keep, keep_in_tab, kept, kept_in_tab};
pub use stream::EventStream;
pub use time::{TimeLimit, clock, idle, milliseconds_now, pause, pause_briefly, turn};
pub use trouble::{Trouble, show_trouble_when_it_stops, trouble};
pub use who::agent;

/// Whether there is a browser. There is none where the first views are prepared, at build time.
pub const fn is_here() -> bool {
    cfg!(target_arch = "wasm32")
}

/// The window, where there is one: asking for it elsewhere panics.
fn window() -> Option<web_sys::Window> {
    if is_here() { web_sys::window() } else { None }
}
