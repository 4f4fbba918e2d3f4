//! Writes the messages of `locales/` as code, and as files for the views that are prepared at build time and for tests.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs, process};

fn main() {
    if let Err(error) = write() {
        // What cargo shows of a build script that fails.
        eprintln!("{error}");
        process::exit(1);
    }
}

fn write() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        // What cuts the program goes by the places where functions are called, which the linker otherwise forgets.
        println!("cargo:rustc-link-arg-bins=--emit-relocs");
    }
    let locales = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("locales");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("messages.rs"), tapo_care_messages::code(&locales)?)?;
    let mut all = String::from(
        "/// The files of all languages but English: tag and content.\npub const FILES: &[(&str, &str)] = &[\n",
    );
    for file in tapo_care_messages::files(&locales)? {
        let path = out.join(file.language.tag).with_extension("json");
        fs::write(&path, &file.content)?;
        all.push_str(&format!("    ({:?}, include_str!({:?})),\n", file.language.tag, path));
    }
    fs::write(out.join("files.rs"), all + "];\n")?;
    Ok(())
}
