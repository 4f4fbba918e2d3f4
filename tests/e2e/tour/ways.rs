//! How the walk gets from one view to the next in any language.

use crate::act;
use crate::harness::{PASSWORD, Page, Person};
use crate::wait::until;
use thirtyfour::{By, Key};

/// Opens an address, and waits for the view.
pub(super) async fn go(page: &Page, path: &str) {
    act::open(page, path).await;
    arrived(page, path).await;
}

/// Waits for the view at this path (its query aside): no skeleton, but a heading.
pub(super) async fn arrived(page: &Page, path: &str) {
    until(page, format!("the view at {path}"), async || {
        let there = page.path().await?;
        let there = there.split(['?', '#']).next().unwrap_or_default();
        // A skeleton has a heading too, but none that takes the focus.
        let headings = "return document.querySelectorAll('main h1[tabindex]').length";
        let headings: usize = page.run(headings, vec![]).await?.convert()?;
        Ok(if there == path && headings == 1 { Ok(()) } else { Err(format!("{headings} headings at {there}")) })
    })
    .await;
}

/// Waits until something that this selector names is there.
pub(super) async fn shown(page: &Page, css: &str) {
    until(page, css, async || {
        let count: usize =
            page.run("return document.querySelectorAll(arguments[0]).length", vec![css.into()]).await?.convert()?;
        Ok(if count > 0 { Ok(()) } else { Err("nothing".to_owned()) })
    })
    .await;
}

/// Waits until nothing that this selector names is there any more.
pub(super) async fn gone(page: &Page, css: &str) {
    until(page, format!("no {css}"), async || {
        let count: usize =
            page.run("return document.querySelectorAll(arguments[0]).length", vec![css.into()]).await?.convert()?;
        Ok(if count == 0 { Ok(()) } else { Err(format!("{count}")) })
    })
    .await;
}

/// Waits for the error summary, which has the focus.
pub(super) async fn problem(page: &Page) {
    until(page, "an error summary with the focus", async || {
        let script = "return document.activeElement?.getAttribute('role') === 'alert'";
        let focused: bool = page.run(script, vec![]).await?.convert()?;
        Ok(if focused { Ok(()) } else { Err("it is elsewhere".to_owned()) })
    })
    .await;
}

/// Replaces what is in the field of this name.
pub(super) async fn fill(page: &Page, name: &str, text: &str) {
    let css = format!("main input[name={name}]");
    let field = until(page, &css, async || page.driver.find(By::Css(&css)).await.map(Ok)).await;
    field.scroll_into_view().await.expect("scrolls");
    field.click().await.expect("clicks into the field");
    field.send_keys(Key::Control + "a").await.expect("selects all");
    field.send_keys(text).await.expect("types");
}

/// Sends the form.
pub(super) async fn send(page: &Page) {
    page.run("document.querySelector('main form').requestSubmit()", vec![]).await.expect("sends the form");
}

/// Pushes what this selector names first.
pub(super) async fn push(page: &Page, css: &str) {
    shown(page, css).await;
    page.run("document.querySelector(arguments[0]).click()", vec![css.into()]).await.expect("clicks");
}

/// Logs in from the log-in's form, and waits for the view behind it.
pub(super) async fn log_in(page: &Page, who: Person, behind: &str) {
    shown(page, "main input[name=password]").await;
    fill(page, "email", who.email()).await;
    fill(page, "password", PASSWORD).await;
    send(page).await;
    arrived(page, behind).await;
}

/// Logs out by the button above every view.
pub(super) async fn log_out(page: &Page) {
    push(page, "header button[type=button]:last-of-type").await;
    arrived(page, "/tapo_web/login").await;
}
