//! The Tapo Care redemption page: log in, enter a code, read what it gives, confirm, choose the cameras.
//!
//! `ARCHITECTURE.md` in `docs/` says how the parts hang together.

#![recursion_limit = "512"] // As text a view is one type of all that is in it, which goes deeper than usual here.

pub mod api;
pub mod app;
pub mod browser;
pub mod files;
pub mod language;
mod pages;
pub mod parts;
pub mod redemption;
pub mod route;
pub mod say;
pub mod session;
pub mod several;
pub mod support;
pub mod timeline;
pub mod trouble;
pub mod ui;
pub mod words;
