//! Cuts the program into pieces, so that the log-in does not wait for what comes behind it (docs/adr/0023).
//!
//! What the compiler linked is cut before wasm-bindgen reads it, so Trunk's own program is put aside: the first piece gets a
//! script of its own, and both take the places of Trunk's in `index.html`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Doing, Failure, Outcome};
use crate::toolbox::Toolbox;
use crate::{paths, process};

use tapo_care_messages::fingerprint;

/// The name that the script of the pieces has for the tool that cuts.
const LINK: &str = "__wasm_split.js";

/// The name of the program's own files.
const PROGRAM: &str = "tapo-care-web";

/// Puts the program into `dist` in pieces, in the place of the one that Trunk put there.
///
/// # Errors
/// A tool fails, or what it wrote looks otherwise than expected.
pub(crate) fn program(toolbox: &Toolbox) -> Outcome<()> {
    let folder = paths::target().join("split");
    // A piece that is gone must not stay one.
    paths::empty(&folder)?;
    let linked = paths::target().join(format!("wasm32-unknown-unknown/wasm-release/{PROGRAM}.wasm"));
    let mut cut = toolbox.wasm("wasm-split-cli")?;
    cut.args(["--out-name", PROGRAM]).arg(&linked).arg(&folder);
    // It tells of every section that it does not know, each time.
    cut.env("RUST_LOG", "error");
    process::run(&mut cut, "cut the program into pieces")?;
    let mut bind = toolbox.wasm("wasm-bindgen")?;
    bind.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", PROGRAM, "--out-dir"]);
    bind.arg(folder.join("bound")).arg(folder.join(PROGRAM).with_extension("wasm"));
    process::run(&mut bind, "join the program and its script")?;

    let dist = paths::dist();
    let read = |path: &Path| fs::read_to_string(path).doing(|| format!("read {}", path.display()));
    let index = dist.join("index.html");
    let html = read(&index)?;
    let features = optimized_with(&read(&paths::root().join("index.html"))?)?;
    let mut link = read(&folder.join(LINK))?;
    for piece in pieces(&folder)? {
        let content = optimized(toolbox, &piece, &features)?;
        let old = file_name(&piece);
        let name =
            format!("{}-{}.wasm", old.trim_start_matches("split_").trim_end_matches(".wasm"), fingerprint(&content));
        link = link.replace(&old, &name);
        fs::write(dist.join(&name), content).doing(|| format!("write {name}"))?;
    }
    let script = joined(&read(&folder.join("bound").join(PROGRAM).with_extension("js"))?, &link)
        .ok_or_else(|| unexpected("the script"))?;
    let first = optimized(toolbox, &folder.join("bound").join(format!("{PROGRAM}_bg.wasm")), &features)?;
    let (script_name, first_name) =
        (format!("{PROGRAM}-{}.js", fingerprint(&script)), format!("{PROGRAM}-{}_bg.wasm", fingerprint(&first)));
    let old = trunks(&html).ok_or_else(|| unexpected("the page"))?;
    for name in [[&old, ".js"].concat(), [&old, "_bg.wasm"].concat()] {
        fs::remove_file(dist.join(&name)).doing(|| format!("remove {name}"))?;
    }
    fs::write(dist.join(&script_name), script).doing(|| format!("write {script_name}"))?;
    fs::write(dist.join(&first_name), first).doing(|| format!("write {first_name}"))?;
    let html = html.replace(&[&old, "_bg.wasm"].concat(), &first_name).replace(&[&old, ".js"].concat(), &script_name);
    fs::write(&index, html).doing(|| "write the page".to_owned())
}

fn unexpected(what: &str) -> Failure {
    Failure::said(format!("The program can't be cut into pieces: {what} looks otherwise than expected."))
}

