//! Two-step verification, and the sessions of an account.

use crate::act::{click, fill, open, reload};
use crate::check;
use crate::find::{button, dialog, heading, img, link, radio, region, textbox};
use crate::harness::{Browser, PASSWORD, Page, Size, Stage, journey};
use crate::steps::{CODE, arrive, log_in, mailed_code};
use crate::wait::until;
use std::time::{SystemTime, UNIX_EPOCH};
use totp_rs::{Builder, Secret, Totp};

const ACCOUNT: &str = "/tapo_web/account";
const TWO_STEP: &str = "/tapo_web/account/two-step";

/// From Tapo Care to where the way to get codes is chosen.
async fn to_two_step(page: &Page) {
    click(page, link("Account")).await;
    check::on_page(page, ACCOUNT, "Account").await;
    check::fits_its_width(page).await;
    click(page, link("Turn on two-step verification")).await;
    check::on_page(page, TWO_STEP, "Two-step verification").await;
    check::says(page, "Two-step verification is off").await;
}

/// Chooses a way, up to where the first code is asked for.
async fn choose(page: &Page, way: &str, title: &str) {
    click(page, radio(way)).await;
    fill(page, textbox("Password"), PASSWORD).await;
    click(page, button("Continue")).await;
    check::on_page(page, TWO_STEP, title).await;
    check::fits_its_width(page).await;
}

/// Does what the visitor's app does with the key that is on the screen.
async fn app(page: &Page) -> Totp {
    let key = until(page, "the key for the app", async || {
        let text = page.text().await?;
        let (_, rest) = text.split_once("Keep it to yourself. ").unwrap_or_default();
        let is_group =
            |word: &&str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let key: String = rest.split(' ').take_while(is_group).collect();
        Ok(if key.len() == 32 { Ok(key) } else { Err(text) })
    })
    .await;
    let secret = Secret::try_from_base32(key).expect("the key is Base32");
    Builder::new().with_secret(secret).with_account_name("demo").build().expect("a key of the right length")
}

/// What the app shows now, or in so many seconds.
fn code_of(app: &Totp, later: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    app.generate(now + later).to_string()
}

/// The recovery codes on the screen.
async fn recovery_codes(page: &Page) -> Vec<String> {
    check::on_page(page, TWO_STEP, "Keep your recovery codes").await;
    let text = page.text().await.expect("reads");
    let is_code = |word: &&str| {
        word.len() == 11 && word.as_bytes()[5] == b'-' && word.bytes().all(|b| b == b'-' || b.is_ascii_alphanumeric())
    };
    let codes: Vec<String> = text.split(' ').filter(is_code).map(str::to_owned).collect();
    assert_eq!(codes.len(), 10, "{text}");
    codes
}

