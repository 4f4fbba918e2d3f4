//! Rules of the house that no other tool knows.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process::answer;

use super::tally::Tally;

/// Where every file says at its top what it is for.
const EXPLAINED: &[&str] = &["src/", "crates/", "xtask/", "tests/"];

/// Where packages come from is each machine's own matter. In pieces, so that this file keeps the rule too.
const HOSTS: &[&str] = &[
    concat!("crates", ".io"),
    concat!("npmjs", ".org"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("deb.", "debian.org"),
    concat!("security.", "debian.org"),
    concat!("archive.ubuntu", ".com"),
    concat!("static.rust-lang", ".org"),
];

/// How cargo itself names the usual registry in every lock file, whatever the machine's own is.
const LOCK_FILE_SOURCE: &str = concat!("registry+https://github.com/rust-lang/crates", ".io-index");

/// Checks every file that git has or would take.
///
/// # Errors
/// This is no checkout, or there is no git.
pub(crate) fn run(root: &Path) -> Outcome<Tally> {
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let files = answer(Command::new("git").args(list).current_dir(root)).ok_or_else(|| {
        Failure::said("git can't list the files of this checkout, so the rules of the house weren't checked.")
    })?;
    let mut complaints = Vec::new();
    for path in files.split('\0').filter(|path| !path.is_empty()) {
        // A picture is no text, and a file may be deleted without git having been told.
        if let Ok(text) = fs::read_to_string(root.join(path)) {
            complaints.extend(complaints_about(path, &text));
        }
    }
    for complaint in &complaints {
        println!("{complaint}");
    }
    Ok(if complaints.is_empty() { Tally::PASSED } else { Tally::FAILED })
}

fn complaints_about(path: &str, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let rust = Path::new(path).extension().is_some_and(|extension| extension == "rs");
    if rust && EXPLAINED.iter().any(|folder| path.starts_with(folder)) && !text.starts_with("//!") {
        complaints.push(format!("{path}:1: should begin with //! and say what the file is for"));
    }
    for (line, number) in text.lines().zip(1..) {
        if rust && line.contains(concat!("[", "allow(")) {
            complaints.push(format!(
                "{path}:{number}: should be #[expect(…, reason = \"…\")], which says why and ends by itself"
            ));
        }
        let line = line.replace(LOCK_FILE_SOURCE, "");
        for host in HOSTS.iter().filter(|&&host| line.contains(host)) {
            complaints.push(format!("{path}:{number}: names {host}, which is a matter of each machine"));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_files_get_no_complaint() {
        assert_eq!(
            complaints_about("src/a.rs", "//! What it is for.\n#[expect(dead_code, reason = \"soon\")]\n"),
            [""; 0]
        );
        assert_eq!(complaints_about("Cargo.lock", &format!("source = \"{LOCK_FILE_SOURCE}\"\n")), [""; 0]);
        assert_eq!(complaints_about("README.md", "allow( everything\n"), [""; 0]);
    }

    #[test]
    fn each_rule_names_file_and_line() {
        let unexplained = complaints_about("crates/wire/src/a.rs", "// no\n");
        assert!(unexplained.len() == 1 && unexplained[0].starts_with("crates/wire/src/a.rs:1: "), "{unexplained:?}");
        let allowed = complaints_about("src/a.rs", &format!("//! A.\n{}dead_code)]\n", concat!("#![", "allow(")));
        assert!(allowed.len() == 1 && allowed[0].starts_with("src/a.rs:2: should be #[expect"), "{allowed:?}");
        let host = complaints_about("package-lock.json", &format!("\"https://registry.{}/a\"", HOSTS[1]));
        assert!(host.len() == 1 && host[0].contains("package-lock.json:1: names"), "{host:?}");
    }
}
