//! Someone who uses no mouse.

use crate::act::{open, press, tab_to};
use crate::check;
use crate::find::{button, checkbox, dialog, heading, link, radio, textbox};
use crate::harness::{PASSWORD, Page, Person, Size, Stage, journey};
use crate::steps::{CODE, HINT, OTHER_PLAN, cameras_are_there, preview_is_there, receipt_is_there};
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

/// Seen red with a dialog that is shown without being modal: Tab leaves it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_camera_is_moved_from_another_plan_without_a_mouse() {
    journey(async |stage: &Stage| {
        let demo = stage.demo().await;
        demo.redeem(OTHER_PLAN).await;
        demo.choose_cameras("basic-5", &["Front door"]).await;
        let id = demo.redeem(CODE).await.id;
        let page = &stage.visitor(Size::Desk).await;
        crate::steps::arrive(page).await;
        open(page, &format!("/tapo_web/redeem/{id}/cameras")).await;
        tab_to(page, checkbox("Front door")).await;
        press(page, " ").await;
        check::says(page, "1 of 2 selected").await;
        tab_to(page, button("Save cameras")).await;
        press(page, Key::Enter).await;

        // The focus is in the dialog, stays there and comes back.
        let question = dialog("Move this camera?");
        check::shows(page, question.clone()).await;
        for _ in 0..4 {
            focus_is_within(page, "dialog[open]").await;
            press(page, Key::Tab).await;
        }
        press(page, Key::Escape).await;
        check::lacks(page, question.clone()).await;
        check::focused(page, button("Save cameras")).await;
        press(page, Key::Enter).await;
        check::shows(page, question.clone()).await;
        tab_to(page, button("Move").within(question)).await;
        press(page, Key::Enter).await;
        receipt_is_there(page, id.as_str()).await;
        check::focused(page, heading("Receipt")).await;
        assert_eq!(demo.subscription("premium-2").await.cameras.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn help_the_account_and_the_way_out_without_a_mouse() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        crate::steps::arrive(page).await;
        tab_to(page, link("Help")).await;
        press(page, Key::Enter).await;
        check::focused(page, heading("Help")).await;
        tab_to(page, button("Yes")).await;
        press(page, " ").await;
        check::says(page, "Thank").await;
        focus_is_within(page, "main").await;

        open(page, "/tapo_web").await;
        tab_to(page, link("Account")).await;
        press(page, Key::Enter).await;
        check::focused(page, heading("Account")).await;
        tab_to(page, button("Log out everywhere")).await;
        press(page, Key::Enter).await;
        let question = dialog("Log out everywhere?");
        tab_to(page, button("Cancel").within(question.clone())).await;
        press(page, Key::Enter).await;
        check::lacks(page, question).await;
        check::focused(page, button("Log out everywhere")).await;

        open(page, "/tapo_web/account/two-step").await;
        tab_to(page, radio("Authenticator app")).await;
        press(page, " ").await;
        press(page, Key::Down).await;
        check::focused(page, radio("Email")).await;
        check::checked(page, radio("Email"), true).await;
        tab_to(page, textbox("Password")).await;
        press(page, "wrong horse battery").await;
        stage.expect_failures("/api/v1/account/two-step", "401");
        press(page, Key::Enter).await;
        check::problem(page, &["password"]).await;

        open(page, "/tapo_web").await;
        tab_to(page, button("Log out")).await;
        press(page, Key::Enter).await;
        check::focused(page, heading("Log in with your TP-Link ID")).await;
    })
    .await;
}

/// The focus is on something inside what this selector names; in a dialog it may also be on its way round, where the browser
/// itself takes it.
async fn focus_is_within(page: &Page, css: &str) {
    crate::wait::until(page, format!("the focus to be in {css}"), async || {
        let script = "const focused = document.activeElement; const dialog = document.querySelector('dialog:modal');
            return (document.querySelector(arguments[0])?.contains(focused) || (dialog !== null && focused === document.body))
                ? '' : focused.outerHTML.slice(0, 200)";
        let elsewhere: String = page.run(script, vec![css.into()]).await?.convert()?;
        Ok(if elsewhere.is_empty() { Ok(()) } else { Err(elsewhere) })
    })
    .await;
}
