//! Joins style sheets: `@import "file.css" layer(name);` becomes `@layer name { … }` with what the file holds.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};

/// The text of the style sheet `file` with everything that it imports, and that they import in turn.
///
/// # Errors
/// A file is missing, imports itself, or holds an import of another form.
pub(crate) fn bundle(file: &Path) -> Outcome<String> {
    let mut out = String::new();
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::said(format!("{} can't be read: {error}", file.display())))?;
    join(file, &text, &mut Vec::new(), &mut out)?;
    Ok(out)
}

/// Appends `text`, the content of `file`, to `out`. `open` are the files that led here.
fn join(file: &Path, text: &str, open: &mut Vec<PathBuf>, out: &mut String) -> Outcome<()> {
    open.push(file.to_owned());
    let mut rest = text;
    while !rest.is_empty() {
        let piece = Piece::first(rest);
        let (here, after) = rest.split_at(piece.length());
        match piece {
            Piece::Comment(_) => {}
            Piece::Text(_) => out.push_str(here),
            Piece::Import(_) => {
                let import = Import::parse(here).ok_or_else(|| {
                    Failure::said(format!(
                        "{}: “{}” should be such as @import \"file.css\" layer(name);",
                        file.display(),
                        here.trim()
                    ))
                })?;
                append(file, &import, open, out)?;
            }
        }
        rest = after;
    }
    open.pop();
    Ok(())
}

fn append(file: &Path, import: &Import<'_>, open: &mut Vec<PathBuf>, out: &mut String) -> Outcome<()> {
    let path = file.with_file_name(import.path);
    let text = fs::read_to_string(&path).map_err(|error| {
        Failure::said(format!("{} imports {}, which can't be read: {error}", file.display(), path.display()))
    })?;
    if open.contains(&path) {
        return Err(Failure::said(format!("{} imports {}, which leads back to it.", file.display(), path.display())));
    }
    match import.layer {
        None => join(&path, &text, open, out),
        Some(name) => {
            out.push_str(&format!("@layer {name} {{\n"));
            join(&path, &text, open, out)?;
            out.push_str("\n}");
            Ok(())
        }
    }
}

/// What a style sheet goes on with, and its length in bytes.
#[derive(Debug, PartialEq)]
enum Piece {
    /// A comment, which is left out: it may hold words that look like an import.
    Comment(usize),
    /// An `@import` to its semicolon.
    Import(usize),
    /// Anything else. A string is always a piece of its own, since it may look like a comment or an import.
    Text(usize),
}

impl Piece {
    fn first(css: &str) -> Self {
        if let Some(inside) = css.strip_prefix("/*") {
            return Self::Comment(inside.find("*/").map_or(css.len(), |end| end + 4));
        }
        if css.starts_with("@import") {
            return Self::Import(css.find(';').map_or(css.len(), |end| end + 1));
        }
        if let Some(quote) = css.chars().next().filter(|first| matches!(first, '"' | '\'')) {
            return Self::Text(string_length(css, quote));
        }
        let skipped = css.chars().next().map_or(0, char::len_utf8);
        let end = ["/*", "@import", "\"", "'"].iter().filter_map(|start| css[skipped..].find(start)).min();
        Self::Text(end.map_or(css.len(), |end| end + skipped))
    }

    fn length(&self) -> usize {
        match self {
            Self::Comment(length) | Self::Import(length) | Self::Text(length) => *length,
        }
    }
}

/// The length of the string that `css` begins with, to its closing `quote`. A backslash takes the next character along.
fn string_length(css: &str, quote: char) -> usize {
    let mut escaped = false;
    for (place, character) in css.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return place + 1,
            _ => {}
        }
    }
    css.len()
}

/// `@import "path";` or `@import "path" layer(name);`
#[derive(Debug, PartialEq)]
struct Import<'a> {
    path: &'a str,
    layer: Option<&'a str>,
}

impl<'a> Import<'a> {
    fn parse(statement: &'a str) -> Option<Self> {
        let rest = statement.strip_prefix("@import")?.strip_suffix(';')?.trim();
        let (path, after) = rest.strip_prefix('"')?.split_once('"')?;
        let layer = match after.trim() {
            "" => None,
            layer => Some(layer.strip_prefix("layer(")?.strip_suffix(')')?.trim()),
        };
        Some(Self { path, layer })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of style sheets with a name of its own.
    fn sheets(name: &str, files: &[(&str, &str)]) -> PathBuf {
        let folder = crate::paths::root().join("target/xtask/test-sheets").join(name);
        fs::create_dir_all(folder.join("ui")).expect("a folder can be made");
        for (file, text) in files {
            fs::write(folder.join(file), text).expect("a file can be written");
        }
        folder.join("main.css")
    }

    #[test]
    fn imports_become_layers_and_the_order_of_layers_stays() {
        let main = sheets(
            "layers",
            &[
                (
                    "main.css",
                    "@layer tokens, ui;\n@import \"tokens.css\" layer(tokens);\n@import \"ui/all.css\" layer(ui);\np{}\n",
                ),
                ("tokens.css", ":root { --a: 1 }"),
                ("ui/all.css", "@import \"button.css\";"),
                ("ui/button.css", ".button { color: red }"),
            ],
        );
        let expected =
            "@layer tokens, ui;\n@layer tokens {\n:root { --a: 1 }\n}\n@layer ui {\n.button { color: red }\n}\np{}\n";
        assert_eq!(bundle(&main).expect("all files are there"), expected);
    }

    #[test]
    fn comments_and_strings_import_nothing() {
        let main = sheets(
            "no-import",
            &[("main.css", "/* @import \"x.css\"; */a::before{content:\"@import /* \\\" é\"}/* end */")],
        );
        assert_eq!(bundle(&main).expect("nothing is imported"), "a::before{content:\"@import /* \\\" é\"}");
    }

    #[test]
    fn a_missing_file_is_named_with_the_one_that_wants_it() {
        let main = sheets("missing", &[("main.css", "@import \"gone.css\" layer(a);")]);
        let text = bundle(&main).expect_err("gone.css is not there").to_string();
        assert!(text.contains("main.css imports") && text.contains("gone.css, which can't be read"), "{text}");
    }

    #[test]
    fn a_circle_is_an_error() {
        let main = sheets("circle", &[("main.css", "@import \"b.css\";"), ("b.css", "@import \"main.css\";")]);
        let text = bundle(&main).expect_err("they import each other").to_string();
        assert!(text.contains("leads back to it"), "{text}");
    }

    #[test]
    fn an_import_of_another_form_is_refused() {
        for statement in ["@import url(a.css);", "@import \"a.css\" print;", "@import \"a.css\" layer(a)"] {
            let main = sheets("forms", &[("main.css", statement), ("a.css", "")]);
            let text = bundle(&main).expect_err("this form is not joined").to_string();
            assert!(text.contains("should be such as"), "{text}");
        }
    }
}
