//! How the field keeps what it holds, and where from.

use super::{HEADING, REDEEM, code_field, opened};
use crate::support::act::{Key, click_on, enter_fragment, go_back, log_in, press, type_into};
use crate::support::check;
use crate::support::data::{CODE, preview, unspent, viewer};
use crate::support::find::{self, page_text, says};
use crate::support::{Stage, created, ok, refusal, sent, settle, test, until};
use tapo_care_wire::ErrorCode;

/// Waits until the field holds this.
async fn field_holds(text: &str) {
    let field = code_field().await;
    until(&format!("“{text}” in the field"), || (field.value() == text).then_some(())).await;
}

/// Seen red with the fragment left where it is by `take_fragment`.
#[test]
async fn a_code_behind_the_hash_fills_the_field_and_leaves_the_address() {
    for (fragment, text) in [(CODE, CODE), ("W2GB%2DJZT4%208TRNM", "W2GB-JZT4 8TRNM"), ("50%off", "50%off")] {
        let stage = Stage::logged_in().await;
        stage.open(&[REDEEM, "#", fragment].concat()).await;
        let entries = find::history_length();
        check::view(HEADING).await;
        field_holds(text).await;
        assert_eq!(find::address(), REDEEM);
        assert_eq!(find::history_length(), entries, "in place of the address, not besides it");
        settle().await;
        assert!(sent("POST", "/redemptions").is_empty(), "it is not sent by itself");
    }
}

#[test]
async fn a_code_typed_behind_the_hash_later_fills_the_field_too() {
    let _stage = opened().await;
    enter_fragment(CODE);
    field_holds(CODE).await;
    find::at(REDEEM).await;
}

#[test]
async fn a_code_behind_the_hash_survives_the_log_in() {
    let stage = Stage::guest().await;
    stage.answer("POST", "/session", ok(&viewer()));
    stage.open(&[REDEEM, "#", CODE].concat()).await;
    check::view("Log in with your TP-Link ID").await;
    find::at("/tapo_web/login?return_to=/tapo_web/redeem").await;
    log_in().await;
    check::view(HEADING).await;
    field_holds(CODE).await;
}

/// Seen red with the draft not put into the field.
#[test]
async fn what_was_typed_is_there_again_after_back() {
    let _stage = opened().await;
    type_into("Redemption Code", "W2GB JZT4").await;
    click_on("link", "Help").await;
    check::view("Help").await;
    go_back();
    check::view(HEADING).await;
    field_holds("W2GB JZT4").await;
}

#[test]
async fn a_reload_forgets_it_since_it_is_stored_nowhere() {
    let stage = opened().await;
    type_into("Redemption Code", CODE).await;
    stage.open(REDEEM).await;
    field_holds("").await;
}

/// Seen red with `heed` not ending the session.
#[test]
async fn a_session_that_is_over_leads_to_the_log_in_and_back_with_the_code() {
    for code in [ErrorCode::SessionExpired, ErrorCode::NotLoggedIn] {
        let stage = opened().await;
        stage.answer("POST", "/redemptions", refusal(&unspent(code)));
        stage.answer("POST", "/redemptions", created(&preview()));
        stage.answer("POST", "/session", ok(&viewer()));
        type_into("Redemption Code", CODE).await;
        press(Key::Enter);
        check::view("Log in with your TP-Link ID").await;
        find::at("/tapo_web/login?return_to=/tapo_web/redeem").await;
        says("You were logged out.").await;
        assert!(!page_text().contains("History"));
        log_in().await;
        check::view(HEADING).await;
        field_holds(CODE).await;
        click_on("button", "Confirm").await;
        check::view("Confirm the plan details").await;
    }
}
