//! Writes the first view of each route that is prepared, as HTML, into the folder that is named: one file each, its first line
//! the window's title; those of other languages than English in a folder of each. `cargo xtask build` puts them into the page.

#![recursion_limit = "512"] // A view is one type of all that is in it, which goes deeper than usual here.

use leptos::prelude::*;
use leptos_router::location::RequestUrl;
use std::path::{Path, PathBuf};
use std::{env, fs, io, process::ExitCode};
use tapo_care_web::{app::App, route::Route, say};

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The routes that have a prepared view of their own, by the name of its file. All others begin as the frame: who is logged in
/// is not known yet, and neither is what they will show.
const VIEWS: [(&str, Route); 9] = [
    ("login", Route::Login),
    ("register", Route::Register),
    ("verify", Route::Verify),
    ("forgot", Route::Forgot),
    ("reset", Route::Reset),
    ("help", Route::Help),
    ("receipts-verify", Route::VerifyReceipt),
    ("history", Route::History),
    ("frame", Route::Home),
];

fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("Name the folder to write to.");
        return ExitCode::FAILURE;
    };
    match write(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{} can't be written to: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> io::Result<()> {
    views(folder)?;
    for (tag, words) in FILES {
        let language = say::by_tag(tag).filter(|language| language.is_offered);
        if language.is_some_and(|language| say::learn(language, Some(words))) {
            views(&folder.join(tag))?;
        }
    }
    Ok(())
}

/// The views in the language that is spoken now.
fn views(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    VIEWS.iter().try_for_each(|(name, route)| {
        let html = html(route);
        fs::write(folder.join(name).with_extension("html"), [title(&html).as_str(), "\n", &html].concat())
    })
}

/// What the app shows at a route before it knows anything.
fn html(route: &Route) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        provide_context(RequestUrl::new(&route.path()));
        App().to_html()
    });
    // Marks for an app that takes the nodes over. This one builds its own.
    without_marks(&html.replace("<!--<() />-->", ""))
}

/// Takes out the marks that stand at a tag. Those between texts stay: without them two texts would be one, and glyphs would stand a
/// fraction of a pixel elsewhere than in the app.
fn without_marks(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut parts = html.split("<!>");
    kept.extend(parts.next());
    for part in parts {
        if !kept.ends_with('>') && !part.starts_with('<') && !part.is_empty() {
            kept.push_str("<!>");
        }
        kept.push_str(part);
    }
    kept
}

/// The title that the app gives to the window with this view.
fn title(html: &str) -> String {
    let heading =
        html.split_once("<h1").and_then(|(_, after)| after.split_once('>')).and_then(|(_, text)| text.split_once('<'));
    match heading {
        Some((heading, _)) => say::ui::window_title(heading.trim().to_owned()).said(),
        None => say::ui::APP.said(),
    }
}
