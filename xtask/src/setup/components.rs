//! rustfmt and Clippy, which a minimal installation of Rust lacks.

use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process::{Step, answer, step};

/// Adds rustfmt and Clippy where they are missing, and checks that the toolchain for WebAssembly has Clippy as well.
///
/// # Errors
/// They can't be had.
pub(crate) fn ready(wasm_toolchain: Option<&str>) -> Outcome<()> {
    let missing: Vec<&str> = [("rustfmt", "fmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(_, command)| answer(Command::new("cargo").args([command, "--version"])).is_none())
        .map(|(component, _)| component)
        .collect();
    if !missing.is_empty() {
        let says = format!("Adding {} with rustup", missing.join(" and "));
        step(
            &Step { says: &says, takes: "20 seconds", log: "rustup-components" },
            Command::new("rustup").args(["component", "add"]).args(&missing),
        )?;
    }
    let Some(name) = wasm_toolchain else { return Ok(()) };
    match answer(Command::new("cargo").args(["clippy", "--version"]).env("RUSTUP_TOOLCHAIN", name)) {
        Some(_) => Ok(()),
        None => Err(Failure::said(format!(
            "The Rust toolchain “{name}” has no Clippy. On Debian: apt-get install rust-web-clippy"
        ))),
    }
}
