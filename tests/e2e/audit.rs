//! What every view must be, whatever state it is in: nothing for axe-core to find in any light and direction, no scrolling
//! sideways at 320 pixels and 400 %, targets that a thumb meets, edges that stay in forced colours, no motion for who wants
//! none, and valid HTML.
//!
//! Everything is looked at before anything is said, so that one run tells all there is.

use crate::harness::{Page, Stage};
use crate::look::{self, Light};
use crate::tour::Eye;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names the folder that axe-core and html-validate are installed in.
const FOLDER: &str = "TAPO_CARE_PAGE_CHECKS";

/// Judges HTML.
const VALIDATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/audit/validate.mjs");

/// How every view is shown to axe-core.
const SHOWN: [(Light, &str); 4] =
    [(Light::Bright, "ltr"), (Light::Dark, "ltr"), (Light::Bright, "rtl"), (Light::Dark, "rtl")];

/// Looks at everything, and keeps what it finds.
pub(crate) struct Audit {
    axe: String,
    html: PathBuf,
    window: (u32, u32),
    findings: Vec<String>,
}

impl Audit {
    /// An audit with this name, of views in a window of this width and height.
    pub(crate) fn new(name: &str, window: (u32, u32)) -> Self {
        let axe = modules().join("axe-core/axe.min.js");
        let axe = fs::read_to_string(&axe).unwrap_or_else(|error| panic!("{}: {error}", axe.display()));
        let html = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/e2e/html").join(name);
        if html.exists() {
            fs::remove_dir_all(&html).expect("empties the folder for HTML");
        }
        fs::create_dir_all(&html).expect("makes a folder for HTML");
        Self { axe, html, window, findings: Vec::new() }
    }

    /// Says what was found.
    ///
    /// # Panics
    /// When anything was.
    pub(crate) fn end(mut self) {
        self.findings.extend(invalid_html(&self.html));
        let count = self.findings.len();
        assert!(count == 0, "{count} findings:\n{}", self.findings.join("\n"));
    }

    async fn normal(&self, page: &Page) {
        let (width, height) = self.window;
        look::window(page, width, height, 1).await;
        look::light(page, Light::Bright).await;
        look::direction(page, "ltr").await;
    }

    /// Runs one of the scripts of this folder, which gives what it finds.
    async fn ask(&mut self, page: &Page, what: &str, script: &str) {
        let found = page.run(script, vec![]).await.unwrap_or_else(|error| panic!("{what}: {error}"));
        let found: Vec<String> = found.convert().expect("a list of findings");
        self.findings.extend(found.into_iter().map(|finding| format!("{what}: {finding}")));
    }

    /// Everything that axe-core knows of WCAG 2.2 AA, and its best practices.
    async fn axe(&mut self, page: &Page, what: &str) {
        let known: bool =
            page.run("return 'axe' in window", vec![]).await.and_then(|known| known.convert()).expect("looks for axe");
        if !known {
            page.run(&self.axe, vec![]).await.expect("brings axe-core");
        }
        let found = page.driver.execute_async(include_str!("audit/axe.js"), vec![]).await;
        let found: Vec<String> = found.and_then(|found| found.convert()).expect("axe-core answers");
        self.findings.extend(found.into_iter().map(|finding| format!("{what}: {finding}")));
    }

    /// At 320 × 256, which is a desk's window at 400 %, and with text set as wide as WCAG 2.2 (1.4.12) says.
    async fn narrow(&mut self, page: &Page, name: &str) {
        look::window(page, 320, 256, 4).await;
        for direction in ["ltr", "rtl"] {
            look::direction(page, direction).await;
            self.ask(page, &format!("{name}, 400 %, {direction}"), include_str!("audit/width.js")).await;
        }
        look::direction(page, "ltr").await;
        look::window(page, 390, 844, 1).await;
        let spread = "const sheet = new CSSStyleSheet(); sheet.replaceSync(arguments[0]);
            document.adoptedStyleSheets.push(sheet)";
        let spaces =
            "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
            p { margin-block-end: 2em !important }";
        page.run(spread, vec![json!(spaces)]).await.expect("spreads the text");
        let what = format!("{name}, text spread");
        self.ask(page, &what, include_str!("audit/width.js")).await;
        self.ask(page, &what, include_str!("audit/cut_off.js")).await;
        page.run("document.adoptedStyleSheets.pop()", vec![]).await.expect("takes the style away");
    }
}

impl Eye for Audit {
    async fn see(&mut self, page: &Page, name: &str) {
        let html = page.run("return document.documentElement.outerHTML", vec![]).await;
        let html: String = html.and_then(|html| html.convert()).expect("HTML");
        fs::write(self.html.join(format!("{name}.html")), format!("<!DOCTYPE html>\n{html}\n"))
            .expect("keeps the HTML");

        self.normal(page).await;
        self.ask(page, &format!("{name}, moving"), include_str!("audit/motion.js")).await;
        for (light, direction) in SHOWN {
            look::light(page, light).await;
            look::direction(page, direction).await;
            self.axe(page, &format!("{name}, {}, {direction}", light.name())).await;
        }
        look::light(page, Light::Forced).await;
        self.ask(page, &format!("{name}, forced colours"), include_str!("audit/edges.js")).await;
        look::light(page, Light::Bright).await;
        look::window(page, 390, 844, 1).await;
        self.ask(page, &format!("{name}, targets"), include_str!("audit/targets.js")).await;
        self.narrow(page, name).await;
        self.normal(page).await;
    }
}

/// Audits a walk.
pub(crate) async fn audit(stage: &Stage, name: &str, walk: impl AsyncFnOnce(&Stage, &Page, &mut Audit)) {
    let page = &stage.visitor(crate::harness::Size::Desk).await;
    let mut audit = Audit::new(name, (1280, 900));
    look::light(page, Light::Bright).await;
    walk(stage, page, &mut audit).await;
    audit.end();
}

/// What html-validate says of every file in a folder.
pub(crate) fn invalid_html(folder: &Path) -> Vec<String> {
    let output = Command::new("node").arg(VALIDATE).arg(modules()).arg(folder).output().expect("node runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

fn modules() -> PathBuf {
    let folder = std::env::var_os(FOLDER).filter(|folder| !folder.is_empty()).unwrap_or_else(|| {
        panic!(
            "{FOLDER} is not set: it names a folder with npm's axe-core and html-validate. `cargo xtask test --only e2e` \
             installs them and sets it; by hand: npm install --ignore-scripts --prefix FOLDER axe-core@4.14.1 html-validate@9.7.1"
        )
    });
    PathBuf::from(folder).join("node_modules")
}
