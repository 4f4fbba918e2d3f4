//! What stops a run, and how it goes on.

use super::{
    CHECK, FIELD, changed, check_codes, confirmation, etags, opened, other, redeemed, rows, same, same_after_first,
};
use super::{CODE, OTHER, SAME};
use crate::support::act::{click_on, type_into};
use crate::support::check;
use crate::support::data::{noon, preview, receipt, unspent};
use crate::support::find::{one, page_text, says};
use crate::support::{clock, created, lost, ok, problem, refusal, sent, test, until};
use tapo_care_wire::{ErrorCode, Problem};

#[test]
async fn another_change_stops_the_run_and_is_to_be_read() {
    let stage = opened().await;
    stage.answer("POST", "/redemptions", created(&preview())).answer("POST", "/redemptions", created(&same()));
    stage.answer("POST", &confirmation("red_1"), ok(&receipt()));
    let mut elsewhere = same_after_first();
    elsewhere.effect.previous_ends_at = Some(noon("2028-11-24"));
    elsewhere.etag = "x1".to_owned();
    stage.answer("POST", &confirmation("red_2"), refusal(&changed(elsewhere.clone())));
    stage.answer("POST", &confirmation("red_2"), ok(&redeemed(elsewhere, "sub_1")));
    check_codes(&format!("{CODE}\n{SAME}")).await;
    click_on("button", "Confirm and redeem 2 codes").await;
    check::problem(&["What the code on line 2 does has changed meanwhile"]).await;
    assert_eq!(etags("red_2").len(), 1);
    click_on("button", "Confirm and redeem 1 code").await;
    says("2 codes are redeemed.").await;
    assert_eq!(etags("red_2").last().cloned().flatten().as_deref(), Some("\"x1\""));
}

#[test]
async fn too_many_wrong_codes_are_waited_for_and_it_goes_on_by_itself() {
    let stage = opened().await;
    stage.answer("POST", "/redemptions", refusal(&Problem { retry_after: Some(3), ..unspent(ErrorCode::Locked) }));
    stage.answer("POST", "/redemptions", created(&preview()));
    check_codes(CODE).await;
    check::problem(&["Try again in 3 seconds."]).await;
    assert_eq!(sent("POST", "/redemptions").len(), 1);
    until("the end of the wait", || {
        clock::pass(1.0);
        (!page_text().contains("Try again in")).then_some(())
    })
    .await;
    one("button", "Confirm and redeem 1 code").await;
    check::no_problem().await;
    assert_eq!(sent("POST", "/redemptions").len(), 2);
}

#[test]
async fn a_server_that_is_away_is_no_fault_of_a_code() {
    let stage = opened().await;
    stage.answer("POST", "/redemptions", created(&preview()));
    stage.answer("POST", "/redemptions", lost());
    stage.answer("POST", "/redemptions", created(&other()));
    check_codes(&format!("{CODE}\n{OTHER}")).await;
    check::problem(&["could not reach the server"]).await;
    assert!(rows()[1].ends_with("Not checked yet"), "{:#?}", rows());
    click_on("button", "Check the rest").await;
    one("button", "Confirm and redeem 2 codes").await;
    check::no_problem().await;
}

#[test]
async fn a_lost_answer_is_asked_for_before_the_next_code() {
    let stage = opened().await;
    stage.answer("POST", "/redemptions", created(&preview())).answer("POST", "/redemptions", created(&other()));
    let (truth, gate) = ok(&receipt()).held();
    stage.answer("POST", &confirmation("red_1"), lost()).answer("GET", "/redemptions/red_1", truth);
    stage.answer("POST", &confirmation("red_3"), ok(&redeemed(other(), "sub_3")));
    check_codes(&format!("{CODE}\n{OTHER}")).await;
    click_on("button", "Confirm and redeem 2 codes").await;
    says("we are asking the server whether the code was used").await;
    assert!(etags("red_3").is_empty(), "not before the truth is known");
    gate.open();
    says("2 codes are redeemed.").await;
    assert_eq!(etags("red_1").len(), 1, "never sent twice");
}

#[test]
async fn a_code_that_is_refused_meanwhile_does_not_keep_the_others_back() {
    let stage = opened().await;
    stage.answer("POST", "/redemptions", created(&preview())).answer("POST", "/redemptions", created(&other()));
    stage.answer("POST", &confirmation("red_1"), problem(ErrorCode::CodeAlreadyRedeemed));
    stage.answer("POST", &confirmation("red_3"), ok(&redeemed(other(), "sub_3")));
    check_codes(&format!("{CODE}\n{OTHER}")).await;
    click_on("button", "Confirm and redeem 2 codes").await;
    says("1 code is redeemed.").await;
    says("1 line gave nothing: its reason stands beside it.").await;
    one("link", "Receipt for the code …0005").await;
}

#[test]
async fn the_codes_can_be_changed_before_anything_is_confirmed() {
    let stage = opened().await;
    stage.answer("POST", "/redemptions", created(&preview()));
    check_codes(CODE).await;
    click_on("button", "Change the codes").await;
    let field = crate::support::find::field("textbox", FIELD).await;
    assert_eq!(field.value(), CODE, "what was pasted is there still");
    type_into(FIELD, "W2GB").await;
    click_on("button", CHECK).await;
    says("1 line gave nothing").await;
}
