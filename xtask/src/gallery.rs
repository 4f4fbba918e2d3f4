//! `cargo xtask gallery`: pictures of every view in every state, and what a change did to them.

mod changes;
mod index;
mod picture;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use crate::arguments::Arguments;
use crate::failure::{Doing, Failure, Outcome};
use crate::paths;
use crate::process::Running;
use crate::setup::{self, Purpose};
use crate::testing::{self, Build};
use crate::toolbox::Toolbox;

/// Shown by `--help`.
pub(crate) const HELP: &str = "\
Usage: cargo xtask gallery [--language LIST] [--compare DIR]

  --language LIST   the languages to walk in, such as en,ar (en,ar)
  --compare DIR     compare with these pictures rather than with those of the run before

Starts real servers with demo data, walks through every view and its states in Chromium, and takes pictures: phone and desk, light
and dark, forced colours and paper. target/gallery/index.html shows them, with what a screen reader hears, and begins with what has
changed since the run before: pictures of the differences are in target/gallery/changes. Dates, references and keys are the same on
all pictures. A run takes about 5 minutes.";

/// The walks, in the order in which the index shows them.
const WALKS: [&str; 6] = ["guest", "redeeming", "account", "several", "trouble", "outside"];

/// The folders of a gallery.
struct Gallery {
    /// All of it.
    root: PathBuf,
    /// The pictures of this run.
    now: PathBuf,
    /// Those of the run before.
    before: PathBuf,
    /// Where they differ.
    changes: PathBuf,
}

/// `cargo xtask gallery`.
pub(crate) fn run(mut arguments: Arguments) -> Outcome<ExitCode> {
    let languages = arguments.value("--language")?.unwrap_or_else(|| "en,ar".to_owned());
    let other: Option<PathBuf> = arguments.value("--compare")?;
    arguments.finish()?;
    let other = other.map(|folder| paths::root().join(folder));
    if let Some(folder) = other.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(Failure::usage(format!("There is no folder {}.", folder.display())));
    }
    let toolbox = setup::ready(Purpose::Tests)?;
    let root = paths::target().join("gallery");
    let gallery = Gallery { now: root.join("now"), before: root.join("before"), changes: root.join("changes"), root };
    take(&toolbox, &gallery, &languages)?;

    let before = other.map_or_else(|| gallery.before.clone(), |folder| pictures_of(&folder));
    paths::empty(&gallery.changes)?;
    let views = views(&gallery.now, &languages)?;
    let changes =
        if before.is_dir() { changes::find(&before, &gallery.now, &gallery.changes, &languages)? } else { Vec::new() };
    let html = index::html(&views, &changes, &gallery.root, &before);
    let file = gallery.root.join("index.html");
    fs::write(&file, html).doing(|| format!("write {}", file.display()))?;
    if before.is_dir() {
        println!("\n{}", changes::table(&changes));
    } else {
        println!("\nThere are no pictures to compare with yet.");
    }
    println!("The gallery: {}", file.display());
    Ok(ExitCode::SUCCESS)
}

/// A view with its files, in the order of the walk.
pub(crate) struct View {
    /// Its name.
    pub(crate) name: String,
    /// Pictures, and what is heard.
    pub(crate) files: Vec<String>,
}

/// Takes the pictures. Those of the run before are kept, but for a run that broke off.
fn take(toolbox: &Toolbox, gallery: &Gallery, languages: &str) -> Outcome<()> {
    let mut command = testing::journeys(toolbox, Build::Debug)?;
    let new = gallery.root.join("new");
    paths::empty(&new)?;
    command.args(["gallery::", "--", "--ignored"]);
    command.env("TAPO_CARE_GALLERY", &new).env("TAPO_CARE_GALLERY_LANGUAGES", languages);
    let status = Running::start(&mut command, "the walk")?.wait(Duration::from_secs(3600))?;
    if !status.success() {
        return Err(Failure::said(
            "A walk did not come to its end; its own words are above. The pictures are as they were.",
        ));
    }
    if gallery.now.is_dir() {
        if gallery.before.is_dir() {
            fs::remove_dir_all(&gallery.before).doing(|| "remove the pictures before the last".to_owned())?;
        }
        fs::rename(&gallery.now, &gallery.before).doing(|| "keep the last pictures".to_owned())?;
    }
    fs::rename(&new, &gallery.now).doing(|| "put the pictures into their place".to_owned())
}

/// Where the pictures are, when either a gallery or the very folder was named.
fn pictures_of(folder: &Path) -> PathBuf {
    let now = folder.join("now");
    if now.is_dir() { now } else { folder.to_owned() }
}

/// Reads the lists that the walks have left.
fn views(folder: &Path, languages: &str) -> Outcome<Vec<View>> {
    let mut views: Vec<View> = Vec::new();
    for walk in WALKS {
        for language in languages.split(',') {
            let list = folder.join(format!("{walk}.{language}.txt"));
            let text = fs::read_to_string(&list).doing(|| format!("read {}", list.display()))?;
            for (name, file) in text.lines().filter_map(|line| line.split_once('\t')) {
                match views.iter_mut().find(|view| view.name == name) {
                    Some(view) => view.files.push(file.to_owned()),
                    None => views.push(View { name: name.to_owned(), files: vec![file.to_owned()] }),
                }
            }
        }
    }
    Ok(views)
}
