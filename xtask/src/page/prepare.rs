//! The first view as HTML: what the app shows at a route before it knows anything is written into a page of its own, with the
//! style inline, so that the browser has something to show after one answer and before any of the program is there.

use std::fs;

use crate::failure::{Doing, Failure, Outcome};
use crate::toolbox::Toolbox;
use crate::{paths, process};

/// The view that `index.html` holds, for servers that answer every address with it. This project's own server answers with
/// the page of the address.
const OF_INDEX: &str = "login";

/// In `index.html` only, right behind the view, so that nothing wrong is ever painted: at other addresses it is taken out.
const ONLY_AT_LOGIN: &str =
    "<script>location.pathname.endsWith(\"/login\")||document.getElementById(\"boot\").replaceChildren()</script>";

/// How Trunk leaves the place of the view.
const BOOT: &str = "<div class=\"boot boot--late\" id=boot>";

/// Renders the views with a build of the page for this machine, and makes a page of each out of what Trunk made.
///
/// # Errors
/// The views don't compile, or what Trunk made looks otherwise than expected.
pub(crate) fn pages(toolbox: &Toolbox) -> Outcome<()> {
    let views = paths::root().join("target/xtask/views");
    if views.exists() {
        // A view that is gone must not stay a page.
        fs::remove_dir_all(&views).doing(|| format!("remove {}", views.display()))?;
    }
    let mut command = toolbox.native("cargo")?;
    command.args(["run", "--quiet", "--package", "tapo-care-web", "--no-default-features", "--features", "ssr"]);
    process::run(command.args(["--bin", "tapo-care-prepare", "--"]).arg(&views), "prepare the first views")?;

    let dist = paths::dist();
    let read = |path: &std::path::Path| fs::read_to_string(path).doing(|| format!("read {}", path.display()));
    let index = read(&dist.join("index.html"))?;
    let sheet = Sheet::find(&index).ok_or_else(|| unexpected("a style sheet"))?;
    let css_file = dist.join(sheet.file);
    let css = read(&css_file)?;
    let styled = index.replacen(sheet.tag, &["<style>", &css, "</style>"].concat(), 1);
    let styled = fetched_once(&styled).ok_or_else(|| unexpected("the program"))?;
    for entry in fs::read_dir(&views).doing(|| format!("read {}", views.display()))? {
        let path = entry.doing(|| format!("read {}", views.display()))?.path();
        let text = read(&path)?;
        let (title, view) = text.split_once('\n').ok_or_else(|| unexpected("a title"))?;
        let name = path.file_stem().unwrap_or_default();
        let page = page(&styled, title, view, "").ok_or_else(|| unexpected("the place of the view"))?;
        let file = dist.join(name).with_extension("html");
        fs::write(&file, page).doing(|| format!("write {}", file.display()))?;
        if name == OF_INDEX {
            let page =
                self::page(&styled, title, view, ONLY_AT_LOGIN).ok_or_else(|| unexpected("the place of the view"))?;
            fs::write(dist.join("index.html"), page).doing(|| "write index.html".to_owned())?;
        }
    }
    fs::remove_file(&css_file).doing(|| format!("remove {}", css_file.display()))
}

fn unexpected(what: &str) -> Failure {
    Failure::said(format!("The page that Trunk made can't be prepared: {what} is not where it should be."))
}

/// The page with this title and view in its body.
fn page(styled: &str, title: &str, view: &str, behind: &str) -> Option<String> {
    let (head, after) = styled.split_once("<title>")?;
    let (_, after) = after.split_once("</title>")?;
    let (before, boot) = after.split_once(BOOT)?;
    let (late, rest) = boot.split_once("</div>")?;
    Some(
        [
            head,
            "<title>",
            title,
            "</title>",
            before,
            "<div id=boot>",
            view,
            "<div class=\"boot boot--late boot--over\">",
            late,
            "</div></div>",
            behind,
            rest,
        ]
        .concat(),
    )
}

/// The page with a script that fetches the program at once, in the place of the link that preloads it. WebKit does not use what
/// such a link has loaded: it would load the program twice.
fn fetched_once(html: &str) -> Option<String> {
    let (before, rest) = html.split_once("<link as=fetch crossorigin href=")?;
    let (address, rest) = rest.split_once(" rel=preload type=application/wasm>")?;
    // Where nothing can run it, it need not come.
    let script = ["<script>tapoCareProgram=window.WebAssembly&&fetch(\"", address, "\")</script>"].concat();
    let argument = ["module_or_path: '", address, "'"].concat();
    let html = [before, &script, rest].concat();
    html.contains(&argument).then(|| html.replacen(&argument, "module_or_path: tapoCareProgram||false", 1))
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
        <div class=\"boot boot--late\" id=boot><p>late</div><p>end";

    #[test]
    fn the_style_sheet_is_found_among_the_links() {
        let sheet = Sheet::find(HTML).expect("there is one");
        assert_eq!(sheet.file, "page-1.css");
        assert_eq!(sheet.tag, "<link href=/tapo_web/page-1.css integrity=x rel=stylesheet>");
        assert_eq!(Sheet::find("<link href=/tapo_web/icon.svg rel=icon>"), None);
    }

    #[test]
    fn the_program_is_fetched_by_a_script_and_not_preloaded() {
        let html = "<script type=module>await init({ module_or_path: '/tapo_web/a_bg.wasm' });</script>\
            <link as=fetch crossorigin href=/tapo_web/a_bg.wasm rel=preload type=application/wasm></head>";
        assert_eq!(
            fetched_once(html).as_deref(),
            Some(
                "<script type=module>await init({ module_or_path: tapoCareProgram||false });</script>\
                <script>tapoCareProgram=window.WebAssembly&&fetch(\"/tapo_web/a_bg.wasm\")</script></head>"
            )
        );
        assert_eq!(fetched_once("<head></head>"), None);
    }

    #[test]
    fn the_view_takes_the_place_of_the_late_word_which_stays_behind_it() {
        let page = page(HTML, "Help – Tapo Care", "<main></main>", "!").expect("it has a place");
        assert!(page.contains("<title>Help – Tapo Care</title>"), "{page}");
        let body = "<div id=boot><main></main><div class=\"boot boot--late boot--over\"><p>late</div></div>!<p>end";
        assert!(page.ends_with(body), "{page}");
    }
}
