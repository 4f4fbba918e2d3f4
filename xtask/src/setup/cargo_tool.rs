//! Build tools that cargo installs, each in a folder of its own by version.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Doing, Outcome};
use crate::paths;
use crate::process::{Step, answer, step};

/// A tool that cargo can install, in just one version.
pub(crate) struct CargoTool<'a> {
    package: &'static str,
    version: &'a str,
    /// The programs that it brings; the first one says its version.
    programs: &'static [&'static str],
    purpose: &'static str,
    takes: &'static str,
    options: &'static [&'static str],
}

impl<'a> CargoTool<'a> {
    /// Trunk. It only moves files about: an unoptimised one is as quick, and compiles in a quarter of the time.
    pub(crate) fn trunk(version: &'a str) -> Self {
        Self {
            package: "trunk",
            version,
            programs: &["trunk"],
            purpose: "which builds the page",
            takes: "3 minutes",
            options: &["--locked", "--no-default-features", "--features", "rustls"],
        }
    }

    /// wasm-bindgen's own tools. Not with --locked: what its lock file names has partly been withdrawn.
    pub(crate) fn wasm_bindgen(version: &'a str) -> Self {
        Self {
            package: "wasm-bindgen-cli",
            version,
            programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
            purpose: "which joins WebAssembly and JavaScript",
            takes: "1 minute",
            options: &[],
        }
    }

    /// What cuts the page's program into pieces. An unoptimised one takes less than a second.
    pub(crate) fn wasm_split(version: &'a str) -> Self {
        Self {
            package: "wasm_split_cli_support",
            version,
            programs: &["wasm-split-cli"],
            purpose: "which cuts the page's program into pieces",
            takes: "1 minute",
            options: &["--features", "build-binary"],
        }
    }

    /// geckodriver. It passes on what it is told: an unoptimised one is as quick, and compiles in half the time.
    pub(crate) fn geckodriver(version: &'a str) -> Self {
        Self {
            package: "geckodriver",
            version,
            programs: &["geckodriver"],
            purpose: "which drives Firefox",
            takes: "3 minutes",
            options: &[],
        }
    }

    /// Finds or installs it. `None` means that PATH has just this version; otherwise the folder of its programs.
    ///
    /// # Errors
    /// It can't be compiled or fetched.
    pub(crate) fn ready(&self) -> Outcome<Option<PathBuf>> {
        let root = paths::tools()?.join(format!("{}-{}", self.package, self.version));
        let folder = root.join("bin");
        if self.programs.iter().all(|program| folder.join(program).is_file()) {
            return Ok(Some(folder));
        }
        if self.on_path() {
            return Ok(None);
        }
        fs::create_dir_all(&root).doing(|| format!("make {}", root.display()))?;
        let says = format!("Installing {} {}, {}", self.package, self.version, self.purpose);
        let mut command = Command::new("cargo");
        command
            .args(["install", self.package, "--version", self.version, "--debug", "--root"])
            .arg(&root)
            .args(self.options);
        // Started in its own folder, it doesn't read this project's configuration; and it compiles apart from it.
        command.current_dir(&root).env("CARGO_PROFILE_DEV_DEBUG", "0").env_remove("CARGO_TARGET_DIR");
        step(&Step { says: &says, takes: self.takes, log: self.package }, &mut command)?;
        Ok(Some(folder))
    }

    fn on_path(&self) -> bool {
        let versions = self.programs.iter().map(|program| answer(Command::new(program).arg("--version")));
        versions.into_iter().all(|text| text.is_some_and(|text| says_version(&text, self.version)))
    }
}

/// Whether a program's answer to `--version`, such as `trunk 0.21.14`, names just `version`.
pub(crate) fn says_version(answer: &str, version: &str) -> bool {
    answer.split_whitespace().any(|word| word == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_just_the_version_will_do() {
        assert!(says_version("trunk 0.21.14", "0.21.14"));
        assert!(says_version("wasm-bindgen 0.2.130 (abc)", "0.2.130"));
        assert!(says_version("wasm-opt version 132 (version_132)", "132"));
        assert!(!says_version("trunk 0.21.140", "0.21.14"));
        assert!(!says_version("", "0.21.14"));
    }
}
