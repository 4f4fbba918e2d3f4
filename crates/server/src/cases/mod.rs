//! What the server does, each in one transaction: the database read and written in the order that the rules of the
//! domain ask for. No HTTP but the failures.

pub(crate) mod choose_cameras;
pub(crate) mod confirm;
pub(crate) mod history;
pub(crate) mod if_match;
pub(crate) mod open;
pub(crate) mod refusal;
pub(crate) mod view;
