//! Several codes at once, and a code that is to be a gift.

use super::Eye;
use super::ways::{fill, go, log_in, problem, push, send, shown};
use crate::harness::{Fate, Page, Person, Stage};
use crate::steps::{CODE, OTHER_PLAN, SAME_PLAN};

/// Two codes of one plan, one of another, one that is too short, and one that has expired.
const LIST: [&str; 5] = [CODE, "W2GBJZT48TRN", SAME_PLAN, "EXPIRED000000", OTHER_PLAN];

/// From the list to what became of it; the gift before, while its code is still good.
pub(crate) async fn several(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    stage.expect_failures("/api/v1/", "");
    go(page, "/tapo_web/login").await;
    log_in(page, Person::Demo, "/tapo_web").await;
    go(page, "/tapo_web/redeem").await;
    fill(page, "code", CODE).await;
    eye.see(page, "code-whole").await;
    push(page, "main .gift-offer button").await;
    shown(page, "main section svg[role=img]").await;
    eye.see(page, "gift").await;
    go(page, "/tapo_web/redeem/several").await;
    eye.see(page, "several").await;
    send(page).await;
    problem(page).await;
    eye.see(page, "several-empty").await;
    let paste = "const list = document.querySelector('main textarea'); list.value = arguments[0];
        list.dispatchEvent(new Event('input', { bubbles: true }))";
    page.run(paste, vec![LIST.join("\n").into()]).await.expect("pastes");
    send(page).await;
    shown(page, CONFIRM).await;
    eye.see(page, "several-read").await;
    let mut held = stage.proxy.next("POST", "/confirmation", Fate::HoldRequest);
    push(page, CONFIRM).await;
    held.arrived().await;
    eye.see(page, "several-under-way").await;
    held.release();
    shown(page, "main .several .actions a").await;
    eye.see(page, "several-done").await;
}

/// The button that redeems them.
const CONFIRM: &str = "main .several .actions .button--primary";
