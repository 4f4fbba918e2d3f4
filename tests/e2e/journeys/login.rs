//! The log-in, and what must survive it.

use crate::act::{click, fill, open, reload};
use crate::check;
use crate::find::{alert, button, heading, textbox};
use crate::harness::{Fate, PASSWORD, Page, Person, Size, Stage, journey};
use crate::steps::{CODE, arrive, log_in, log_in_as, preview_is_there};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_says_neither_which_was_wrong_nor_loses_the_email() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/session", "401");
        let page = &stage.visitor(Size::Phone).await;
        open(page, "/tapo_web").await;
        for email in [Person::Demo.email(), "nobody@example.com"] {
            fill(page, textbox("Email"), email).await;
            fill(page, textbox("Password"), "wrong horse battery").await;
            click(page, button("Log in")).await;
            check::problem(page, &["The email or the password is wrong"]).await;
            check::value(page, textbox("Email"), email).await;
        }
        log_in(page).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;
        check::lacks(page, alert()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_log_in_is_corrected_before_anything_is_sent() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        open(page, "/tapo_web/login").await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        let before = stage.proxy.count("POST", "/session");
        click(page, button("Log in")).await;
        check::ask_to_correct(page, textbox("Email"), "", &["email"]).await;
        fill(page, textbox("Email"), Person::Demo.email()).await;
        click(page, button("Log in")).await;
        check::ask_to_correct(page, textbox("Password"), "", &["password"]).await;
        assert_eq!(stage.proxy.count("POST", "/session"), before);
        fill(page, textbox("Password"), PASSWORD).await;
        click(page, button("Log in")).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_to_a_redemption_leads_through_the_log_in_to_it() {
    journey(async |stage: &Stage| {
        let id = stage.demo().await.open(CODE).await.id;
        let page = &stage.visitor(Size::Phone).await;
        open(page, &format!("/tapo_web/redeem/{id}")).await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        // A reload of the log-in does not forget where the visitor was going.
        reload(page).await;
        log_in(page).await;
        assert_eq!(preview_is_there(page).await, id.as_str());
    })
    .await;
}

/// Seen red with a page that keeps the code in the session storage, and with one that leaves it in the address.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_in_the_link_survives_the_log_in_and_is_kept_nowhere() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        // The code leaves the address at once, before anyone knows whether the visitor is logged in.
        let mut who = stage.proxy.next("GET", "/api/v1/session", Fate::HoldAnswer);
        open(page, &format!("/tapo_web/redeem#{CODE}")).await;
        who.arrived().await;
        check::path_is(page, "/tapo_web/redeem").await;
        no_trace_of_the_code(page).await;
        who.release();
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        no_trace_of_the_code(page).await;
        log_in(page).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        check::value(page, textbox("Redemption Code"), CODE).await;
        no_trace_of_the_code(page).await;
        // It is not sent by itself.
        assert_eq!(stage.proxy.count("POST", "/redemptions"), 0);
        click(page, button("Confirm")).await;
        preview_is_there(page).await;
        no_trace_of_the_code(page).await;
        assert!(stage.proxy.paths().iter().all(|path| !path.contains(CODE)), "the code is in no address");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_in_the_link_is_filled_in_for_someone_who_is_logged_in() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        open(page, &format!("/tapo_web/redeem#{}", CODE.to_lowercase())).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        click(page, button("Confirm")).await;
        preview_is_there(page).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_behind_the_address_of_the_open_page_is_filled_in_too() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        crate::steps::use_promo_code(page).await;
        // The browser loads nothing for an address that differs by its fragment only.
        page.driver.goto(format!("{}/tapo_web/redeem#{CODE}", page.origin)).await.expect("follows the link");
        check::value(page, textbox("Redemption Code"), CODE).await;
        check::path_is(page, "/tapo_web/redeem").await;
        no_trace_of_the_code(page).await;
    })
    .await;
}

/// Seen red with a page that does not forget the code, and with a server that does not end the session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_out_leaves_nothing_behind() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        let session = stage.session_of(page).await;
        crate::steps::use_promo_code(page).await;
        fill(page, textbox("Redemption Code"), CODE).await;
        click(page, button("Log out")).await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        check::lacks(page, button("Log out")).await;
        assert!(!session.is_logged_in().await, "the session is over on the server too");
        no_trace_of_the_code(page).await;
        // Back shows nothing of what was there.
        crate::act::back(page).await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        check::lacks(page, textbox("Redemption Code")).await;
        // Whoever logs in next on this page does not find the code of the one before.
        log_in_as(page, Person::Friend).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;
        crate::steps::use_promo_code(page).await;
        check::value(page, textbox("Redemption Code"), "").await;
        click(page, button("Log out")).await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        open(page, "/tapo_web/history").await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
    })
    .await;
}

/// The code is neither in the address nor in anything that the browser keeps for the page.
async fn no_trace_of_the_code(page: &Page) {
    let script = "return JSON.stringify([location.href, document.title, history.state, { ...localStorage }, { ...sessionStorage }, document.cookie])";
    let kept: String = page.run(script, vec![]).await.expect("looks").convert().expect("text");
    assert!(!kept.to_uppercase().contains(CODE), "the code is kept: {kept}");
}
