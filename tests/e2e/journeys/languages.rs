//! Other languages: chosen in the menu, kept in the browser, and spoken from the first view to the receipt.

use crate::act::{choose, click, fill, open, reload};
use crate::check;
use crate::find::{button, combobox, heading, link, textbox};
use crate::harness::{PASSWORD, Person, Size, Stage, journey};
use crate::steps::CODE;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_redeemed_in_german_and_its_receipt_read_in_arabic() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        open(page, "/tapo_web/login").await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        choose(page, combobox("Language"), "Deutsch").await;
        check::shows(page, heading("Melden Sie sich mit Ihrer TP-Link ID an")).await;
        reload(page).await;
        check::shows(page, heading("Melden Sie sich mit Ihrer TP-Link ID an")).await;

        fill(page, textbox("E-Mail-Adresse"), Person::Demo.email()).await;
        fill(page, textbox("Passwort"), PASSWORD).await;
        click(page, button("Anmelden")).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;
        click(page, link("Promo-Code verwenden")).await;
        fill(page, textbox("Einlösecode"), CODE).await;
        click(page, button("Bestätigen")).await;
        check::shows(page, heading("Bestätigen Sie die Details des Plans")).await;
        check::term(page, "Gültig für", "12 Monate").await;
        click(page, button("Bestätigen und einlösen")).await;
        check::shows(page, heading("Code eingelöst")).await;
        click(page, button("Später auswählen")).await;
        check::shows(page, heading("Beleg")).await;

        choose(page, combobox("Sprache"), "العربية").await;
        check::shows(page, heading("الإيصال")).await;
        check::fits_its_width(page).await;
        // The server has sent the first view in it already.
        reload(page).await;
        check::shows(page, heading("الإيصال")).await;
    })
    .await;
}
