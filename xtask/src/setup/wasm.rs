//! A Rust that compiles to WebAssembly.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::failure::{Doing, Failure, Outcome};
use crate::paths;
use crate::process::{Step, step};

use super::debian;
use super::packages::Packages;

const TARGET: &str = "wasm32-unknown-unknown";

/// Finds or makes a toolchain that compiles to WebAssembly: `None` is the usual one, otherwise its name for rustup.
///
/// # Errors
/// None can be had; the message says how to get one by hand.
pub(crate) fn ready(packages: &mut Packages) -> Outcome<Option<&'static str>> {
    if probe(None)?.is_ok() {
        return Ok(None);
    }
    if probe(Some(debian::TOOLCHAIN))?.is_ok() {
        return Ok(Some(debian::TOOLCHAIN));
    }
    match by_rustup() {
        Ok(()) => return Ok(None),
        Err(Failure::Interrupted) => return Err(Failure::Interrupted),
        // Expected where only packages can be fetched, so its whole story stays in the log.
        Err(_) => {
            eprintln!("rustup can't give it here, so it is made from Debian's Rust (all in all about 3 minutes).");
        }
    }
    debian::install(packages)?;
    match probe(Some(debian::TOOLCHAIN))? {
        Ok(()) => Ok(Some(debian::TOOLCHAIN)),
        Err(words) => Err(Failure::said(format!(
            "Debian's Rust was set up for WebAssembly and still can't compile to it:\n{words}"
        ))),
    }
}

fn by_rustup() -> Outcome<()> {
    if paths::on_path("rustup").is_none() {
        return Err(Failure::said(
            "This machine has no rustup, which would fetch Rust's standard library for WebAssembly.",
        ));
    }
    let adding = Step {
        says: "Adding Rust's standard library for WebAssembly with rustup",
        takes: "20 seconds",
        log: "rustup-target",
    };
    step(&adding, Command::new("rustup").args(["target", "add", TARGET]))?;
    probe(None)?.map_err(|words| {
        Failure::said(format!("rustup added it, but Rust still can't compile to WebAssembly:\n{words}"))
    })
}

/// Compiles and links an empty test program with `toolchain`. That takes half a second and is surer than looking for files: it
/// needs the standard library, with what link-time optimisation wants, the test library and the linker, all of the
/// compiler's own version. What the compiler says on failure is inside.
fn probe(toolchain: Option<&str>) -> Outcome<Result<(), String>> {
    let folder = paths::root().join("target/xtask");
    std::fs::create_dir_all(&folder).doing(|| format!("make {}", folder.display()))?;
    let mut command = Command::new("rustc");
    command
        .args(["--test", "-Clto=thin", "--target", TARGET, "--crate-name", "probe", "-o", "probe.wasm", "-"])
        .current_dir(&folder);
    if let Some(name) = toolchain {
        command.env("RUSTUP_TOOLCHAIN", name);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().doing(|| "start rustc (is Rust on PATH?)".to_owned())?;
    if let Some(mut input) = child.stdin.take() {
        // A compiler that fails at once closes its input first; its own words below say why.
        let _closed = input.write_all(b"// nothing\n");
    }
    let output = child.wait_with_output().doing(|| "wait for rustc".to_owned())?;
    Ok(if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) })
}
