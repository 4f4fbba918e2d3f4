//! The words for when the page itself breaks.

use crate::browser::Trouble;
use crate::route::Route;
use crate::say;
use leptos::prelude::untrack;

/// What is said then, in the language of the moment. Nothing is tracked: whatever was being drawn when the program stopped is
/// locked for ever, and asking for its lock would stop the program once more, before anything is said.
pub fn words() -> Trouble {
    untrack(|| Trouble {
        title: say::trouble::TITLE.said(),
        texts: vec![say::trouble::RELOAD_FIRST.said(), say::trouble::CODE.said()],
        reload: say::trouble::RELOAD.said(),
        other: (Route::Help.path(), say::frame::HELP.said()),
    })
}
