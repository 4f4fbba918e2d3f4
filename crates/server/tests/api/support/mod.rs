//! What the tests stand on: a server of their own each, and users who speak to it.

mod answer;
mod browser;
mod certificate;
mod contract;
mod database;
mod frames;
mod listening;
mod mailbox;
mod program;
mod provider;
mod surfer;
mod test_app;
mod user;

pub(crate) use answer::Answer;
pub(crate) use browser::Browser;
pub(crate) use certificate::Certificate;
pub(crate) use contract::DOCUMENT;
pub(crate) use database::{fresh as fresh_database, is_postgres};
pub(crate) use frames::{DATA, Frames, GOAWAY, HEADERS};
pub(crate) use listening::{Listening, PATIENCE};
pub(crate) use program::{Program, between};
pub(crate) use provider::{Choice, Provider, SECRET, Wanderer};
pub(crate) use surfer::{Surfer, shake_hands};
pub(crate) use test_app::TestApp;
pub(crate) use user::User;

/// A moment.
pub(crate) fn at(text: &str) -> tapo_care_wire::Timestamp {
    tapo_care_wire::Timestamp::new(text)
}
