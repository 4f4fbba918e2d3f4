//! The page that shows a gallery.

use std::fs;
use std::path::Path;

use super::View;
use super::changes::Change;

const HEAD: &str = "\
<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>Gallery</title>
<style>
:root { color-scheme: light dark; font-family: system-ui, sans-serif }
body { margin: 1.5rem }
section { margin-block: 2.5rem }
table { border-collapse: collapse }
td, th { padding: .25rem .75rem; border: 1px solid #8888; text-align: start }
.row { display: flex; flex-wrap: wrap; align-items: start; gap: 1rem }
figure { margin: 0 }
figcaption { font-size: .8rem }
img { display: block; border: 1px solid #8888; max-block-size: 34rem; max-inline-size: 24rem; object-fit: contain; object-position: top }
pre { white-space: pre-wrap; font-size: .8rem }
nav a { margin-inline-end: .75rem }
</style>
<h1>Gallery</h1>
";

/// The page. The pictures are in the folder `now` beside it, those of the run before in `before`.
pub(super) fn html(views: &[View], changes: &[Change], root: &Path, before: &Path) -> String {
    let mut html = HEAD.to_owned();
    changed(&mut html, changes, before.is_dir(), &before.display().to_string());
    html.push_str("<nav>");
    for view in views {
        html.push_str(&format!("<a href=\"#{0}\">{0}</a> ", view.name));
    }
    html.push_str("</nav>\n");
    for view in views {
        html.push_str(&format!("<section id=\"{0}\"><h2>{0}</h2>\n<div class=\"row\">\n", view.name));
        let (usual, others): (Vec<_>, Vec<_>) = view
            .files
            .iter()
            .filter(|file| file.ends_with(".png"))
            .partition(|file| file.contains(".light.") || file.contains(".dark."));
        usual.into_iter().for_each(|file| figure(&mut html, &format!("now/{file}"), file));
        html.push_str("</div>\n<details><summary>Forced colours and paper</summary><div class=\"row\">\n");
        others.into_iter().for_each(|file| figure(&mut html, &format!("now/{file}"), file));
        html.push_str("</div></details>\n");
        for file in view.files.iter().filter(|file| file.ends_with(".txt")) {
            let heard = fs::read_to_string(root.join("now").join(file)).unwrap_or_default();
            html.push_str(&format!(
                "<details><summary>Heard: {file}</summary><pre>{}</pre></details>\n",
                escaped(&heard)
            ));
        }
        html.push_str("</section>\n");
    }
    html
}

/// What has changed, with before, now and the difference side by side.
fn changed(html: &mut String, changes: &[Change], compared: bool, before: &str) {
    html.push_str("<section><h2>What has changed</h2>\n");
    if changes.is_empty() {
        html.push_str(if compared { "<p>Nothing.</p>" } else { "<p>There was nothing to compare with.</p>" });
    } else {
        html.push_str("<table><tr><th>file<th>what\n");
        for change in changes {
            html.push_str(&format!("<tr><td><a href=\"#change-{0}\">{0}</a><td>{1}\n", change.file, change.words()));
        }
        html.push_str("</table>\n");
        for change in changes.iter().filter(|change| change.file.ends_with(".png")) {
            let file = &change.file;
            html.push_str(&format!("<h3 id=\"change-{file}\">{file}</h3><div class=\"row\">"));
            figure(html, &format!("file://{before}/{file}"), "before");
            figure(html, &format!("now/{file}"), "now");
            figure(html, &format!("changes/{file}"), "what differs");
            html.push_str("</div>\n");
        }
    }
    html.push_str("</section>\n");
}

fn figure(html: &mut String, file: &str, caption: &str) {
    html.push_str(&format!(
        "<figure><a href=\"{file}\"><img src=\"{file}\" alt=\"\" loading=\"lazy\"></a><figcaption>{caption}</figcaption></figure>\n"
    ));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
