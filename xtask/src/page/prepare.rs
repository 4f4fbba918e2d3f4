//! The first view as HTML: what the app shows at a route before it knows anything is written into a page of its own, with the
//! style inline, so that the browser has something to show after one answer and before any of the program is there.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use crate::failure::{Doing, Failure, Outcome};
use crate::toolbox::Toolbox;
use crate::{paths, process};

use super::said::said;
use tapo_care_messages::{Catalogue, File, LANGUAGES, Language};

/// The view that `index.html` holds, for servers that answer every address with it. This project's own server answers with
/// the page of the address.
const OF_INDEX: &str = "login";

/// The views that only hold the place of what the program will show. All others are read, or filled in, before anything on them needs
/// the program: there it is asked for once the view is painted.
const FRAMES: [&str; 2] = ["frame", "history"];

/// In `index.html` only, right behind the view, so that nothing wrong is ever painted: at other addresses it is taken out.
const ONLY_AT_LOGIN: &str =
    "<script>location.pathname.endsWith(\"/login\")||document.getElementById(\"boot\").replaceChildren()</script>";

/// How Trunk leaves the place of the view.
const BOOT: &str = "<div id=boot>";

/// How it leaves what is said while the program loads.
const LOAD: &str = " id=load";

/// Renders the views with a build of the page for this machine, and makes a page of each out of what Trunk made.
///
/// # Errors
/// The views don't compile, or what Trunk made looks otherwise than expected.
pub(crate) fn pages(toolbox: &Toolbox) -> Outcome<()> {
    let views = paths::root().join("target/xtask/views");
    // A view that is gone must not stay a page.
    paths::empty(&views)?;
    let mut command = toolbox.native("cargo")?;
    command.args(["run", "--quiet", "--package", "tapo-care-web", "--no-default-features", "--features", "ssr"]);
    process::run(command.args(["--bin", "tapo-care-prepare", "--"]).arg(&views), "prepare the first views")?;

    let dist = paths::dist();
    let read = |path: &Path| fs::read_to_string(path).doing(|| format!("read {}", path.display()));
    let index = read(&dist.join("index.html"))?;
    let sheet = Sheet::find(&index).ok_or_else(|| unexpected("a style sheet"))?;
    let css_file = dist.join(sheet.file);
    let css = read(&css_file)?;
    let styled = index.replacen(sheet.tag, &["<style>", &css, "</style>"].concat(), 1);
    let styled = fetched_once(&styled).ok_or_else(|| unexpected("the program"))?;
    let icon = read(&dist.join("icon.svg"))?;
    let styled = with_icon(&styled, &icon).ok_or_else(|| unexpected("the icon"))?;
    let styled =
        counted(&styled, program_bytes(&dist, &styled)?).ok_or_else(|| unexpected("what is said while it loads"))?;
    let locales = paths::root().join("locales");
    let wrong = |mistake: tapo_care_messages::Mistake| Failure::said(mistake.to_string());
    let words = words_by_language(&tapo_care_messages::files(&locales).map_err(wrong)?);
    let english = Catalogue::read(&locales, LANGUAGES[0]).map_err(wrong)?;
    let offered = || LANGUAGES.iter().filter(|language| language.is_offered);
    // English's are in the folder itself.
    let folder = |language: &Language| if *language == LANGUAGES[0] { "" } else { language.tag };
    let texts = offered().map(|language| texts(&views.join(folder(language)))).collect::<Outcome<Vec<_>>>()?;
    let build = build(&styled, &texts);
    for (language, texts) in offered().zip(&texts) {
        let catalogue = Catalogue::read(&locales, *language).map_err(wrong)?;
        let html = in_language(&styled, language, &words).ok_or_else(|| unexpected("the root of the document"))?;
        let html = said(&html, &catalogue, &english).ok_or_else(|| unexpected("a message"))?;
        let to = dist.join(folder(language));
        fs::create_dir_all(&to).doing(|| format!("make {}", to.display()))?;
        for (name, text) in texts {
            let (title, view) = text.split_once('\n').ok_or_else(|| unexpected("a title"))?;
            let patient = (!FRAMES.contains(&name.as_str())).then(|| asks_after_paint(&html, name));
            let patient = patient.map(|html| html.ok_or_else(|| unexpected("the program's script"))).transpose()?;
            let html = patient.as_ref().unwrap_or(&html);
            let write = |name: &str, behind: &str| {
                let page =
                    page(html, &build, title, view, behind).ok_or_else(|| unexpected("the place of the view"))?;
                let file = to.join(name).with_extension("html");
                fs::write(&file, page).doing(|| format!("write {}", file.display()))
            };
            write(name, "")?;
            if folder(language).is_empty() && name == OF_INDEX {
                write("index", ONLY_AT_LOGIN)?;
            }
        }
    }
    fs::remove_file(&css_file).doing(|| format!("remove {}", css_file.display()))
}

