//! The words for when the page itself breaks.

use crate::browser::Trouble;
use crate::route::Route;
use crate::say;

/// What is said then, in the language of the moment.
pub fn words() -> Trouble {
    Trouble {
        title: say::trouble::TITLE.said(),
        texts: vec![say::trouble::RELOAD_FIRST.said(), say::trouble::CODE.said()],
        reload: say::trouble::RELOAD.said(),
        other: (Route::Help.path(), say::frame::HELP.said()),
    }
}
