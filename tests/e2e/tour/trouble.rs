//! What is said when the program, the network or the page itself is not there, above whatever view it happens.

use super::Eye;
use super::ways::{arrived, fill, go, log_in, push, send, shown};
use crate::act;
use crate::harness::{Fate, Page, Person, Stage};
use crate::look;
use crate::steps::{CODE, OTHER_PLAN};
use serde_json::json;

/// The end of the address of the program.
const PROGRAM: &str = ".wasm";

/// The way home, above every view.
const HOME: &str = "header a[href$='/tapo_web']";

/// All of it.
pub(crate) async fn trouble(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    stage.expect_failures("/api/v1/", "");
    stage.expect_failures(PROGRAM, "ERR_EMPTY_RESPONSE");
    stage.expect_complaint("The program could not be loaded");
    stage.expect_complaint("The page stopped at");
    stage.expect_complaint("unreachable");
    loading(stage, page, eye).await;
    nobody_knows_who(stage, page, eye).await;
    go(page, "/tapo_web/login").await;
    log_in(page, Person::Demo, "/tapo_web").await;
    offline(page, eye).await;
    outcomes(stage, page, eye).await;
    act::break_the_program(page).await;
    push(page, "header a[href$='/help']").await;
    shown(page, "main.boot h1").await;
    eye.see(page, "broke").await;
}

/// The program does not come, and takes long.
async fn loading(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    // Or else it would not be asked for.
    look::command(page, "Network.enable", json!({})).await;
    look::command(page, "Network.setCacheDisabled", json!({ "cacheDisabled": true })).await;
    let cut = stage.proxy.next("GET", PROGRAM, Fate::CutBeforeServer);
    act::open_at_once(page, "/tapo_web/login").await;
    shown(page, "#load[data-state=failed]").await;
    eye.see(page, "loading-failed").await;
    cut.release();
    let mut half = stage.proxy.next("GET", PROGRAM, Fate::HoldHalf);
    act::open_at_once(page, "/tapo_web/register").await;
    half.arrived().await;
    shown(page, "#load [value]").await;
    eye.see(page, "loading-slow").await;
    half.release();
    act::app_runs(page).await;
}

/// The question who is logged in gets no answer.
async fn nobody_knows_who(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    let cut = stage.proxy.next("GET", "/api/v1/session", Fate::CutBeforeServer);
    act::open(page, "/tapo_web/redeem").await;
    shown(page, "main [role=alert]").await;
    eye.see(page, "session-no-network").await;
    cut.release();
}

/// A plan that can't be confirmed now.
async fn offline(page: &Page, eye: &mut impl Eye) {
    preview(page, CODE).await;
    page.browser().network(false).await.expect("takes the network away");
    shown(page, ".offline--shown").await;
    eye.see(page, "plan-offline").await;
    page.browser().network(true).await.expect("gives the network back");
}

/// What became of codes, told above another view than that in which they were confirmed.
async fn outcomes(stage: &Stage, page: &Page, eye: &mut impl Eye) {
    for (code, fate, name) in
        [(CODE, Fate::CutAnswer, "outcome-used"), (OTHER_PLAN, Fate::CutBeforeServer, "outcome-not-used")]
    {
        preview(page, code).await;
        let path = page.path().await.expect("an address");
        let id = path.rsplit('/').next().unwrap_or_default();
        let mut cut = stage.proxy.next("POST", "/confirmation", fate);
        let mut unknown = stage.proxy.next("GET", &["/redemptions/", id].concat(), Fate::CutBeforeServer);
        push(page, "main .actions .button--primary").await;
        cut.arrived().await;
        unknown.arrived().await;
        push(page, HOME).await;
        arrived(page, "/tapo_web").await;
        shown(page, ".outcome:not(.outcome--known)").await;
        if name == "outcome-used" {
            eye.see(page, "outcome-checking").await;
        }
        cut.release();
        unknown.release();
        shown(page, ".outcome--known").await;
        eye.see(page, name).await;
        push(page, ".outcome button").await;
    }
}

/// The plan details of a code.
async fn preview(page: &Page, code: &str) {
    go(page, "/tapo_web/redeem").await;
    fill(page, "code", code).await;
    send(page).await;
    shown(page, "main dl").await;
}
