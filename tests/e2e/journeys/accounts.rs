//! Getting a TP-Link ID, and getting back into it.

use crate::act::{choose, click, fill, open, reload};
use crate::check;
use crate::find::{button, combobox, heading, link, textbox};
use crate::harness::{Page, Size, Stage, journey};
use crate::steps::{CODE, cameras_are_there, mailed_code as code, preview_is_there};

const EMAIL: &str = "new.visitor@example.com";
const PASSWORD: &str = "a horse of another colour";
const NEW_PASSWORD: &str = "and a mule of the same one";

async fn log_in(page: &Page, password: &str) {
    // The address is there from the step before.
    check::value(page, textbox("Email"), EMAIL).await;
    fill(page, textbox("Password"), password).await;
    click(page, button("Log in")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_a_code_in_the_post_to_an_account_and_back_after_the_password_was_forgotten() {
    journey(async |stage: &Stage| {
        let page = &stage.visitor(Size::Phone).await;

        // Somebody without an account comes with a code.
        open(page, &format!("/tapo_web/redeem#{CODE}")).await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        click(page, link("Create a TP-Link ID")).await;
        check::on_page(page, "/tapo_web/register?return_to=/tapo_web/redeem", "Create a TP-Link ID").await;
        check::focused(page, heading("Create a TP-Link ID")).await;
        check::fits_its_width(page).await;
        fill(page, textbox("Email"), EMAIL).await;
        fill(page, textbox("Password"), PASSWORD).await;
        choose(page, combobox("Country or region"), "Germany").await;
        click(page, button("Create TP-Link ID")).await;

        // The code is in the mail.
        check::on_page(page, "/tapo_web/verify?return_to=/tapo_web/redeem", "Enter your verification code").await;
        check::says(page, EMAIL).await;
        check::fits_its_width(page).await;
        let mail = stage.mail(page, 1).await;
        assert!(mail.contains(&format!("To: {EMAIL}")), "{mail}");
        fill(page, textbox("Verification code"), code(&mail)).await;
        click(page, button("Verify")).await;

        // They log in, and the code that they came with is still there.
        check::on_page(page, "/tapo_web/login?return_to=/tapo_web/redeem", "Log in with your TP-Link ID").await;
        check::says(page, "Your email address is verified").await;
        log_in(page, PASSWORD).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        check::value(page, textbox("Redemption Code"), CODE).await;
        click(page, button("Confirm")).await;
        let id = preview_is_there(page).await;
        click(page, button("Confirm and redeem")).await;
        cameras_are_there(page, &id).await;
        let session = stage.session_of(page).await;
        assert_eq!(session.subscription("premium-2").await.redemptions.len(), 1);

        // They log out, and forget the password. The session stays open in another browser meanwhile.
        let other = &stage.visitor(Size::Desk).await;
        open(other, "/tapo_web").await;
        fill(other, textbox("Email"), EMAIL).await;
        fill(other, textbox("Password"), PASSWORD).await;
        click(other, button("Log in")).await;
        check::on_page(other, "/tapo_web", "Tapo Care").await;
        let elsewhere = stage.session_of(other).await;
        click(page, button("Log out")).await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        check::value(page, textbox("Email"), "").await;
        click(page, link("Forgot your password?")).await;
        check::on_page(page, "/tapo_web/forgot", "Forgot your password?").await;
        check::fits_its_width(page).await;
        fill(page, textbox("Email"), EMAIL).await;
        click(page, button("Send code")).await;
        check::on_page(page, "/tapo_web/reset", "Choose a new password").await;
        check::fits_its_width(page).await;

        // A reload on the way is no harm: the address is asked for again.
        reload(page).await;
        fill(page, textbox("Email"), EMAIL).await;
        fill(page, textbox("Verification code"), code(&stage.mail(page, 2).await)).await;
        fill(page, textbox("New password"), NEW_PASSWORD).await;
        click(page, button("Change password")).await;
        check::on_page(page, "/tapo_web/login", "Log in with your TP-Link ID").await;
        check::says(page, "Your password has been changed").await;
        assert!(!elsewhere.is_logged_in().await, "every session has ended");
        assert!(stage.mail(page, 3).await.contains("Subject: Your password was changed"));
        log_in(page, NEW_PASSWORD).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;
        check::says(page, "Premium").await;

        let secrets = [CODE, PASSWORD, NEW_PASSWORD, EMAIL];
        let paths = stage.proxy.paths();
        assert!(paths.iter().all(|path| secrets.iter().all(|secret| !path.contains(secret))), "{paths:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_code_is_told_and_the_log_in_sends_a_new_one() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/accounts/verification", "401");
        stage.expect_failures("/api/v1/session", "401");
        let page = &stage.visitor(Size::Desk).await;
        open(page, "/tapo_web/register").await;
        fill(page, textbox("Email"), EMAIL).await;
        fill(page, textbox("Password"), PASSWORD).await;
        choose(page, combobox("Country or region"), "Germany").await;
        click(page, button("Create TP-Link ID")).await;
        let first = stage.mail(page, 1).await;
        let wrong = if code(&first).ends_with('0') { "11111111" } else { "00000000" };
        fill(page, textbox("Verification code"), wrong).await;
        click(page, button("Verify")).await;
        check::problem(page, &["The verification code is wrong or has run out"]).await;
        click(page, link("Log in to get a new code")).await;
        log_in(page, PASSWORD).await;
        check::on_page(page, "/tapo_web/verify", "Enter your verification code").await;
        fill(page, textbox("Verification code"), code(&stage.mail(page, 2).await)).await;
        click(page, button("Verify")).await;
        check::on_page(page, "/tapo_web/login", "Log in with your TP-Link ID").await;
        log_in(page, PASSWORD).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;
    })
    .await;
}
