//! The page's messages: read from `locales/`, checked, and written as code (English) and as files (every other language).
//!
//! Runs on the building machine only: in the page's build script, and in `cargo xtask`, which puts the files into the page.
//! `locales/README.md` says what the files look like.

mod check;
mod code;
mod file;
mod language;
mod pseudo;
mod read;
mod template;

pub use check::{Lack, lacks};
pub use code::code;
pub use file::{File, files};
pub use language::{LANGUAGES, Language};
pub use read::{Catalogue, Form, Message, Mistake};
