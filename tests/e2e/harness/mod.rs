//! What a journey stands on: a server of its own with a proxy in front of it, and browsers.

mod account;
mod browser;
mod deployment;
mod leash;
mod page;
mod provider;
mod proxy;
mod server;
mod stage;
mod tests;

pub(crate) use account::{Account, PASSWORD, Person};
pub(crate) use browser::{Browser, Needed, Session, Size, Without, is_skipped};
pub(crate) use deployment::Deployment;
pub(crate) use page::Page;
pub(crate) use proxy::{Chosen, Fate};
pub(crate) use stage::{Stage, journey, outside_journey};
