//! The script of the API's reading page, in a folder of its own: it is no part of the page, nor of its bytes.

use std::fs;

use crate::failure::{Doing, Outcome};
use crate::{paths, pins};

use super::compress;
use crate::toolbox::Toolbox;

/// Puts the script, if there is one, where the server looks for it, unless it is there.
///
/// # Errors
/// A file can't be read or written.
pub(crate) fn ready(toolbox: &Toolbox) -> Outcome<()> {
    let Some(script) = &toolbox.scalar else { return Ok(()) };
    let folder = paths::dist_docs();
    // Written last, so that it speaks of a whole folder.
    let stamp = folder.join("version.txt");
    if fs::read_to_string(&stamp).is_ok_and(|version| version == pins::SCALAR) {
        return Ok(());
    }
    paths::empty(&folder)?;
    fs::copy(script, folder.join("scalar.js")).doing(|| format!("copy {}", script.display()))?;
    compress::folder(&folder)?;
    fs::write(&stamp, pins::SCALAR).doing(|| format!("write {}", stamp.display()))
}
