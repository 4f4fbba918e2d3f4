//! How many bytes the page may be. Bytes are exact, so that a build that is over its budget fails like a test.

use std::fs;

use crate::failure::{Doing, Failure, Outcome};
use crate::paths;

use super::sizes::Sizes;

/// The file of the budget, in the checkout.
const FILE: &str = "size-budget.toml";

/// One line of the budget.
#[derive(Debug, PartialEq)]
struct Line {
    kind: String,
    bytes: usize,
}

/// What is spent of one line.
#[derive(Debug, PartialEq)]
pub(crate) struct Spent {
    /// The kind of files.
    pub(crate) kind: String,
    /// Their bytes now, brotli.
    pub(crate) bytes: usize,
    /// How many they may be.
    pub(crate) at_most: usize,
}

/// Compares the page with the budget in the repository.
///
/// # Errors
/// The budget can't be read.
pub(crate) fn compare(sizes: &[Sizes]) -> Outcome<Vec<Spent>> {
    let path = paths::root().join(FILE);
    let text = fs::read_to_string(&path).doing(|| format!("read {}", path.display()))?;
    let budget =
        parse(&text).ok_or_else(|| Failure::said(format!("{FILE}: each line is such as `wasm = 230_000`.")))?;
    Ok(budget
        .into_iter()
        .map(|line| Spent { bytes: spent(&line.kind, sizes), kind: line.kind, at_most: line.bytes })
        .collect())
}

/// `None` when a line is neither a comment nor a kind with its bytes.
fn parse(text: &str) -> Option<Vec<Line>> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (kind, bytes) = line.split_once('=')?;
            Some(Line { kind: kind.trim().to_owned(), bytes: bytes.trim().replace('_', "").parse().ok()? })
        })
        .collect()
}

/// The bytes of a kind of files. Of pages a visitor loads one, so the largest counts.
fn spent(kind: &str, sizes: &[Sizes]) -> usize {
    let of = |ending: &str| {
        let ending = format!(".{ending}");
        sizes.iter().filter(move |size| size.name.ends_with(&ending)).map(|size| size.brotli).collect::<Vec<_>>()
    };
    let page = of("html").into_iter().max().unwrap_or(0);
    // The other pieces of the program come later.
    let program: usize = sizes.iter().filter(|size| size.name.ends_with("_bg.wasm")).map(|size| size.brotli).sum();
    match kind {
        "page" => page,
        "program" => program,
        "first-load" => page + of("js").iter().sum::<usize>() + program,
        kind => of(kind).iter().sum(),
    }
}

/// The table, and whether the page is within its budget.
pub(crate) fn table(spent: &[Spent]) -> (String, bool) {
    let mut text = format!("{:<12} {:>11} {:>11}\n", "budget", "brotli", "at most");
    for Spent { kind, bytes, at_most } in spent {
        let verdict = if bytes > at_most { "   too many" } else { "" };
        text.push_str(&format!("{kind:<12} {bytes:>11} {at_most:>11}{verdict}\n"));
    }
    (text, spent.iter().all(|spent| spent.bytes <= spent.at_most))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(name: &str, brotli: usize) -> Sizes {
        Sizes { name: name.to_owned(), raw: 3 * brotli, gzip: 2 * brotli, brotli }
    }

    #[test]
    fn the_largest_page_counts_and_pieces_add_up() {
        let sizes =
            [size("a.html", 10), size("b.html", 20), size("a_bg.wasm", 100), size("b.wasm", 50), size("a.js", 5)];
        let kinds = ["page", "program", "wasm", "js", "first-load", "svg"];
        assert_eq!(kinds.map(|kind| spent(kind, &sizes)), [20, 100, 150, 5, 125, 0]);
    }

    #[test]
    fn a_budget_is_read_and_kept_to_the_byte() {
        let lines = parse("# why\n\nwasm = 1_000 # more\n").expect("it can be read");
        assert_eq!(lines, [Line { kind: "wasm".to_owned(), bytes: 1000 }]);
        assert_eq!(parse("wasm 1"), None);
        let spent = |bytes| Spent { kind: "wasm".to_owned(), bytes, at_most: 1000 };
        assert!(table(&[spent(1000)]).1);
        assert!(!table(&[spent(1001)]).1);
    }
}