/// What `start.js` reads, to ask for the words of a language before the app runs: `de:FINGERPRINT es:FINGERPRINT`.
fn words_by_language(files: &[File]) -> String {
    let offered = files.iter().filter(|file| file.language.is_offered);
    let name = |file: &File| {
        let tag = file.language.tag;
        let rest = file.name.strip_prefix(tag).and_then(|rest| rest.strip_prefix('-')?.strip_suffix(".json"));
        [tag, ":", rest.unwrap_or_default()].concat()
    };
    offered.map(name).collect::<Vec<_>>().join(" ")
}

/// The document with its root in another language, and what there is of them.
fn in_language(html: &str, language: &Language, words: &str) -> Option<String> {
    let (before, root) = html.split_once("<html")?;
    let (_, after) = root.split_once('>')?;
    let direction = if language.is_rtl { "rtl" } else { "ltr" };
    let words = if words.is_empty() { String::new() } else { format!(" data-words=\"{words}\"") };
    Some(format!("{before}<html lang={} dir={direction}{words}>{after}", language.tag))
}

fn unexpected(what: &str) -> Failure {
    Failure::said(format!("The page that Trunk made can't be prepared: {what} is not where it should be."))
}

/// The views that were rendered, by their names, in the order of these.
fn texts(folder: &Path) -> Outcome<Vec<(String, String)>> {
    let reading = || format!("read {}", folder.display());
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).doing(reading)? {
        let path = entry.doing(reading)?.path();
        if path.is_dir() {
            continue;
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        texts.push((name, fs::read_to_string(&path).doing(|| format!("read {}", path.display()))?));
    }
    texts.sort();
    Ok(texts)
}

/// How many bytes the program is when it is unpacked: the one that the page names, of all there are.
fn program_bytes(dist: &Path, html: &str) -> Outcome<u64> {
    let files = fs::read_dir(dist).doing(|| format!("read {}", dist.display()))?;
    let is_it = |name: &str| name.ends_with(".wasm") && html.contains(name);
    let program = files.flatten().find(|file| file.file_name().to_str().is_some_and(is_it));
    let program = program.ok_or_else(|| unexpected("the program"))?.path();
    Ok(fs::metadata(&program).doing(|| format!("read {}", program.display()))?.len())
}

/// The page that knows how many bytes there are to come.
fn counted(html: &str, bytes: u64) -> Option<String> {
    let (before, after) = html.split_once(LOAD)?;
    Some([before, LOAD, " data-bytes=", &bytes.to_string(), after].concat())
}

/// A name for this build of the page: another build has another, unless it is the same to the last byte. The names of the
/// program's files are part of what is hashed, and hold hashes of these.
fn build(styled: &str, texts: &[Vec<(String, String)>]) -> String {
    let mut hasher = DefaultHasher::new();
    (styled, texts).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The page with this title and view in its body. It names its build, by which the server and an open tab tell whether they
/// are of the same.
fn page(styled: &str, build: &str, title: &str, view: &str, behind: &str) -> Option<String> {
    let (head, after) = styled.split_once("<title>")?;
    let (_, after) = after.split_once("</title>")?;
    let (before, rest) = after.split_once(BOOT)?;
    let (_, rest) = rest.split_once("</div>")?;
    let meta = ["<meta name=tapo-care-page content=", build, ">"].concat();
    let parts = [head, "<title>", title, "</title>", &meta, before, BOOT, view, "</div>", behind, rest];
    Some(parts.concat())
}

/// The page with a script that asks for the program at once, in the place of the link that preloads it. WebKit does not use what
/// such a link has loaded: it would load the program twice.
fn fetched_once(html: &str) -> Option<String> {
    let (before, rest) = html.split_once("<link as=fetch crossorigin href=")?;
    let (address, rest) = rest.split_once(" rel=preload type=application/wasm>")?;
    Some([before, "<script>tapoCareEarly.bring(\"", address, "\")</script>", rest].concat())
}

/// The page that asks for its program once it is painted, and for nothing of it before. Else the program competes with what there is
/// to read: for the network, and while the browser compiles it for the processor. `start.js` reads in the root at which address the
/// view is shown: at others `index.html` is empty.
fn asks_after_paint(html: &str, view: &str) -> Option<String> {
    let path = view.replace('-', "/");
    let (before, root) = html.split_once("<html ")?;
    let (head, rest) = root.split_once("<link crossorigin href=")?;
    let (_, rest) = rest.split_once(" rel=modulepreload>")?;
    Some([before, "<html data-paints-at=/", &path, " ", head, rest].concat())
}

/// The page with its icon inside: as a file it would be a request more while the program is coming.
fn with_icon(html: &str, svg: &str) -> Option<String> {
    let (before, after) = html.split_once("href=/tapo_web/icon.svg ")?;
    let mut address = String::from("data:image/svg+xml,");
    for character in svg.trim().chars() {
        match character {
            '"' => address.push('\''),
            // What would end the address, or mean something in it.
            '#' | '%' | '<' | '>' | '&' => address.push_str(&format!("%{:02X}", character as u32)),
            '\n' | '\r' => address.push(' '),
            _ => address.push(character),
        }
    }
    Some([before, "href=\"", &address, "\" ", after].concat())
}

/// The link to the style sheet, and its file.
#[derive(Debug, PartialEq)]
struct Sheet<'a> {
    tag: &'a str,
    file: &'a str,
}

