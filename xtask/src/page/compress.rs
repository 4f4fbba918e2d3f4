//! Compresses the page once, when it is built, as well as can be: the server only picks the file that the browser takes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};

use crate::failure::{Doing, Outcome};

use super::sizes::Sizes;

/// Files of other kinds are compressed already by their nature.
const COMPRESSIBLE: &[&str] =
    &["html", "js", "mjs", "wasm", "css", "svg", "json", "txt", "xml", "webmanifest", "map", "ico"];

/// Writes `name.br` and `name.gz` beside every file of `folder` that gets smaller by it. Sorted by name.
///
/// # Errors
/// A file can't be read or written.
pub(crate) fn folder(folder: &Path) -> Outcome<Vec<Sizes>> {
    let mut sizes = Vec::new();
    for path in files(folder)? {
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
        let raw = fs::read(&path).doing(|| format!("read {}", path.display()))?;
        let compressible =
            path.extension().is_some_and(|extension| COMPRESSIBLE.iter().any(|&known| extension == known));
        let (brotli, gzip) = if compressible {
            (beside(&path, "br", brotli(&raw)?, raw.len())?, beside(&path, "gz", gzip(&raw)?, raw.len())?)
        } else {
            (raw.len(), raw.len())
        };
        sizes.push(Sizes { name, raw: raw.len(), gzip, brotli });
    }
    Ok(sizes)
}

/// The sizes of `folder` as it was compressed.
///
/// # Errors
/// A file can't be read.
pub(crate) fn measured(folder: &Path) -> Outcome<Vec<Sizes>> {
    let length = |path: &Path| fs::metadata(path).map(|data| usize::try_from(data.len()).unwrap_or(usize::MAX));
    let mut sizes = Vec::new();
    for path in files(folder)? {
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
        let raw = length(&path).doing(|| format!("read {}", path.display()))?;
        // One that is not there would not have been smaller.
        let [gzip, brotli] = ["gz", "br"].map(|ending| {
            let mut name = path.as_os_str().to_owned();
            name.push(format!(".{ending}"));
            length(Path::new(&name)).unwrap_or(raw)
        });
        sizes.push(Sizes { name, raw, gzip, brotli });
    }
    Ok(sizes)
}

/// All files below `folder` but the compressed ones, sorted.
fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).doing(|| format!("read {}", next.display()))? {
            let path = entry.doing(|| format!("read {}", next.display()))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.extension().is_some_and(|extension| extension == "br" || extension == "gz") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Writes `bytes` to the file `path.ending`, if they are fewer than `raw`. Says how many bytes are sent to who takes this form.
fn beside(path: &Path, ending: &str, bytes: Vec<u8>, raw: usize) -> Outcome<usize> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    let name = PathBuf::from(name);
    if bytes.len() >= raw {
        // One of an earlier build would be sent in place of the new file.
        return if name.exists() {
            fs::remove_file(&name).doing(|| format!("remove {}", name.display())).map(|()| raw)
        } else {
            Ok(raw)
        };
    }
    fs::write(&name, &bytes).doing(|| format!("write {}", name.display()))?;
    Ok(bytes.len())
}

/// Quality 11 is the best; the window of 16 MB that all browsers take holds the whole page.
fn brotli(raw: &[u8]) -> Outcome<Vec<u8>> {
    let parameters =
        BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: raw.len(), ..BrotliEncoderParams::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*raw, &mut out, &parameters).doing(|| "compress with brotli".to_owned())?;
    Ok(out)
}

/// Without a time inside, so that the same page always gives the same bytes.
fn gzip(raw: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(raw).and_then(|()| encoder.finish()).doing(|| "compress with gzip".to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_compressed_comes_back_as_it_was() {
        let raw = "Tapo Care ".repeat(500).into_bytes();
        let (br, gz) = (brotli(&raw).expect("brotli works"), gzip(&raw).expect("gzip works"));
        assert!(br.len() < 100 && gz.len() < 200, "{} {}", br.len(), gz.len());

        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &*br, &mut back).expect("brotli reads its own");
        assert_eq!(back, raw);
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(&*gz).read_to_end(&mut back).expect("gzip reads its own");
        assert_eq!(back, raw);
    }

    #[test]
    fn only_what_gets_smaller_is_kept() {
        let dist = crate::paths::root().join("target/xtask/test-compress");
        fs::create_dir_all(dist.join("sub")).expect("a folder can be made");
        for (name, text) in [
            ("a.js", "let a = 1;".repeat(50)),
            ("sub/b.css", "x".to_owned()),
            ("c.png", "c".repeat(500)),
            ("sub/b.css.br", "old".to_owned()),
        ] {
            fs::write(dist.join(name), text).expect("a file can be written");
        }
        let sizes = folder(&dist).expect("all can be read");
        let names: Vec<&str> = sizes.iter().map(|size| size.name.as_str()).collect();
        assert_eq!(names, ["a.js", "c.png", "sub/b.css"]);
        assert!(sizes[0].brotli < sizes[0].raw && dist.join("a.js.br").is_file() && dist.join("a.js.gz").is_file());
        assert!(!dist.join("c.png.br").exists() && !dist.join("sub/b.css.br").exists());
    }
}
