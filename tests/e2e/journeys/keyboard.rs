//! Someone who uses no mouse.

use crate::act::{open, press, tab_to};
use crate::check;
use crate::find::{button, checkbox, heading, link, textbox};
use crate::harness::{PASSWORD, Person, Size, Stage, journey};
use crate::steps::{CODE, HINT, cameras_are_there, preview_is_there, receipt_is_there};
use thirtyfour::Key;

/// Seen red with a style that shows no focus.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_log_in_to_the_receipt_with_tab_space_and_enter() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        open(page, "/tapo_web").await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        // The first stop of all is the skip link.
        press(page, Key::Tab).await;
        check::focused(page, link("Skip to main content")).await;
        check::focus_can_be_seen(page).await;

        tab_to(page, textbox("Email")).await;
        press(page, Person::Demo.email()).await;
        tab_to(page, textbox("Password")).await;
        press(page, PASSWORD).await;
        press(page, Key::Enter).await;

        check::focused(page, heading("Tapo Care")).await;
        tab_to(page, link("Use Promo Code")).await;
        press(page, Key::Enter).await;

        check::focused(page, heading("Redeem Promo Code")).await;
        tab_to(page, textbox("Redemption Code")).await;
        // A mistake first: the summary takes the focus, and its link leads to the field.
        press(page, "W2GB").await;
        press(page, Key::Enter).await;
        check::ask_to_correct(page, textbox("Redemption Code"), "W2GB", &["too short", "4 of 13"]).await;
        press(page, Key::Tab).await;
        press(page, Key::Enter).await;
        check::focused(page, textbox("Redemption Code")).await;
        press(page, Key::End).await;
        press(page, &CODE[4..]).await;
        press(page, Key::Enter).await;

        let id = preview_is_there(page).await;
        check::focused(page, heading("Confirm the plan details")).await;
        tab_to(page, button("Confirm and redeem")).await;
        press(page, Key::Enter).await;

        cameras_are_there(page, &id).await;
        check::focused(page, heading("Redemption complete")).await;
        tab_to(page, checkbox("Front door")).await;
        press(page, " ").await;
        tab_to(page, checkbox("Garden")).await;
        press(page, " ").await;
        check::says(page, "2 of 2 selected").await;
        tab_to(page, button("Save cameras")).await;
        press(page, " ").await;

        receipt_is_there(page, &id).await;
        check::focused(page, heading("Receipt")).await;
        tab_to(page, button("Print")).await;
        assert_eq!(stage.demo().await.times_redeemed(HINT).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_skip_link_leads_past_the_header_and_a_first_load_moves_no_focus() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        crate::steps::arrive(page).await;
        open(page, "/tapo_web").await;
        check::shows(page, link("Use Promo Code")).await;
        let on_body: bool = page
            .run("return document.activeElement === document.body", vec![])
            .await
            .and_then(|answer| answer.convert())
            .expect("looks at the focus");
        assert!(on_body, "the first load leaves the focus alone");
        press(page, Key::Tab).await;
        check::focused(page, link("Skip to main content")).await;
        press(page, Key::Enter).await;
        press(page, Key::Tab).await;
        let in_main: bool = page
            .run("return document.querySelector('main').contains(document.activeElement)", vec![])
            .await
            .and_then(|answer| answer.convert())
            .expect("looks at the focus");
        assert!(in_main, "the next stop is in the main part");
        check::path_is_page(page, "/tapo_web").await;
    })
    .await;
}