impl<'a> Sheet<'a> {
    fn find(html: &'a str) -> Option<Self> {
        let tags = html.match_indices("<link").filter_map(|(start, _)| html[start..].split_inclusive('>').next());
        let tag = tags.into_iter().find(|tag| tag.contains("rel=stylesheet"))?;
        let (_, address) = tag.split_once("href=/tapo_web/")?;
        let file = address.split([' ', '>']).next()?;
        Some(Self { tag, file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<head><title>Tapo Care</title><link href=/tapo_web/icon.svg rel=icon><link \
        href=/tapo_web/page-1.css integrity=x rel=stylesheet></head><body>\
        <div class=load id=load><p>still loading</div><div id=boot></div><p>end";

    #[test]
    fn the_style_sheet_is_found_among_the_links() {
        let sheet = Sheet::find(HTML).expect("there is one");
        assert_eq!(sheet.file, "page-1.css");
        assert_eq!(sheet.tag, "<link href=/tapo_web/page-1.css integrity=x rel=stylesheet>");
        assert_eq!(Sheet::find("<link href=/tapo_web/icon.svg rel=icon>"), None);
    }

    #[test]
    fn the_document_says_its_language_and_where_the_words_of_others_are() {
        let arabic = LANGUAGES.iter().find(|language| language.tag == "ar").expect("it is spoken");
        let html = in_language("<!doctype html><html lang=en dir=ltr><head>", arabic, "de:1 es:2").expect("a root");
        assert_eq!(html, "<!doctype html><html lang=ar dir=rtl data-words=\"de:1 es:2\"><head>");
    }

    #[test]
    fn the_program_is_fetched_by_a_script_and_not_preloaded() {
        let html = "<link as=fetch crossorigin href=/tapo_web/a_bg.wasm rel=preload type=application/wasm></head>";
        let script = "<script>tapoCareEarly.bring(\"/tapo_web/a_bg.wasm\")</script></head>";
        assert_eq!(fetched_once(html).as_deref(), Some(script));
        assert_eq!(fetched_once("<head></head>"), None);
    }

    #[test]
    fn what_is_read_first_asks_for_the_program_later() {
        let html = "<!doctype html><html lang=en><head><link crossorigin href=/a.js rel=modulepreload></head>";
        let patient = "<!doctype html><html data-paints-at=/receipts/verify lang=en><head></head>";
        assert_eq!(asks_after_paint(html, "receipts-verify").as_deref(), Some(patient));
        assert_eq!(asks_after_paint("<html lang=en><head></head>", "help"), None);
    }

    #[test]
    fn the_icon_is_part_of_the_page() {
        let html =
            with_icon("<link href=/tapo_web/icon.svg rel=icon>", "<svg fill=\"#00f\">\n</svg>").expect("it has one");
        assert_eq!(html, "<link href=\"data:image/svg+xml,%3Csvg fill='%2300f'%3E %3C/svg%3E\" rel=icon>");
        assert_eq!(with_icon("<link>", "<svg>"), None);
    }

    #[test]
    fn the_view_takes_its_place_behind_what_is_said_while_it_loads() {
        let page = page(HTML, "0a1b", "Help – Tapo Care", "<main></main>", "!").expect("it has a place");
        assert!(page.contains("<title>Help – Tapo Care</title><meta name=tapo-care-page content=0a1b><link"), "{page}");
        let body = "<div class=load id=load><p>still loading</div><div id=boot><main></main></div>!<p>end";
        assert!(page.ends_with(body), "{page}");
        let counted = counted(HTML, 12).expect("it has a place");
        assert!(counted.contains("<div class=load id=load data-bytes=12><p>still"), "{counted}");
    }

    #[test]
    fn another_view_or_another_frame_is_another_build() {
        let texts = |text: &str| vec![("help".to_owned(), text.to_owned())];
        let one = build(HTML, &[texts("Help")]);
        assert_eq!(one, build(HTML, &[texts("Help")]));
        assert_ne!(one, build(HTML, &[texts("Help!")]));
        assert_ne!(one, build("<head>", &[texts("Help")]));
    }
}
