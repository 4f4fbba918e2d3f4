//! `cargo xtask dev`: the page rebuilt and reloaded at each change, in front of a real server.

use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::failure::{Failure, Outcome};
use crate::process::{self, Running};
use crate::setup::{self, Purpose};
use crate::{paths, port};

use super::ready;

/// Shown by `--help`.
pub(crate) const HELP: &str = "\
Usage: cargo xtask dev [--port PORT]

  --port PORT   where the page is served on this machine (8081)

Serves a debug build of the page, builds it again when a file changes, and reloads the browser. The calls of the page go
to a real server with demo data of its own, in data/dev. A change of the server takes a new start of this command.";

/// `cargo xtask dev`.
pub(crate) fn run(mut arguments: Arguments) -> Outcome<ExitCode> {
    let wanted: u16 = arguments.value("--port")?.unwrap_or(8081);
    arguments.finish()?;
    port::must_be_free(wanted)?;

    let toolbox = setup::ready(Purpose::Site)?;
    eprintln!("Building the server (the first time about 3 minutes) …");
    ready::build(&mut toolbox.native("cargo")?, &["--package", "tapo-care-server"])?;
    process::run(
        toolbox.wasm("cargo")?.args(["fetch", "--locked", "--quiet"]),
        "fetch the libraries that the page is made of",
    )?;

    let mut command = toolbox.native("target/debug/tapo-care-server")?;
    // Port 0 is any free one. The browser sees only Trunk's, so that is what the server must take calls from.
    command.args([
        "serve",
        "--demo",
        "--listen",
        "127.0.0.1:0",
        "--public-origin",
        &format!("http://localhost:{wanted}"),
    ]);
    let data = paths::root().join("data/dev");
    let mut server = ready::start(command.args(ready::data_options(&data)))?;

    let mut trunk = toolbox.wasm("trunk")?;
    // Its output goes to a folder of its own, so that dist/ stays the page for release.
    trunk.args(["serve", "--offline", "--skip-version-check", "--address", "127.0.0.1", "--dist", "target/dev-dist"]);
    // Without a slash at its end, or the address without one would not be found; and not the profile for release, which is
    // what Trunk.toml names.
    trunk.args(["--serve-base", "/tapo_web", "--cargo-profile", "dev"]);
    trunk.args(["--port", &wanted.to_string(), "--proxy-backend", &format!("http://{}/api/", server.address)]);
    let mut trunk = Running::start(trunk.env("RUST_BACKTRACE", "0"), "trunk")?;
    println!(
        "\n  The page will be at  http://localhost:{wanted}/tapo_web  as soon as Trunk has built it.\n  \
         Log in with          demo@example.com\n  \
         and the password     correct horse battery\n  \
         Mails are put into   {}\n\n  \
         Ctrl-C ends both.\n",
        ready::outbox(&data).display()
    );

    loop {
        if let Some(status) = server.running.ended()? {
            return Err(Failure::said(format!("The server ended by itself ({status}). Its own words are above.")));
        }
        if let Some(status) = trunk.ended()? {
            return Err(Failure::said(format!("Trunk ended by itself ({status}). Its own words are above.")));
        }
        if process::pause().is_err() {
            return Ok(ExitCode::SUCCESS);
        }
    }
}
