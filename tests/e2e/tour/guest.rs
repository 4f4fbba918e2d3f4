//! The views of somebody who is not logged in.

use super::Eye;
use super::ways::{arrived, fill, go, gone, problem, push, send, shown};
use crate::harness::{Fate, Page, Person, Stage};
use crate::steps::mailed_code;

/// Log in, register, forget the password, ask for help, get lost.
pub(crate) async fn guest(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    stage.expect_failures("/api/v1/", "");
    stage.expect_failures("/tapo_web/no/such/page", "404");
    log_in(stage, page, eye).await;
    register(stage, page, eye).await;
    forgot(stage, page, eye).await;
    help(page, eye).await;
    receipts(stage, page, eye).await;
    go(page, "/tapo_web/no/such/page").await;
    eye.see(page, "not-found").await;
}

async fn log_in(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    go(page, "/tapo_web/login").await;
    eye.see(page, "log-in").await;
    send(page).await;
    problem(page).await;
    eye.see(page, "log-in-empty").await;
    fill(page, "email", Person::Demo.email()).await;
    fill(page, "password", "wrong horse battery").await;
    let mut held = stage.proxy.next("POST", "/session", Fate::HoldRequest);
    send(page).await;
    held.arrived().await;
    eye.see(page, "log-in-under-way").await;
    held.release();
    problem(page).await;
    eye.see(page, "log-in-wrong").await;
    let mut cut = stage.proxy.next("POST", "/session", Fate::CutBeforeServer);
    fill(page, "password", "wrong horse battery").await;
    send(page).await;
    cut.arrived().await;
    problem(page).await;
    eye.see(page, "log-in-no-network").await;
    cut.release();
}

async fn register(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    go(page, "/tapo_web/register").await;
    eye.see(page, "register").await;
    fill(page, "email", "new.visitor").await;
    fill(page, "new-password", "too short").await;
    send(page).await;
    problem(page).await;
    eye.see(page, "register-mistakes").await;
    fill(page, "email", "new.visitor@example.com").await;
    fill(page, "new-password", "a horse of another colour").await;
    let choose = "const list = document.querySelector('main select'); list.value = 'DE';
        list.dispatchEvent(new Event('change', { bubbles: true }))";
    page.run(choose, vec![]).await.expect("chooses a country");
    send(page).await;
    arrived(page, "/tapo_web/verify").await;
    eye.see(page, "verify").await;
    let mail = stage.mail(page, 1).await;
    let wrong = if mailed_code(&mail).ends_with('0') { "11111111" } else { "00000000" };
    fill(page, "verification-code", wrong).await;
    send(page).await;
    problem(page).await;
    eye.see(page, "verify-wrong").await;
    fill(page, "verification-code", mailed_code(&mail)).await;
    send(page).await;
    arrived(page, "/tapo_web/login").await;
    eye.see(page, "log-in-verified").await;
    // Without what the page remembers of it.
    go(page, "/tapo_web/verify").await;
    eye.see(page, "verify-later").await;
}

async fn forgot(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    go(page, "/tapo_web/forgot").await;
    eye.see(page, "forgot").await;
    send(page).await;
    problem(page).await;
    eye.see(page, "forgot-empty").await;
    fill(page, "email", Person::Friend.email()).await;
    send(page).await;
    arrived(page, "/tapo_web/reset").await;
    eye.see(page, "reset").await;
    stage.mail(page, 2).await;
    send(page).await;
    problem(page).await;
    eye.see(page, "reset-empty").await;
    go(page, "/tapo_web/reset").await;
    eye.see(page, "reset-later").await;
}

async fn help(page: &Page, eye: &mut impl Eye) {
    go(page, "/tapo_web/help").await;
    eye.see(page, "help").await;
    page.run("document.querySelectorAll('main details').forEach((e) => { e.open = true })", vec![])
        .await
        .expect("opens the answers");
    eye.see(page, "help-open").await;
    push(page, "main section[aria-labelledby=feedback-title] button").await;
    gone(page, "main section[aria-labelledby=feedback-title] button").await;
    eye.see(page, "help-useful").await;
}

/// Anybody can check a receipt.
async fn receipts(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    go(page, "/tapo_web/receipts/verify").await;
    eye.see(page, "check-receipt").await;
    send(page).await;
    problem(page).await;
    eye.see(page, "check-receipt-empty").await;
    let friend = stage.friend().await;
    let redeemed = friend.history().await.into_iter().next().expect("the friend has redeemed a code");
    let receipt = friend.redemption(redeemed.id.as_str()).await;
    let reference = receipt.reference.expect("a reference");
    let signature = receipt.signature.expect("a signature").value;
    fill(page, "reference", &reference).await;
    fill(page, "signature", &signature).await;
    send(page).await;
    shown(page, "main dl").await;
    eye.see(page, "check-receipt-genuine").await;
    fill(page, "reference", "TC-AAAAA-AAAAA").await;
    send(page).await;
    problem(page).await;
    eye.see(page, "check-receipt-not-genuine").await;
}
