//! The second way to WebAssembly: Debian's own Rust with its sources, from which the standard library is compiled once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Doing, Failure, Outcome};
use crate::paths;
use crate::process::{Step, answer, step};

use super::packages::Packages;

/// The name under which rustup knows Debian's Rust.
pub(crate) const TOOLCHAIN: &str = "debian";

const BY_HAND: &str = "\
The page is compiled to WebAssembly, which takes Rust's standard library for the target wasm32-unknown-unknown. Either
  - run `rustup target add wasm32-unknown-unknown` where rustup can reach its server, or
  - on Debian 12, as root or with sudo: apt-get install rustc-web rust-web-src cargo-web rust-web-clippy
and then give the same command again.";

/// Debian's folder of standard libraries, by target.
const LIBRARIES: &str = "/usr/lib/rustlib";

/// The library's own panic and test crates are named since `cargo test` needs them.
const BUILD_STD: &str = "-Zbuild-std=core,alloc,std,panic_abort,panic_unwind,proc_macro,test";

/// An empty library that asks for no link-time optimisation, so that debug builds can link what is compiled for it as well.
const MANIFEST: &str = "\
[package]
name = \"empty\"
version = \"0.0.0\"
edition = \"2021\"

[lib]
crate-type = [\"cdylib\"]

[profile.release]
lto = false

[workspace]
";

/// What `rustc -vV` says of itself.
struct Rustc {
    /// Such as `x86_64-unknown-linux-gnu`.
    host: String,
    /// Such as `22`.
    llvm: String,
}

/// Installs Debian's Rust, compiles its standard library for WebAssembly, and links it to rustup as [`TOOLCHAIN`].
///
/// # Errors
/// The machine has no apt or no rustup, a package can't be had, or the library doesn't compile.
pub(crate) fn install(packages: &mut Packages) -> Outcome<()> {
    if paths::on_path("rustup").is_none() {
        return Err(Failure::said(BY_HAND));
    }
    packages.install(
        &["rustc-web", "rust-web-src", "cargo-web", "rust-web-clippy"],
        "Debian's Rust and its sources",
        "1 minute",
        BY_HAND,
    )?;
    let rustc =
        answer(Command::new("/usr/bin/rustc").arg("-vV")).and_then(|text| Rustc::parse(&text)).ok_or_else(|| {
            Failure::said(format!("Debian's Rust was installed, but /usr/bin/rustc doesn't run.\n\n{BY_HAND}"))
        })?;

    // The linker must be of the compiler's LLVM: an older one can't read its objects.
    let linker = format!("lld-{}", rustc.llvm);
    packages.install(&[&linker], "the linker of Debian's Rust", "10 seconds", BY_HAND)?;
    let wanted = format!("{LIBRARIES}/{}/bin", rustc.host);
    as_root(packages, "mkdir", &["-p", &wanted])?;
    as_root(packages, "ln", &["-sf", &format!("/usr/bin/{linker}"), &format!("{wanted}/rust-lld")])?;

    let libraries = compile(&paths::root().join("target/xtask/wasm-std"))?;
    copy(packages, &libraries)?;
    let linking = Step { says: "Telling rustup of Debian's Rust", takes: "1 second", log: "rustup-link" };
    step(&linking, Command::new("rustup").args(["toolchain", "link", TOOLCHAIN, "/usr"]))?;
    forget_old_builds()
}

impl Rustc {
    fn parse(text: &str) -> Option<Self> {
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let llvm = field("LLVM version:")?.split('.').next()?;
        Some(Self { host: field("host:")?.to_owned(), llvm: llvm.to_owned() })
    }
}

/// Compiles the standard library in `scratch`, a folder of its own, and names its files.
fn compile(scratch: &Path) -> Outcome<Vec<PathBuf>> {
    let source = scratch.join("src");
    fs::create_dir_all(&source).doing(|| format!("make {}", source.display()))?;
    fs::write(scratch.join("Cargo.toml"), MANIFEST).doing(|| format!("write in {}", scratch.display()))?;
    fs::write(source.join("lib.rs"), "").doing(|| format!("write in {}", source.display()))?;
    let built = scratch.join("target");
    if built.exists() {
        fs::remove_dir_all(&built).doing(|| format!("empty {}", built.display()))?;
    }

    let mut command = Command::new("/usr/bin/cargo");
    command.args(["build", "--release", "--target", "wasm32-unknown-unknown", BUILD_STD]).current_dir(scratch);
    command.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", &built);
    // Cargo leaves bitcode out of a library that isn't itself optimised at link time, but the page will be.
    command.env("RUSTFLAGS", "-Cembed-bitcode=yes");
    // Left over from the cargo that runs this program: they would choose another compiler or other flags.
    for name in ["RUSTUP_TOOLCHAIN", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "LD_LIBRARY_PATH"] {
        command.env_remove(name);
    }
    step(
        &Step { says: "Compiling Rust's standard library for WebAssembly", takes: "1 minute", log: "wasm-std" },
        &mut command,
    )?;

    let folder = built.join("wasm32-unknown-unknown/release/deps");
    let mut libraries = Vec::new();
    for entry in fs::read_dir(&folder).doing(|| format!("read {}", folder.display()))? {
        let path = entry.doing(|| format!("read {}", folder.display()))?.path();
        if path.extension().is_some_and(|extension| extension == "rlib") {
            libraries.push(path);
        }
    }
    if libraries.is_empty() {
        return Err(Failure::said(format!("Compiling the standard library left no library in {}.", folder.display())));
    }
    Ok(libraries)
}

/// Puts the libraries where Debian's Rust looks for them, in place of any older ones. A copy that breaks off leaves the old ones.
fn copy(packages: &Packages, libraries: &[PathBuf]) -> Outcome<()> {
    let target = format!("{LIBRARIES}/wasm32-unknown-unknown");
    let (new, lib) = (format!("{target}/lib.new"), format!("{target}/lib"));
    as_root(packages, "rm", &["-rf", &new])?;
    as_root(packages, "mkdir", &["-p", &new])?;
    let files: Vec<&str> = libraries.iter().filter_map(|path| path.to_str()).collect();
    as_root(packages, "cp", &[&files[..], &[&new]].concat())?;
    as_root(packages, "rm", &["-rf", &lib])?;
    as_root(packages, "mv", &[&new, &lib])
}

/// Cargo doesn't notice that the standard library is another one, so what was compiled with the old one must go.
fn forget_old_builds() -> Outcome<()> {
    let built = paths::target().join("wasm32-unknown-unknown");
    if built.exists() { fs::remove_dir_all(&built).doing(|| format!("empty {}", built.display())) } else { Ok(()) }
}

fn as_root(packages: &Packages, program: &str, arguments: &[&str]) -> Outcome<()> {
    let mut command = packages.as_root(program)?;
    let output = command.args(arguments).output().doing(|| format!("run {program}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure::said(format!("{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linker_is_chosen_by_the_compilers_llvm() {
        let rustc = Rustc::parse(
            "rustc 1.96.0\nbinary: rustc\nhost: aarch64-unknown-linux-gnu\nrelease: 1.96.0\nLLVM version: 22.1.8\n",
        )
        .expect("all is there");
        assert_eq!((rustc.host.as_str(), rustc.llvm.as_str()), ("aarch64-unknown-linux-gnu", "22"));
        assert!(Rustc::parse("rustc 1.96.0").is_none());
    }
}
