//! `cargo xtask`: one command to run the site, one to test it, and the steps that these are made of.
//!
//! Every command first installs what the machine lacks (see `setup`), so that a fresh checkout needs Rust and nothing else.

#[cfg(not(unix))]
compile_error!("cargo xtask runs on Linux and macOS. On Windows, use it inside WSL.");

mod arguments;
mod bench;
mod commands;
mod dist;
mod engine;
mod failure;
mod gallery;
mod interrupt;
mod lock;
mod page;
mod paths;
mod pins;
mod port;
mod process;
mod server;
mod setup;
mod testing;
mod toolbox;
mod torture;

use std::process::ExitCode;

fn main() -> ExitCode {
    interrupt::listen();
    let mut words = std::env::args().skip(1);
    let name = words.next();
    let outcome = commands::run(name.as_deref(), words.collect());
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\n{failure}");
            failure.exit_code()
        }
    }
}
