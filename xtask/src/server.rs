//! The server as a child of this program: started with demo data, ended with it.

pub(crate) mod dev;
mod ready;
pub(crate) mod start;

pub(crate) use ready::build;
