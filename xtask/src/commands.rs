//! The table of commands, and their help.

use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::failure::{Failure, Outcome};
use crate::{bench, dist, gallery, page, server, setup, testing, torture};

/// One command of `cargo xtask`.
struct Command {
    name: &'static str,
    /// What it does, in one line.
    summary: &'static str,
    /// All that `--help` shows below the summary.
    help: &'static str,
    run: fn(Arguments) -> Outcome<ExitCode>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "start",
        summary: "build everything and run the site with demo data",
        help: server::start::HELP,
        run: server::start::run,
    },
    Command {
        name: "dev",
        summary: "run the site while you change it: the browser reloads by itself",
        help: server::dev::HELP,
        run: server::dev::run,
    },
    Command { name: "test", summary: "run every check and every test", help: testing::HELP, run: testing::run },
    Command {
        name: "torture",
        summary: "prove that a code is redeemed once, whatever happens to the server",
        help: torture::HELP,
        run: torture::run,
    },
    Command {
        name: "bench",
        summary: "measure how many codes the server redeems in a second, and what visitors wait for",
        help: bench::HELP,
        run: bench::run,
    },
    Command {
        name: "gallery",
        summary: "take pictures of every view, and show what a change did to them",
        help: gallery::HELP,
        run: gallery::run,
    },
    Command {
        name: "build",
        summary: "build the page for release into dist/, compressed",
        help: page::build::HELP,
        run: page::build::run,
    },
    Command {
        name: "dist",
        summary: "pack what a server needs: its program, and the page as small as it gets",
        help: dist::HELP,
        run: dist::run,
    },
    Command {
        name: "size",
        summary: "show where the bytes of the page are, against the budget",
        help: page::size::HELP,
        run: page::size::run,
    },
    Command {
        name: "style",
        summary: "join the style sheets into target/style/page.css",
        help: page::style::HELP,
        run: page::style::run,
    },
    Command {
        name: "setup",
        summary: "install what the other commands need (they do so themselves)",
        help: setup::HELP,
        run: setup::run,
    },
];

/// Runs the command `name` with the words after it.
pub(crate) fn run(name: Option<&str>, words: Vec<String>) -> Outcome<ExitCode> {
    let Some(name) = name else {
        println!("{}", overview());
        return Ok(ExitCode::SUCCESS);
    };
    if matches!(name, "--help" | "-h" | "help") {
        println!("{}", overview());
        return Ok(ExitCode::SUCCESS);
    }
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        return Err(Failure::usage(format!("There is no command “{name}”.\n\n{}", overview())));
    };
    let mut arguments = Arguments::new(command.name, words);
    if arguments.flag("--help") || arguments.flag("-h") {
        println!("cargo xtask {}: {}\n\n{}", command.name, command.summary, command.help);
        return Ok(ExitCode::SUCCESS);
    }
    (command.run)(arguments)
}

fn overview() -> String {
    let mut text = String::from("cargo xtask COMMAND\n\n");
    for command in COMMANDS {
        text.push_str(&format!("  {:<7} {}\n", command.name, command.summary));
    }
    text.push_str("\ncargo xtask COMMAND --help says more about one.");
    text
}