/// Logs out, and comes to the second step at this address.
async fn to_second_step(page: &Page, address: &str, query: &str) {
    click(page, button("Log out")).await;
    check::shows(page, heading("Log in with your TP-Link ID")).await;
    open(page, address).await;
    log_in(page).await;
    check::on_page(page, &format!("/tapo_web/mfa{query}"), "Enter your verification code").await;
    check::fits_its_width(page).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_app_is_connected_and_asked_for_and_recovery_codes_do_without_it() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/account/two-step", "401");
        stage.expect_failures("/api/v1/session", "401");
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        to_two_step(page).await;

        // A reload in the middle begins anew, with another key: nothing is on.
        choose(page, "Authenticator app", "Connect your authenticator app").await;
        check::shows(page, img("QR code for your authenticator app. The key below says the same.")).await;
        let old = app(page).await;
        reload(page).await;
        check::on_page(page, TWO_STEP, "Two-step verification").await;
        check::says(page, "nothing was switched on").await;
        choose(page, "Authenticator app", "Connect your authenticator app").await;
        let app = app(page).await;
        assert_ne!(code_of(&app, 0), code_of(&old, 0));
        let wrong = code_of(&old, 0);
        fill(page, textbox("Verification code"), &wrong).await;
        click(page, button("Turn on")).await;
        check::ask_to_correct(page, textbox("Verification code"), &wrong, &["wrong or has run out"]).await;
        fill(page, textbox("Verification code"), &code_of(&app, 0)).await;
        click(page, button("Turn on")).await;
        let recovery = recovery_codes(page).await;
        check::fits_its_width(page).await;
        click(page, link("I have kept them")).await;
        check::on_page(page, ACCOUNT, "Account").await;
        check::part_says(page, region("Two-step verification"), "a code from your authenticator app").await;
        assert!(stage.mail(page, 1).await.contains("Subject: Two-step verification is on"));

        // The next log-in asks for the app, and the code to redeem waits behind it. Each of the app's codes works once, so it
        // is the next one.
        to_second_step(page, &format!("/tapo_web/redeem#{CODE}"), "?return_to=/tapo_web/redeem").await;
        check::says(page, "Open your authenticator app").await;
        fill(page, textbox("Verification code"), &code_of(&app, 30)).await;
        click(page, button("Verify")).await;
        check::on_page(page, "/tapo_web/redeem", "Redeem Promo Code").await;
        check::value(page, textbox("Redemption Code"), CODE).await;

        // Without the phone: the step outlives a reload, and takes a recovery code once.
        to_second_step(page, "/tapo_web/history", "?return_to=/tapo_web/history").await;
        reload(page).await;
        check::on_page(page, "/tapo_web/mfa?return_to=/tapo_web/history", "Enter your verification code").await;
        click(page, button("Use a recovery code instead")).await;
        fill(page, textbox("Verification code"), &recovery[0].to_lowercase()).await;
        click(page, button("Verify")).await;
        check::on_page(page, "/tapo_web/history", "Redemption history").await;
        assert!(stage.mail(page, 2).await.contains("Subject: A recovery code was used"));
        to_second_step(page, "/tapo_web", "").await;
        fill(page, textbox("Verification code"), &recovery[0]).await;
        click(page, button("Verify")).await;
        check::ask_to_correct(page, textbox("Verification code"), &recovery[0], &["wrong or was used before"]).await;
        fill(page, textbox("Verification code"), &recovery[1]).await;
        click(page, button("Verify")).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;

        // It is turned off again, and the password is enough.
        open(page, TWO_STEP).await;
        check::term(page, "Recovery codes", "8 left").await;
        fill(page, textbox("Password"), PASSWORD).await;
        click(page, button("Turn off")).await;
        check::says(page, "Two-step verification was turned off").await;
        click(page, button("Log out")).await;
        check::shows(page, heading("Log in with your TP-Link ID")).await;
        log_in(page).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;

        let secrets = [&recovery[0], &recovery[1], &PASSWORD.to_owned(), &CODE.to_owned()];
        let paths = stage.proxy.paths();
        assert!(paths.iter().all(|path| secrets.iter().all(|secret| !path.contains(*secret))), "{paths:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_come_by_mail_and_another_one_can_be_had() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/session", "401");
        let page = &stage.visitor(Size::Desk).await;
        arrive(page).await;
        to_two_step(page).await;
        choose(page, "Email", "Look into your email").await;
        fill(page, textbox("Verification code"), mailed_code(&stage.mail(page, 1).await)).await;
        click(page, button("Turn on")).await;
        recovery_codes(page).await;
        stage.mail(page, 2).await;

        to_second_step(page, "/tapo_web", "").await;
        check::says(page, "We have sent a code to demo@example.com").await;
        stage.mail(page, 3).await;
        click(page, button("Send a new code")).await;
        check::says(page, "We have sent a new code").await;
        fill(page, textbox("Verification code"), mailed_code(&stage.mail(page, 4).await)).await;
        click(page, button("Verify")).await;
        check::on_page(page, "/tapo_web", "Tapo Care").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_in_another_browser_is_ended_from_here() {
    journey(async |stage: &Stage| {
        stage.expect_failures("/api/v1/", "401");
        let page = &stage.visitor(Size::Phone).await;
        arrive(page).await;
        let other = &stage.visitor(Size::Desk).await;
        arrive(other).await;
        click(page, link("Account")).await;
        check::on_page(page, ACCOUNT, "Account").await;
        check::part_says(page, region("Where you are logged in"), "This device").await;
        let name = until(page, "the other session", async || {
            let script = "return [...document.querySelectorAll('section button')].map((e) => e.ariaLabel).filter((name) => name)";
            let mut names: Vec<String> = page.run(script, vec![]).await?.convert()?;
            Ok(match (names.pop(), names.len()) {
                (Some(name), 0) => Ok(name),
                (name, _) => Err(format!("{name:?} {names:?}")),
            })
        })
        .await;
        let browser = Browser::of_this_run().as_sessions_call_it();
        assert!(name.starts_with(&format!("Log out {browser}, logged in on ")), "{name}");
        click(page, button(&name)).await;
        check::says(page, &format!("{browser} was logged out.")).await;
        check::lacks(page, button(&name)).await;
        assert!(stage.session_of(page).await.is_logged_in().await);
        assert!(!stage.session_of(other).await.is_logged_in().await);
        click(other, link("History")).await;
        check::shows(other, heading("Log in with your TP-Link ID")).await;
        check::says(other, "You were logged out").await;

        // And everywhere, this browser included, once that is confirmed.
        log_in(other).await;
        check::on_page(other, "/tapo_web/history", "Redemption history").await;
        click(page, button("Log out everywhere")).await;
        click(page, button("Log out everywhere").within(dialog("Log out everywhere?"))).await;
        check::on_page(page, "/tapo_web/login", "Log in with your TP-Link ID").await;
        click(other, link("Account")).await;
        check::shows(other, heading("Log in with your TP-Link ID")).await;
    })
    .await;
}
