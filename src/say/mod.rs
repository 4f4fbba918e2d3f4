//! What the page says: its messages in the language of the visitor.
//!
//! Messages stand in `locales/en`, a file for each part of the page, and are said by their names: `say::redeem::TITLE`, or
//! `say::plan::cameras(2)` for one that is filled in. Each is a [`Text`]: no words yet, but what makes them. It becomes words where it
//! is shown, and other words when the visitor chooses another language. `locales/README.md` says how to write messages.

mod language;
mod text;

/// Written by the build script, from `locales`.
mod messages {
    use super::language::Language;

    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

pub use language::{Language, by_tag, english, learn, preferred, spoken};
pub use messages::*;
pub use text::Text;
