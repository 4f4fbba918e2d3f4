//! The standard library in the page's program: as it came with the compiler, or built for size.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Doing, Outcome};
use crate::process;
use crate::toolbox::Toolbox;

/// Which standard library the page's program gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Library {
    /// The one that came with the compiler.
    AsItCame,
    /// Built with the page, for size, with panics that end at once: they leave no place in the console. The visitor is told the
    /// same (`src/browser/trouble.rs`).
    ForSize,
}

/// The flags of `.cargo/config.toml` for the page, whose place these take, and panics that end at once.
const FLAGS: &str = "--cfg erase_components -Zunstable-options -Cpanic=immediate-abort";

impl Library {
    /// Built for size where the compiler has the source, which it needs. Says so where it has not.
    ///
    /// # Errors
    /// What the library needs can't be fetched.
    pub(crate) fn smallest(toolbox: &Toolbox) -> Outcome<Self> {
        let manifest = source(toolbox)?.join("Cargo.toml");
        if !manifest.is_file() {
            eprintln!(
                "The page gets the standard library that came with the compiler: its source, of which a smaller one could be \
                 made, is not here. `rustup component add rust-src` brings it."
            );
            return Ok(Self::AsItCame);
        }
        let mut fetch = toolbox.wasm("cargo")?;
        fetch
            .args(["fetch", "--quiet", "--locked", "--target", "wasm32-unknown-unknown", "--manifest-path"])
            .arg(manifest);
        process::run(unstable(&mut fetch), "fetch what the standard library needs")?;
        Ok(Self::ForSize)
    }

    /// Has a build use it.
    pub(crate) fn choose(self, build: &mut Command) {
        if self == Self::ForSize {
            unstable(build)
                .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
                .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", FLAGS);
        }
    }
}

/// Allows what is not stable yet, with a stable compiler too.
fn unstable(command: &mut Command) -> &mut Command {
    command.env("RUSTC_BOOTSTRAP", "1")
}

/// Where the source of the standard library would be.
fn source(toolbox: &Toolbox) -> Outcome<PathBuf> {
    let output =
        toolbox.wasm("rustc")?.args(["--print", "sysroot"]).output().doing(|| "ask rustc where it is".to_owned())?;
    Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()).join("lib/rustlib/src/rust/library"))
}

#[cfg(test)]
mod tests {
    use super::FLAGS;

    #[test]
    fn no_flag_of_the_usual_build_is_left_out() {
        let usual = include_str!("../../../.cargo/config.toml");
        let (_, after) = usual.split_once("\nrustflags = [").expect("flags for the page");
        let (flags, _) = after.split_once(']').expect("their end");
        let flags: Vec<&str> = flags.split(',').map(|flag| flag.trim().trim_matches('"')).collect();
        assert!(flags.contains(&"erase_components"), "{flags:?}");
        for flag in flags {
            assert!(FLAGS.split(' ').any(|taken| taken == flag), "{flag} is left out");
        }
    }
}
