//! The server as a child.
pub(crate) mod dev;
pub(crate) mod start;
