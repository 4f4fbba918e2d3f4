//! What the tests of all pages share: a stage for the app, a network and a clock in the test's hand, made-up data, and ways to
//! find, act and check.

pub(crate) mod act;
mod answer;
pub(crate) mod check;
pub(crate) mod clock;
pub(crate) mod data;
pub(crate) mod encoder;
pub(crate) mod find;
pub(crate) mod network;
mod stage;
pub(crate) mod streams;
mod traces;
pub(crate) mod wait;
mod words;

pub(crate) use answer::{accepted, created, lost, no_content, ok, problem, proxy_answer, refusal};
pub(crate) use network::{requests, sent};
pub(crate) use stage::Stage;
pub(crate) use traces::{history, kept};
pub(crate) use wait::{settle, until};
pub(crate) use wasm_bindgen_test::wasm_bindgen_test as test;
pub(crate) use words::{browser_asks_for, learn, lose_words};
