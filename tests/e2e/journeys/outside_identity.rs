//! Logging in with a provider of identities, on another site: what must survive the way there and back.

use crate::act::{click, fill, open, reload};
use crate::check;
use crate::find::{button, heading, link, textbox};
use crate::harness::{Page, Size, Stage, outside_journey};
use crate::steps::{CODE, preview_is_there};

const LOGIN: &str = "Log in with your TP-Link ID";
const PROVIDER: &str = "The provider";

/// Seen red with a cookie of the log-in that is `SameSite=Strict`: it does not come back from another site.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_in_the_link_survives_the_way_to_the_provider_and_back() {
    outside_journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;
        open(page, &format!("/tapo_web/redeem#{CODE}")).await;
        check::shows(page, heading(LOGIN)).await;
        check::lacks(page, textbox("Password")).await;
        check::lacks(page, link("Create a TP-Link ID")).await;

        // The first time the visitor turns back.
        click(page, button("Log in")).await;
        check::shows(page, heading(PROVIDER)).await;
        no_trace_of_the_code(page).await;
        click(page, button("Cancel")).await;
        check::problem(page, &["the log-in was cancelled", "No code has been used."]).await;

        click(page, button("Log in")).await;
        check::shows(page, heading(PROVIDER)).await;
        fill(page, textbox("Account"), "anna").await;
        click(page, button("Log in")).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        check::value(page, textbox("Redemption Code"), CODE).await;
        no_trace_of_the_code(page).await;
        assert_eq!(stage.proxy.count("POST", "/redemptions"), 0, "it is not sent by itself");
        click(page, button("Confirm")).await;
        preview_is_there(page).await;
        // The session is a Strict cookie that was set on the way back from another site: it is there after a reload, too.
        reload(page).await;
        preview_is_there(page).await;
        assert!(stage.proxy.paths().iter().all(|path| !path.contains(CODE)), "the code is in no address");

        click(page, button("Log out")).await;
        check::shows(page, heading(LOGIN)).await;
        what_the_provider_wrote_is_in_no_log(stage);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_into_the_middle_leads_through_the_provider_to_it_and_what_is_about_passwords_to_the_log_in() {
    outside_journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Desk).await;
        open(page, "/tapo_web/register?return_to=/tapo_web/history").await;
        check::on_page(page, "/tapo_web/login?return_to=/tapo_web/history", LOGIN).await;
        click(page, button("Log in")).await;
        fill(page, textbox("Account"), "bert").await;
        click(page, button("Log in")).await;
        check::on_page(page, "/tapo_web/history", "Redemption history").await;
    })
    .await;
}

/// The code is neither in the address nor in anything that a script can read.
async fn no_trace_of_the_code(page: &Page) {
    let script = "return JSON.stringify([location.href, document.title, document.referrer, history.state, { ...localStorage }, { ...sessionStorage }, document.cookie])";
    let kept: String = page.run(script, vec![]).await.expect("looks").convert().expect("text");
    assert!(!kept.to_uppercase().contains(CODE), "the code is kept: {kept}");
}

/// The provider's code and the state stand in the address that leads back, by the standard. They go no further.
fn what_the_provider_wrote_is_in_no_log(stage: &Stage) {
    let log = stage.log();
    assert!(log.contains("/session/outside/callback"), "{log}");
    let mut looked_for = 0;
    for path in stage.proxy.paths().iter().filter(|path| path.contains("/callback?")) {
        let (_, query) = path.split_once('?').expect("a query");
        for secret in query.split('&').filter_map(|pair| pair.split_once('=')).filter(|(name, _)| *name != "iss") {
            assert!(!log.contains(secret.1), "{} is in the log: {log}", secret.0);
            looked_for += 1;
        }
    }
    assert!(looked_for >= 4, "{looked_for}");
}
