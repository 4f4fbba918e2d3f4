//! The program itself breaks, as it never should.

use crate::act::{break_the_program, click};
use crate::check;
use crate::find::{heading, link};
use crate::harness::{Page, Size, Stage, journey};
use crate::steps::arrive;

/// Seen red with words that were asked for with tracking, which stopped the program once more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_broke_says_what_became_of_the_code_and_leads_on() {
    journey(async |stage: &Stage| {
        stage.expect_complaint("The page stopped at");
        stage.expect_complaint("unreachable");
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        breaks(page, "Use Promo Code").await;
        check::says(page, "your code has not been used").await;
        check::fits_its_width(page).await;
        click(page, link("Reload the page")).await;
        // All of it, since whatever the app makes next is to be what the visitor asks for.
        check::shows(page, link("Use Promo Code")).await;
        check::lacks(page, heading(TROUBLE)).await;
        breaks(page, "History").await;
        click(page, link("Help")).await;
        check::on_page(page, "/tapo_web/help", "Help").await;
    })
    .await;
}

const TROUBLE: &str = "Something went wrong on this page";

/// Breaks the program while it follows a link.
async fn breaks(page: &Page, name: &str) {
    break_the_program(page).await;
    click(page, link(name)).await;
    check::shows(page, heading(TROUBLE)).await;
}
