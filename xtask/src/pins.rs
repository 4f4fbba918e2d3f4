//! The versions that the build tools must have.

use std::path::Path;

use crate::failure::{Doing, Failure, Outcome};

/// The version of Trunk that builds the page.
pub(crate) const TRUNK: &str = "0.21.14";

/// The version of wasm_split_cli_support that cuts the program into pieces. It reads what Leptos' `wasm_split_helpers` wrote.
pub(crate) const WASM_SPLIT: &str = "0.2.4";
/// The version of Scalar that shows the API's document.
pub(crate) const SCALAR: &str = "1.72.1";
/// The version of uqr that draws QR codes on the page. Another version makes another file: its name is in the page's `browser/qr.rs`.
pub(crate) const UQR: &str = "0.1.3";
/// The version of npm's oidc-provider that the tests log in with.
pub(crate) const OIDC_PROVIDER: &str = "9.13.3";
/// The version of npm's axe-core that looks for barriers on the rendered pages.
pub(crate) const AXE_CORE: &str = "4.14.1";
/// The version of npm's html-validate that judges their HTML: the last that runs on Node 18.
pub(crate) const HTML_VALIDATE: &str = "9.7.1";

/// The version of geckodriver, which drives Firefox.
pub(crate) const GECKODRIVER: &str = "0.37.1";

/// The versions that the files of the checkout ask for.
pub(crate) struct Pins {
    /// Such as `0.2.130`: the command-line tool must be of just the version of the library.
    pub(crate) wasm_bindgen: String,
    /// Such as `132`: the number of a Binaryen release.
    pub(crate) binaryen: String,
}

impl Pins {
    /// Reads the versions from `Cargo.lock` and `Trunk.toml`.
    ///
    /// # Errors
    /// A file can't be read, or the two don't agree.
    pub(crate) fn read(root: &Path) -> Outcome<Self> {
        let text = |name: &str| std::fs::read_to_string(root.join(name)).doing(|| format!("read {name}"));
        Self::from_texts(&text("Cargo.lock")?, &text("Trunk.toml")?)
    }

    fn from_texts(lock: &str, trunk: &str) -> Outcome<Self> {
        let wasm_bindgen =
            locked(lock, "wasm-bindgen").ok_or_else(|| Failure::said("Cargo.lock holds no wasm-bindgen."))?;
        let named = setting(trunk, "wasm_bindgen")
            .ok_or_else(|| Failure::said("Trunk.toml names no wasm_bindgen under [tools]."))?;
        if named != wasm_bindgen {
            return Err(Failure::said(format!(
                "Cargo.lock has wasm-bindgen {wasm_bindgen} and Trunk.toml asks for {named}. They must be the same: \
                 change wasm_bindgen in Trunk.toml, or the version in Cargo.toml."
            )));
        }
        let wasm_opt =
            setting(trunk, "wasm_opt").ok_or_else(|| Failure::said("Trunk.toml names no wasm_opt under [tools]."))?;
        let binaryen = wasm_opt.strip_prefix("version_").ok_or_else(|| {
            Failure::said(format!("Trunk.toml has wasm_opt = \"{wasm_opt}\", which should be such as \"version_132\"."))
        })?;
        Ok(Self { wasm_bindgen: wasm_bindgen.to_owned(), binaryen: binaryen.to_owned() })
    }
}

/// The version of `package` in the text of a Cargo.lock.
fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let heading = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != heading);
    lines.next()?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

/// The value of a line `name = "value"`.
fn setting<'a>(toml: &'a str, name: &str) -> Option<&'a str> {
    toml.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        let value = value.trim().strip_prefix('"')?;
        (key.trim() == name).then(|| value.split('"').next()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";

    #[test]
    fn the_versions_are_read() {
        let pins = Pins::from_texts(LOCK, "[tools]\nwasm_bindgen = \"0.2.130\"\nwasm_opt = \"version_132\" # why\n")
            .expect("both files are right");
        assert_eq!((pins.wasm_bindgen.as_str(), pins.binaryen.as_str()), ("0.2.130", "132"));
    }

    #[test]
    fn versions_that_differ_are_refused() {
        let failure = Pins::from_texts(LOCK, "wasm_bindgen = \"0.2.129\"\nwasm_opt = \"version_132\"\n")
            .err()
            .expect("they differ");
        assert!(failure.to_string().contains("0.2.130 and Trunk.toml asks for 0.2.129"), "{failure}");
    }

    #[test]
    fn the_checkout_itself_is_right() {
        Pins::read(crate::paths::root()).expect("Cargo.lock and Trunk.toml agree");
    }
}
