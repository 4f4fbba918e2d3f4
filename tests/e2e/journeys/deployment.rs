//! The page is deployed anew while somebody has it open.

use crate::act::{back, click, fill};
use crate::check;
use crate::find::{link, textbox};
use crate::harness::{Page, Size, Stage, journey};
use crate::steps::{CODE, arrive, use_promo_code};
use crate::wait::until;
use std::path::Path;

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

/// The build that the open page is of.
async fn build(page: &Page) -> String {
    let script = "return document.querySelector('meta[name=tapo-care-page]')?.content ?? ''";
    let build: String = page.run(script, vec![]).await.expect("looks").convert().expect("a text");
    assert!(!build.is_empty(), "the page names its build");
    build
}

async fn comes_to_be(page: &Page, wanted: &str) {
    until(page, format!("the page {wanted}"), async || {
        let build = build(page).await;
        Ok(if build == wanted { Ok(()) } else { Err(build) })
    })
    .await;
}

/// What [`another_build`] makes of a build.
fn new_of(build: &str) -> String {
    format!("{build}new")
}

/// Gives every page another build, as a new deployment would.
fn another_build(folder: &Path) {
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
