//! What differs between two runs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::failure::{Doing, Outcome};

use super::picture::Picture;

/// One file that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The file's name.
    pub(super) file: String,
    /// What became of it.
    pub(super) what: What,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// It was not there before.
    New,
    /// It is not there any more.
    Gone,
    /// So many of its so many pixels are others.
    Pixels(usize, usize),
    /// What is heard is something else.
    Words,
}

impl Change {
    /// In words.
    pub(super) fn words(&self) -> String {
        match self.what {
            What::New => "new".to_owned(),
            What::Gone => "gone".to_owned(),
            What::Words => "other words".to_owned(),
            What::Pixels(count, of) => {
                // In hundredths of a percent, rounded up: no change is none.
                let share = (count * 10_000).div_ceil(of.max(1));
                format!("{count} pixels, {}.{:02} %", share / 100, share % 100)
            }
        }
    }
}

/// Compares the files of these languages in two folders. Pictures of the differences go into a third, under the same names.
///
/// # Errors
/// A picture can't be read or written.
pub(super) fn find(before: &Path, now: &Path, into: &Path, languages: &str) -> Outcome<Vec<Change>> {
    let (old, new) = (names(before, languages)?, names(now, languages)?);
    let mut changes = Vec::new();
    for file in old.union(&new) {
        let what = match (old.contains(file), new.contains(file)) {
            (false, _) => Some(What::New),
            (_, false) => Some(What::Gone),
            _ => compare(&before.join(file), &now.join(file), &into.join(file))?,
        };
        changes.extend(what.map(|what| Change { file: file.clone(), what }));
    }
    Ok(changes)
}

/// A line for each change, and how many there are.
pub(super) fn table(changes: &[Change]) -> String {
    let width = changes.iter().map(|change| change.file.len()).max().unwrap_or_default();
    let mut text = String::new();
    for change in changes {
        text.push_str(&format!("  {:<width$}  {}\n", change.file, change.words()));
    }
    text.push_str(&match changes.len() {
        0 => "Everything looks as before.".to_owned(),
        1 => "1 file is not as before.".to_owned(),
        count => format!("{count} files are not as before."),
    });
    text
}

fn compare(before: &Path, now: &Path, into: &Path) -> Outcome<Option<What>> {
    let bytes = |path: &Path| fs::read(path).doing(|| format!("read {}", path.display()));
    if bytes(before)? == bytes(now)? {
        return Ok(None);
    }
    if now.extension().is_none_or(|extension| extension != "png") {
        return Ok(Some(What::Words));
    }
    let (old, new) = (Picture::read(before)?, Picture::read(now)?);
    let (count, marked) = new.difference(&old);
    if count == 0 {
        return Ok(None);
    }
    marked.write(into)?;
    Ok(Some(What::Pixels(count, marked.size())))
}

/// Pictures and what is heard, in these languages. Their names end with the language and what they are.
fn names(folder: &Path, languages: &str) -> Outcome<BTreeSet<String>> {
    let doing = || format!("look into {}", folder.display());
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).doing(doing)? {
        let name = entry.doing(doing)?.file_name().to_string_lossy().into_owned();
        let of_language =
            |language: &str| [".png", ".heard.txt"].iter().any(|end| name.ends_with(&format!(".{language}{end}")));
        if languages.split(',').any(of_language) {
            names.insert(name);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_gone_and_said_otherwise_is_told_and_other_languages_are_not() {
        let root = std::env::temp_dir().join(format!("tapo-care-changes-{}", std::process::id()));
        let folder = |name: &str, files: &[(&str, &str)]| {
            let folder = root.join(name);
            fs::create_dir_all(&folder).expect("makes a folder");
            for (file, text) in files {
                fs::write(folder.join(file), text).expect("writes");
            }
            folder
        };
        let before =
            folder("before", &[("a.en.heard.txt", "a"), ("b.en.heard.txt", "b"), ("c.ar.png", ""), ("list.txt", "")]);
        let now = folder("now", &[("a.en.heard.txt", "A"), ("d.en.png", "")]);
        let found = find(&before, &now, &root, "en").expect("compares");
        fs::remove_dir_all(&root).expect("removes");
        let change = |file: &str, what| Change { file: file.to_owned(), what };
        assert_eq!(
            found,
            [
                change("a.en.heard.txt", What::Words),
                change("b.en.heard.txt", What::Gone),
                change("d.en.png", What::New)
            ]
        );
        assert!(table(&found).ends_with("3 files are not as before."), "{}", table(&found));
    }

    #[test]
    fn the_least_change_is_no_nothing() {
        let change = Change { file: String::new(), what: What::Pixels(1, 1_000_000) };
        assert_eq!(change.words(), "1 pixels, 0.01 %");
    }
}
