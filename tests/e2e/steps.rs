//! What visitors do so often that it has a name of its own. Each step ends when the next page is there.

use crate::act::{click, fill, open};
use crate::check;
use crate::find::{button, link, textbox};
use crate::harness::{PASSWORD, Page, Person};
use crate::wait::until;

/// The code that a mail brings: a line of eight digits.
pub(crate) fn mailed_code(mail: &str) -> &str {
    let is_code = |line: &&str| line.len() == 8 && line.bytes().all(|b| b.is_ascii_digit());
    mail.lines().map(str::trim).find(is_code).unwrap_or_else(|| panic!("no code in {mail}"))
}

/// Premium, 2 cameras, 12 months.
pub(crate) const CODE: &str = "W2GBJZT48TRNM";
/// What is shown of [`CODE`] once it was entered.
pub(crate) const HINT: &str = "…TRNM";
/// Of the same plan as [`CODE`]: 1 month.
pub(crate) const SAME_PLAN: &str = "SAMEPLAN00001";
/// Basic, 5 cameras, 3 months.
pub(crate) const OTHER_PLAN: &str = "BASICPLAN0005";

/// Fills in the log-in page and sends it.
pub(crate) async fn log_in(page: &Page) {
    log_in_as(page, Person::Demo).await;
}

/// The same for anyone.
pub(crate) async fn log_in_as(page: &Page, who: Person) {
    fill(page, textbox("Email"), who.email()).await;
    fill(page, textbox("Password"), PASSWORD).await;
    click(page, button("Log in")).await;
}

/// Comes to Tapo Care by its address, and through the log-in.
pub(crate) async fn arrive(page: &Page) {
    arrive_as(page, Person::Demo).await;
}

/// The same for anyone.
pub(crate) async fn arrive_as(page: &Page, who: Person) {
    open(page, "/tapo_web").await;
    log_in_as(page, who).await;
    check::on_page(page, "/tapo_web", "Tapo Care").await;
}

/// From Tapo Care to the field for the code.
pub(crate) async fn use_promo_code(page: &Page) {
    click(page, link("Use Promo Code")).await;
    check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
}

/// Enters a code and sends it.
pub(crate) async fn enter(page: &Page, code: &str) {
    fill(page, textbox("Redemption Code"), code).await;
    click(page, button("Confirm")).await;
}

/// From Tapo Care to the plan details of a code. Gives the redemption's id.
pub(crate) async fn preview(page: &Page, code: &str) -> String {
    use_promo_code(page).await;
    enter(page, code).await;
    preview_is_there(page).await
}

/// Waits for the plan details. Gives the redemption's id, which is in the address.
pub(crate) async fn preview_is_there(page: &Page) -> String {
    check::shows(page, crate::find::heading("Confirm the plan details")).await;
    until(page, "the address of a redemption", async || {
        let path = page.path().await?;
        let id = path.strip_prefix("/tapo_web/redeem/").filter(|id| !id.is_empty() && !id.contains('/'));
        Ok(id.map(str::to_owned).ok_or(path.clone()))
    })
    .await
}

/// The second Confirm, which spends the code.
pub(crate) async fn redeem(page: &Page, id: &str) {
    click(page, button("Confirm and redeem")).await;
    cameras_are_there(page, id).await;
}

/// Waits for the cameras.
pub(crate) async fn cameras_are_there(page: &Page, id: &str) {
    check::on_page(page, &format!("/tapo_web/redeem/{id}/cameras"), "Redemption complete").await;
}

/// Waits for the receipt.
pub(crate) async fn receipt_is_there(page: &Page, id: &str) {
    check::on_page(page, &format!("/tapo_web/redeem/{id}/receipt"), "Receipt").await;
}
