//! The page as the server sends it: style, program and their compressed forms.

mod budget;
pub(crate) mod build;
pub(crate) mod bundle;
mod compress;
mod docs;
mod freshness;
pub(crate) mod library;
mod on_demand;
mod parts;
mod prepare;
mod said;
pub(crate) mod size;
mod sizes;
mod split;
pub(crate) mod style;
