//! A run that is interrupted.

use super::{CODE, HEADING, SAME, SEVERAL, check_codes, confirmation, etags, opened, redeemed, same, same_after_first};
use crate::support::act::click_on;
use crate::support::check;
use crate::support::data::{list, preview, receipt, subscription};
use crate::support::find::{self, one, says};
use crate::support::{created, no_content, ok, sent, test};

fn kept() -> Option<String> {
    let tab = web_sys::window().and_then(|window| window.session_storage().ok().flatten()).expect("a tab's storage");
    tab.get_item("several").expect("it can be read")
}

#[test]
async fn a_reload_in_the_middle_goes_on_where_it_stopped_once_the_visitor_says_so() {
    let stage = opened().await;
    stage.answer("POST", "/redemptions", created(&preview())).answer("POST", "/redemptions", created(&same()));
    stage.answer("POST", &confirmation("red_1"), ok(&receipt()));
    let (never, _gate) = ok(&redeemed(same_after_first(), "sub_1")).held();
    stage.answer("POST", &confirmation("red_2"), never);
    check_codes(&format!("{CODE}\n{SAME}")).await;
    click_on("button", "Confirm and redeem 2 codes").await;
    says("Redeeming code 2 of 2.").await;
    assert_eq!(kept().as_deref(), Some(r#"{"account":"acc_1","codes":[[1,"red_1"],[2,"red_2"]]}"#));

    stage.answer("GET", "/redemptions/red_1", ok(&receipt()));
    stage.answer("GET", "/redemptions/red_2", ok(&same_after_first()));
    stage.answer_now("GET", "/subscriptions", ok(&list(vec![subscription()])));
    stage.answer_now("POST", &confirmation("red_2"), ok(&redeemed(same_after_first(), "sub_1")));
    let before = etags("red_2").len();
    stage.open(SEVERAL).await;
    check::view(HEADING).await;
    says("You were here before with these codes.").await;
    says(&format!("Extends the subscription from {} to {}", super::date("2027-11-24"), super::date("2027-12-24")))
        .await;
    one("link", "Receipt for the code …TRNM").await;
    assert_eq!(etags("red_2").len(), before, "nothing by itself");
    assert_eq!(sent("POST", "/redemptions").len(), 2, "the codes are not known any more");
    click_on("button", "Confirm and redeem 1 code").await;
    says("2 codes are redeemed.").await;
    assert_eq!(etags("red_1").len(), 1);
    assert_eq!(etags("red_2").last().cloned().flatten().as_deref(), Some("\"s2\""));
    click_on("link", "Help").await;
    check::view("Help").await;
    assert_eq!(kept(), None, "what is over is forgotten");
}

#[test]
async fn whoever_logs_out_leaves_nothing_behind() {
    let stage = opened().await;
    stage.answer("POST", "/redemptions", created(&preview())).answer("DELETE", "/session", no_content());
    check_codes(CODE).await;
    one("button", "Confirm and redeem 1 code").await;
    assert!(kept().is_some());
    click_on("button", "Log out").await;
    check::view("Log in with your TP-Link ID").await;
    assert_eq!(kept(), None);
    find::at("/tapo_web/login").await;
}
