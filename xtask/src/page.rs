//! The page as the server sends it: style, program and their compressed forms.

pub(crate) mod build;
pub(crate) mod bundle;
mod compress;
mod docs;
mod freshness;
mod sizes;
pub(crate) mod style;
