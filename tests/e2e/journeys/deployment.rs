//! The page is deployed anew while somebody has it open.

use crate::act::{back, click, fill, open};
use crate::check;
use crate::find::{button, link, textbox};
use crate::harness::{Page, Size, Stage, journey};
use crate::steps::{CODE, arrive, use_promo_code};
use crate::wait::until;
use std::path::Path;

/// Gives the build of the open page, and nothing while it has not come.
const BUILD: &str = "return document.querySelector('meta[name=tapo-care-page]')?.content ?? ''";

/// How a page names its build.
const META: &str = "<meta name=tapo-care-page content=";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_new_page_comes_with_the_next_link() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        let old = build(page).await;
        stage.deploy(another_build);
        // The tab knows nothing of it yet, and works.
        click(page, link("History")).await;
        check::on_page(page, "/tapo_web/history", "Redemption history").await;
        assert_eq!(build(page).await, old);
        click(page, link("Help")).await;
        check::on_page(page, "/tapo_web/help", "Help").await;
        comes_to_be(page, &new_of(&old)).await;
        back(page).await;
        check::on_page(page, "/tapo_web/history", "Redemption history").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_was_typed_outlives_a_deployment() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        let old = build(page).await;
        use_promo_code(page).await;
        fill(page, textbox("Redemption Code"), CODE).await;
        stage.deploy(another_build);
        click(page, link("History")).await;
        check::on_page(page, "/tapo_web/history", "Redemption history").await;
        click(page, link("Help")).await;
        check::on_page(page, "/tapo_web/help", "Help").await;
        back(page).await;
        back(page).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        check::value(page, textbox("Redemption Code"), CODE).await;
        assert_eq!(build(page).await, old, "nothing was loaded anew");
        // Once there is nothing to lose, the new page comes.
        fill(page, textbox("Redemption Code"), "").await;
        click(page, link("Help")).await;
        check::on_page(page, "/tapo_web/help", "Help").await;
        comes_to_be(page, &new_of(&old)).await;
    })
    .await;
}

/// A tab that is open since before has the first piece of its program only, and the others are gone. Seen red with "Try again" that
/// asks for the piece that is gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_piece_that_a_deployment_took_away_comes_with_the_new_page() {
    journey(async |stage: &Stage| {
        stage.expect_failures(".wasm", "404");
        stage.expect_complaint("WebAssembly");
        let page = &stage.visitor(Size::Desk).await;
        open(page, "/tapo_web/login").await;
        let old = build(page).await;
        stage.deploy(|folder| {
            another_build(folder);
            with_other_names(folder);
        });
        click(page, link("Help")).await;
        check::shows(page, button("Try again")).await;
        click(page, button("Try again")).await;
        check::on_page(page, "/tapo_web/help", "Help").await;
        comes_to_be(page, &new_of(&old)).await;
        check::says(page, "How do I get a Redemption Code?").await;
    })
    .await;
}

/// The build that the open page is of.
pub(super) async fn build(page: &Page) -> String {
    let build: String = page.run(BUILD, vec![]).await.expect("looks").convert().expect("a text");
    assert!(!build.is_empty(), "the page names its build");
    build
}

pub(super) async fn comes_to_be(page: &Page, wanted: &str) {
    until(page, format!("the page {wanted}"), async || {
        let build: String = page.run(BUILD, vec![]).await?.convert()?;
        Ok(if build == wanted { Ok(()) } else { Err(build) })
    })
    .await;
}

/// What [`another_build`] makes of a build.
pub(super) fn new_of(build: &str) -> String {
    format!("{build}new")
}

/// Gives every page another build, as a new deployment would.
pub(super) fn another_build(folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".html") {
            let html = std::fs::read_to_string(&path).expect("reads a page");
            let (before, after) = html.split_once(META).expect("the page names its build");
            let (old, after) = after.split_once('>').expect("the name ends");
            std::fs::write(&path, [before, META, &new_of(old), ">", after].concat()).expect("writes the page");
        } else if name.contains(".html.") {
            std::fs::remove_file(&path).expect("removes the compressed page");
        }
    }
}

/// Gives the pieces that come later other names, and with them the script that knows these, and the pages that know the script.
fn with_other_names(folder: &Path) {
    let mut renamed = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_later = name.contains(".wasm") && !name.contains("_bg");
        if is_later && name.ends_with(".wasm") {
            let new = name.replace("-", "-0");
            std::fs::rename(entry.path(), folder.join(&new)).expect("renames a piece");
            renamed.push((name, new));
        } else if is_later || name.contains(".js.") {
            std::fs::remove_file(entry.path()).expect("removes what is compressed");
        }
    }
    assert!(!renamed.is_empty(), "there are pieces");
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("tapo-care-web") && name.ends_with(".js") {
            let mut script = std::fs::read_to_string(entry.path()).expect("reads the script");
            for (old, new) in &renamed {
                script = script.replace(old, new);
            }
            let new = name.replace(".js", "0.js");
            std::fs::write(folder.join(&new), script).expect("writes the script");
            std::fs::remove_file(entry.path()).expect("removes the script");
            renamed.push((name, new));
            break;
        }
    }
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.file_name().to_string_lossy().ends_with(".html") {
            let mut html = std::fs::read_to_string(entry.path()).expect("reads a page");
            for (old, new) in &renamed {
                html = html.replace(old, new);
            }
            std::fs::write(entry.path(), html).expect("writes the page");
        }
    }
}
