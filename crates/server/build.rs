//! Writes what mails say, in every language, as code: from `mails/`, a file for each language. What a language lacks does not
//! compile.

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
    println!("cargo:rerun-if-changed=mails");
    println!("cargo:rerun-if-changed=build.rs");
    let mails = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("mails");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("mails.rs"), tapo_care_messages::table(&mails)?)?;
    Ok(())
}
