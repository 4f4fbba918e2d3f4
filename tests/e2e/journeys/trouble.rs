//! The program itself breaks, as it never should.

use crate::act::click;
use crate::check;
use crate::find::{heading, link};
use crate::harness::{Page, Size, Stage, journey};
use crate::steps::arrive;

/// The next element that the app makes can't be made, and Rust panics. The one after that can.
const BREAK: &str = "const whole = [[Document, 'createElement'], [Node, 'cloneNode']].map(
        ([kind, name]) => [kind, name, kind.prototype[name]]);
    for (const [kind, name] of whole) {
        kind.prototype[name] = () => {
            for (const [kind, name, real] of whole) kind.prototype[name] = real;
            throw new Error('broken by the journey');
        };
    }";

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
    page.run(BREAK, vec![]).await.expect("breaks the browser");
    click(page, link(name)).await;
    check::shows(page, heading(TROUBLE)).await;
}
