//! The page's messages: read from `locales/`, checked, and written as code (English) and as files (every other language). And what
//! the server mails, which is read alike, but written as code in every language.
//!
//! Runs on the building machine only: in the build scripts of page and server, and in `cargo xtask`, which puts the files into the
//! page. `locales/README.md` says what the files look like.

mod check;
mod code;
mod file;
mod language;
mod pseudo;
mod read;
mod table;
mod template;

pub use check::{Lack, lacks};
pub use code::code;
pub use file::{File, files, fingerprint};
pub use language::{LANGUAGES, Language};
pub use read::{Catalogue, Form, Message, Mistake};
pub use table::table;
