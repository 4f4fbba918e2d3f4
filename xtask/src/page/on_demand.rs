//! Scripts that the page loads when they are wanted, and never before: each a file of its own, whose name holds its fingerprint.

use std::fs;
use std::path::Path;

use crate::failure::{Doing, Failure, Outcome};
use crate::setup::uqr;

use super::style;

/// The encoder of QR codes. The page asks for this very name (`src/browser/qr.rs`), so that what it runs is what was looked at
/// when the version was chosen.
const UQR: &str = "uqr-31726ce03376a63e.mjs";

/// Writes the scripts that could be had, and takes out those of before.
///
/// # Errors
/// A script is another one than its name says, or can't be written.
pub(super) fn write(folder: &Path) -> Outcome<()> {
    fs::create_dir_all(folder).doing(|| format!("make {}", folder.display()))?;
    let script = uqr::script()?;
    for entry in fs::read_dir(folder).doing(|| format!("read {}", folder.display()))? {
        let entry = entry.doing(|| format!("read {}", folder.display()))?;
        if script.is_none() || entry.file_name() != UQR {
            fs::remove_file(entry.path()).doing(|| format!("remove {}", entry.path().display()))?;
        }
    }
    let Some(script) = script else { return Ok(()) };
    let name = ["uqr-", &tapo_care_messages::fingerprint(&script), ".mjs"].concat();
    if name != UQR {
        return Err(Failure::said(format!(
            "The script of uqr is {name}, and {UQR} was expected. If another version was chosen, look at it and change the name \
             here and in src/browser/qr.rs."
        )));
    }
    style::write(&folder.join(UQR), &script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_asks_for_the_name_that_is_written() {
        let page = fs::read_to_string(crate::paths::root().join("src/browser/qr.rs")).expect("it is there");
        assert!(page.contains(&["/on-demand/", UQR].concat()), "src/browser/qr.rs should ask for {UQR}");
    }
}
