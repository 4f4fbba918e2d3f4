//! A new account with nothing in it, and how an account is protected.

use super::Eye;
use super::ways::{arrived, fill, go, gone, log_in, log_out, problem, push, send, shown};
use crate::harness::{PASSWORD, Page, Person, Stage};
use crate::steps::mailed_code;

const NEW_PASSWORD: &str = "a horse of another colour";
const TWO_STEP: &str = "/tapo_web/account/two-step";

/// The account.
pub(crate) async fn account(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    stage.expect_failures("/api/v1/", "");
    nothing_yet(stage, page, eye).await;
    log_out(page).await;
    log_in(page, Person::Demo, "/tapo_web").await;
    // Somebody who is logged in elsewhere too.
    let elsewhere = stage.demo().await;
    go(page, "/tapo_web/account").await;
    eye.see(page, "account").await;
    push(page, "main ul ~ div button").await;
    shown(page, "dialog[open]").await;
    eye.see(page, "account-log-out-everywhere").await;
    push(page, "dialog[open] button:last-of-type").await;
    gone(page, "dialog[open]").await;
    elsewhere.log_out().await;
    by_app(page, eye).await;
    by_mail(stage, page, eye).await;
}

/// Views of somebody who has just come.
async fn nothing_yet(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    go(page, "/tapo_web/register").await;
    fill(page, "email", "new.visitor@example.com").await;
    fill(page, "new-password", NEW_PASSWORD).await;
    let choose = "const list = document.querySelector('main select'); list.value = 'DE';
        list.dispatchEvent(new Event('change', { bubbles: true }))";
    page.run(choose, vec![]).await.expect("chooses a country");
    send(page).await;
    arrived(page, "/tapo_web/verify").await;
    fill(page, "verification-code", mailed_code(&stage.mail(page, 1).await)).await;
    send(page).await;
    arrived(page, "/tapo_web/login").await;
    fill(page, "password", NEW_PASSWORD).await;
    send(page).await;
    arrived(page, "/tapo_web").await;
    eye.see(page, "home-empty").await;
    go(page, "/tapo_web/history").await;
    eye.see(page, "history-empty").await;
}

/// Two-step verification by an app, up to where it would be switched on.
async fn by_app(page: &Page, eye: &mut impl Eye) {
    go(page, TWO_STEP).await;
    eye.see(page, "two-step-off").await;
    send(page).await;
    problem(page).await;
    eye.see(page, "two-step-mistakes").await;
    push(page, "main input[type=radio]").await;
    fill(page, "password", PASSWORD).await;
    send(page).await;
    shown(page, "main svg[role=img]").await;
    eye.see(page, "two-step-app").await;
    send(page).await;
    problem(page).await;
    eye.see(page, "two-step-app-empty").await;
}

/// The same by mail, and all the way: the next log-in asks for a code.
async fn by_mail(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    go(page, TWO_STEP).await;
    push(page, "main div + div > input[type=radio]").await;
    fill(page, "password", PASSWORD).await;
    send(page).await;
    shown(page, "main input[name=verification-code]").await;
    eye.see(page, "two-step-mail").await;
    fill(page, "verification-code", mailed_code(&stage.mail(page, 2).await)).await;
    send(page).await;
    shown(page, "main ul li").await;
    eye.see(page, "recovery-codes").await;
    go(page, TWO_STEP).await;
    eye.see(page, "two-step-on").await;
    go(page, "/tapo_web/account").await;
    eye.see(page, "account-two-step-on").await;
    log_out(page).await;
    fill(page, "email", Person::Demo.email()).await;
    fill(page, "password", PASSWORD).await;
    send(page).await;
    arrived(page, "/tapo_web/mfa").await;
    eye.see(page, "second-step").await;
    send(page).await;
    problem(page).await;
    eye.see(page, "second-step-empty").await;
    push(page, "main form p button:last-of-type").await;
    shown(page, "main input[name=verification-code]:not([inputmode])").await;
    eye.see(page, "second-step-recovery").await;
}
