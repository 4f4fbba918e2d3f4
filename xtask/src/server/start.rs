//! `cargo xtask start`: the whole site with demo data.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use crate::arguments::Arguments;
use crate::failure::{Failure, Outcome};
use crate::setup::{self, Purpose};
use crate::{page, paths, port};

use super::ready;

/// Shown by `--help`.
pub(crate) const HELP: &str = "\
Usage: cargo xtask start [--port PORT] [--data DIR]

  --port PORT   where the site is served on this machine (8080)
  --data DIR    where the accounts, codes and redemptions are kept (data)

Installs what is missing, builds the page and the server for release, and serves the site with demo data until Ctrl-C.
What you redeem is kept: delete the data folder to begin again.";

/// The demo codes by what happens to them, so that a visitor can try everything.
const CODES: &str = "  Codes to redeem (the first one is the one to begin with):
    W2GBJZT48TRNM   Premium, 2 cameras, 12 months
    SAMEPLAN00001   the same plan, 1 month more: it extends the first
    BASICPLAN0005   Basic, 5 cameras, 3 months
    BASICPLAN0001   Basic, 1 camera, 6 months: that plan of yours has ended, so it starts anew
    PREMIUM000003   Premium, 3 cameras, 1 month
    PREMIUM000010   Premium, 10 cameras, 1 month
  Codes that are refused:
    REDEEMED00000   somebody else has redeemed it
    EXPIRED000000   too late
    REVOKED000000   withdrawn
    NOTYET0000000   too early
    REGION0000000   sold in another region";

/// `cargo xtask start`.
pub(crate) fn run(mut arguments: Arguments) -> Outcome<ExitCode> {
    let wanted = arguments.value("--port")?.unwrap_or(8080);
    let data = paths::root().join(arguments.value::<PathBuf>("--data")?.unwrap_or_else(|| "data".into()));
    arguments.finish()?;
    port::must_be_free(wanted)?;

    let toolbox = setup::ready(Purpose::Site)?;
    page::build::page(&toolbox)?;
    eprintln!("Building the server (the first time about 3 minutes) …");
    ready::build(&mut toolbox.native("cargo")?, &["--release", "--package", "tapo-care-server"])?;

    let mut command = toolbox.native("target/release/tapo-care-server")?;
    command.args(["serve", "--demo", "--listen", &format!("127.0.0.1:{wanted}"), "--page-dir"]).arg(paths::dist());
    command.arg("--docs-dir").arg(paths::dist_docs());
    let server = ready::start(command.args(ready::data_options(&data)))?;
    println!("{}", welcome(wanted, &data.display().to_string(), &ready::outbox(&data).display().to_string()));

    match server.running.wait(Duration::MAX) {
        Err(Failure::Interrupted) => {
            println!("\nThe site has ended. What was redeemed is kept in {}.", data.display());
            Ok(ExitCode::SUCCESS)
        }
        Err(failure) => Err(failure),
        Ok(status) => Err(Failure::said(format!("The server ended by itself ({status}). Its own words are above."))),
    }
}

fn welcome(port: u16, data: &str, outbox: &str) -> String {
    format!(
        "\n  The site is open:  http://localhost:{port}/tapo_web\n\n  \
         Log in with        demo@example.com\n  \
         and the password   correct horse battery\n\n\
         {CODES}\n\n  \
         Mails are put into {outbox}, such as the code for a new TP-Link ID.\n  \
         Everything is kept in {data}. Ctrl-C ends the site.\n"
    )
}
