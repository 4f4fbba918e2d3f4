//! The page in a headless browser: the real page code, with only the answers of the server made up.
//!
//! A file for each page. Every test opens the whole app at an address, does what a visitor does, and looks at what a visitor
//! sees: roles, names and words. `support` is what makes that short. The answers are made of the wire crate's own types, so
//! that they can't drift from the contract.
#![cfg(target_arch = "wasm32")]

mod support;

mod account;
mod cameras;
mod confirm;
mod deployment;
mod forgot;
mod frame;
mod help;
mod history;
mod home;
mod language;
mod login;
mod mfa;
mod not_found;
mod outcomes;
mod receipt;
mod redeem;
mod register;
mod reset;
mod session;
mod several;
mod subscription;
mod trouble;
mod two_step;
mod verify;
mod verify_receipt;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
