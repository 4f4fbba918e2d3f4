//! What visitors do so often that it has a name of its own. Each step ends when the next page is there.

use crate::act::{click, fill, open};
use crate::check;
use crate::find::{button, link, textbox};
use crate::harness::{Chosen, Fate, PASSWORD, Page, Person, Size, Stage};
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

/// What the QR code of a receipt is called.
pub(crate) const RECEIPT_QR: &str = "QR code of the link to check this receipt";

/// How Chromium calls a connection that was closed without an answer.
pub(crate) const NO_ANSWER: &str = "ERR_EMPTY_RESPONSE";

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

/// A visitor who has come as far as the plan details of [`CODE`], and the redemption's id.
pub(crate) async fn reader(stage: &Stage, size: Size) -> (Page, String) {
    let page = stage.visitor(size).await;
    arrive(&page).await;
    let id = preview(&page, CODE).await;
    (page, id)
}

/// A confirmation that was carried out, and of which the page has heard nothing.
pub(crate) struct Unheard {
    /// Stays in force: browsers send a request again by themselves.
    _cut: Chosen,
    /// The page asks what became of the code, and waits.
    question: Option<Chosen>,
}

impl Unheard {
    /// Lets the question go on.
    pub(crate) fn ask(&mut self) {
        drop(self.question.take());
    }
}

/// The second Confirm: the code is redeemed and the answer is lost. What the page asks then is held as `held` says.
pub(crate) async fn confirm_unheard(stage: &Stage, page: &Page, id: &str, held: Fate) -> Unheard {
    stage.expect_failures("/confirmation", NO_ANSWER);
    let mut cut = stage.proxy.next("POST", "/confirmation", Fate::CutAnswer);
    let mut question = stage.proxy.next("GET", &format!("/redemptions/{id}"), held);
    click(page, button("Confirm and redeem")).await;
    cut.arrived().await;
    question.arrived().await;
    Unheard { _cut: cut, question: Some(question) }
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
