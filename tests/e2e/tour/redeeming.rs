//! From Tapo Care to the receipt, with everything that can come between.

use super::Eye;
use super::ways::{arrived, fill, go, gone, log_in, problem, push, send, shown};
use crate::harness::{Fate, Page, Person, Stage};
use crate::steps::{CODE, OTHER_PLAN, SAME_PLAN};

/// What is typed for a code, and what the picture of the answer is called.
const REFUSED: [(&str, &str); 8] = [
    ("W2GB", "code-too-short"),
    ("demo@example.com", "code-is-an-email"),
    ("ZBGBJZT48TRNM", "code-not-found"),
    ("EXPIRED000000", "code-expired"),
    ("REVOKED000000", "code-revoked"),
    ("NOTYET0000000", "code-not-yet"),
    ("REGION0000000", "code-other-region"),
    ("REDEEMED00000", "code-redeemed-by-someone"),
];

/// The kinds of cameras, and what the pictures of their guides are called.
const KINDS: [(&str, &str); 4] = [
    ("plug-in", "add-camera-plug-in"),
    ("battery", "add-camera-battery"),
    ("doorbell", "add-camera-doorbell"),
    ("hub-kit", "add-camera-hub-kit"),
];

/// The redemption.
pub(crate) async fn redeeming(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    stage.expect_failures("/api/v1/", "");
    go(page, "/tapo_web/login").await;
    log_in(page, Person::Demo, "/tapo_web").await;
    eye.see(page, "home-ended").await;
    waits_and_fails(stage, page, eye).await;
    entering(page, eye).await;
    let id = confirming(stage, page, eye).await;
    cameras(stage, page, &id, eye).await;
    afterwards(stage, page, eye).await;
}

/// A view whose data is on its way, and one whose data does not come.
async fn waits_and_fails(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    let mut held = stage.proxy.next("GET", "/subscriptions", Fate::HoldRequest);
    push(page, "header a[href$='/help']").await;
    arrived(page, "/tapo_web/help").await;
    push(page, "header a[href$='/tapo_web']").await;
    held.arrived().await;
    shown(page, "main [role=status]").await;
    eye.see(page, "home-loading").await;
    held.release();
    arrived(page, "/tapo_web").await;
    let mut cut = stage.proxy.next("GET", "/account/two-step", Fate::CutBeforeServer);
    push(page, "header a[href$='/account']").await;
    cut.arrived().await;
    problem(page).await;
    eye.see(page, "account-no-network").await;
    cut.release();
}

/// The button that redeems. Another one logs out.
const CONFIRM: &str = "main .actions .button--primary";

async fn entering(page: &Page, eye: &mut impl Eye) {
    go(page, "/tapo_web/redeem").await;
    eye.see(page, "code").await;
    for (typed, name) in REFUSED {
        fill(page, "code", typed).await;
        // The one before is gone as soon as the next is under way, so that it is not taken for the answer.
        page.run("document.activeElement.blur()", vec![]).await.expect("leaves the field");
        send(page).await;
        problem(page).await;
        eye.see(page, name).await;
    }
    fill(page, "code", CODE).await;
    send(page).await;
    shown(page, "main dl").await;
}

/// Gives the redemption's id.
async fn confirming(stage: &Stage, page: &Page, eye: &mut impl Eye) -> String {
    let demo = stage.demo().await;
    let path = page.path().await.expect("an address");
    let id = path.rsplit('/').next().unwrap_or_default().to_owned();
    eye.see(page, "plan").await;
    // The plan is there by another code when the first confirmation comes.
    demo.redeem(SAME_PLAN).await;
    push(page, CONFIRM).await;
    problem(page).await;
    eye.see(page, "plan-changed").await;
    go(page, &path).await;
    eye.see(page, "plan-extends").await;
    let mut held = stage.proxy.next("POST", "/confirmation", Fate::HoldRequest);
    push(page, CONFIRM).await;
    held.arrived().await;
    eye.see(page, "plan-under-way").await;
    // Nobody knows what became of it, and the server is away.
    stage.stop_server();
    held.release();
    shown(page, "main [role=status][tabindex]").await;
    eye.see(page, "plan-checking").await;
    stage.start_server();
    problem(page).await;
    eye.see(page, "plan-never-confirmed").await;
    push(page, CONFIRM).await;
    arrived(page, &format!("{path}/cameras")).await;
    id
}

async fn cameras(stage: &Stage, page: &Page, id: &str, eye: &mut impl Eye) {
    let demo = stage.demo().await;
    eye.see(page, "cameras").await;
    go(page, &format!("/tapo_web/redeem/{id}/cameras/add")).await;
    eye.see(page, "add-camera").await;
    for (kind, name) in KINDS {
        go(page, &format!("/tapo_web/redeem/{id}/cameras/add/{kind}")).await;
        eye.see(page, name).await;
    }
    demo.redeem(OTHER_PLAN).await;
    demo.choose_cameras("basic-5", &["Front door"]).await;
    go(page, &format!("/tapo_web/redeem/{id}/cameras")).await;
    for place in [0, 1] {
        let click = format!("document.querySelectorAll('main input[type=checkbox]')[{place}].click()");
        page.run(&click, vec![]).await.expect("chooses a camera");
    }
    eye.see(page, "cameras-full").await;
    push(page, "main fieldset ~ div button").await;
    shown(page, "dialog[open]").await;
    eye.see(page, "cameras-move").await;
    push(page, "dialog[open] button:last-of-type").await;
    gone(page, "dialog[open]").await;
    demo.choose_cameras("premium-2", &["Garage"]).await;
    push(page, "main fieldset ~ div button").await;
    push(page, "dialog[open] button").await;
    problem(page).await;
    eye.see(page, "cameras-changed").await;
    push(page, "main fieldset ~ div button").await;
    arrived(page, &format!("/tapo_web/redeem/{id}/receipt")).await;
    eye.see(page, "receipt").await;
}

async fn afterwards(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    let demo = stage.demo().await;
    demo.open("PREMIUM000010").await;
    go(page, "/tapo_web").await;
    eye.see(page, "home").await;
    let subscription = demo.subscription("premium-2").await.id;
    go(page, &format!("/tapo_web/subscriptions/{subscription}")).await;
    eye.see(page, "subscription").await;
    let subscriptions = demo.subscriptions().await;
    let ended = subscriptions.iter().find(|s| s.state == tapo_care_wire::SubscriptionState::Ended).expect("one ended");
    go(page, &format!("/tapo_web/subscriptions/{}", ended.id)).await;
    eye.see(page, "subscription-ended").await;
    go(page, "/tapo_web/subscriptions/none").await;
    eye.see(page, "subscription-not-found").await;
    go(page, "/tapo_web/history").await;
    eye.see(page, "history").await;
    let search = "const field = document.querySelector('main input[type=search]'); field.value = 'nothing like it';
        field.dispatchEvent(new Event('input', { bubbles: true }))";
    page.run(search, vec![]).await.expect("searches");
    shown(page, "main [role=search] ~ div button").await;
    eye.see(page, "history-nothing-found").await;
    // The session ends elsewhere.
    stage.session_of(page).await.log_out().await;
    push(page, "header a[href$='/account']").await;
    arrived(page, "/tapo_web/login").await;
    eye.see(page, "log-in-again").await;
}