/// The pieces after the first, by their names.
fn pieces(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let reading = || format!("read {}", folder.display());
    let mut pieces = Vec::new();
    for entry in fs::read_dir(folder).doing(reading)? {
        let path = entry.doing(reading)?.path();
        if path.extension().is_some_and(|extension| extension == "wasm") && !file_name(&path).starts_with(PROGRAM) {
            pieces.push(path);
        }
    }
    pieces.sort();
    Ok(pieces)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A piece made small, by the same options as Trunk takes for the whole.
fn optimized(toolbox: &Toolbox, piece: &Path, options: &[String]) -> Outcome<Vec<u8>> {
    let small = piece.with_extension("small");
    let mut command = toolbox.wasm("wasm-opt")?;
    command.arg(piece).arg("-o").arg(&small).arg("-O3").args(options);
    process::run(&mut command, "make the program small")?;
    fs::read(&small).doing(|| format!("read {}", small.display()))
}

/// The options of wasm-opt that `index.html` names.
fn optimized_with(html: &str) -> Outcome<Vec<String>> {
    let options = html.split_once("data-wasm-opt-params=\"").and_then(|(_, after)| after.split_once('"'));
    let (options, _) = options.ok_or_else(|| unexpected("index.html"))?;
    Ok(options.split_whitespace().map(str::to_owned).collect())
}

/// The program's script with that of the pieces inside: apart, it would have to be fetched before the program could start.
/// It would also know only the script's plain address, and a script that is loaded again has another (start.js).
fn joined(script: &str, link: &str) -> Option<String> {
    // The link's own import is of the program's script, where it now is.
    let (_, link) = link.split_once(";\n").filter(|(import, _)| import.starts_with("import { initSync }"))?;
    let loaders: Vec<&str> = link
        .match_indices("export const ")
        .filter_map(|(at, word)| link[at + word.len()..].split(' ').next())
        .collect();
    // What does not come is asked for again, and told, by the app.
    let link = link.replace("export const ", "const ").replace("console.error(e);", "");
    let (mut imports, mut rest) = (Vec::new(), script);
    while let Some(after) = rest.strip_prefix("import * as ") {
        let (import, after) = after.split_once('\n')?;
        let (name, from) = import.split_once(" from ")?;
        if !from.contains(LINK) {
            return None;
        }
        imports.push(format!("const {name} = pieces;\n"));
        rest = after;
    }
    if imports.is_empty() || loaders.is_empty() {
        return None;
    }
    let pieces = format!("const pieces = (() => {{\n{link}\nreturn {{ {} }};\n}})();\n", loaders.join(", "));
    Some([&pieces, &imports.concat(), rest].concat())
}

/// What Trunk called the program, with its hash and without its ending.
fn trunks(html: &str) -> Option<String> {
    let (before, _) = html.split_once("_bg.wasm")?;
    let at = before.rfind(PROGRAM)?;
    Some(before[at..].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINKED: &str = "import { initSync } from \"./tapo-care-web.js\";\n\nfunction load() { console.error(e); }\n\
        export const __wasm_split_load_journey = load;\nexport const __wasm_split_load_others = load;\n";

    #[test]
    fn the_script_of_the_pieces_moves_into_the_programs() {
        let script =
            "import * as import1 from \"./__wasm_split.js\"\nimport * as import2 from \"./__wasm_split.js\"\nlet wasm;";
        let joined = joined(script, LINKED).expect("both are as they should be");
        for gone in ["import ", "export ", "console"] {
            assert!(!joined.contains(gone), "{gone}: {joined}");
        }
        assert!(joined.contains("return { __wasm_split_load_journey, __wasm_split_load_others };"), "{joined}");
        assert!(joined.ends_with("const import1 = pieces;\nconst import2 = pieces;\nlet wasm;"), "{joined}");
    }

    #[test]
    fn a_script_that_imports_something_else_is_not_joined() {
        assert_eq!(joined("import * as a from \"./other.js\"\n", LINKED), None);
        assert_eq!(joined("let wasm;", LINKED), None);
        assert_eq!(joined("import * as a from \"./__wasm_split.js\"\n", "let load;"), None);
    }

    #[test]
    fn trunks_program_is_found_by_its_name() {
        let html = "<script>bring('/tapo_web/tapo-care-web-0a1b_bg.wasm')</script>";
        assert_eq!(trunks(html).as_deref(), Some("tapo-care-web-0a1b"));
        assert_eq!(trunks("<p>"), None);
    }

    #[test]
    fn the_options_are_those_of_the_page() {
        let options = optimized_with("<link data-wasm-opt-params=\"--a --b\">").expect("there are some");
        assert_eq!(options, ["--a", "--b"]);
    }
}
