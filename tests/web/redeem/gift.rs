//! A link for a gift.

use super::{code_field, opened};
use crate::support::act::{click_on, type_into};
use crate::support::data::CODE;
use crate::support::find::{self, is_there, one, page_text, says};
use crate::support::{encoder, requests, settle, test, until};

const MAKE: &str = "Make a gift link";
const PICTURE: &str = "QR code of the gift link";

fn link() -> String {
    let origin = web_sys::window().expect("a window").location().origin().expect("an origin");
    [origin.as_str(), "/tapo_web/redeem#", CODE].concat()
}

#[test]
async fn a_whole_code_becomes_a_link_to_copy_scan_and_print() {
    let stage = opened().await;
    assert!(!is_there("button", MAKE), "there is no code yet");
    let asked = requests().len();
    type_into("Redemption Code", "w2gb jzt4 8trnm").await;
    click_on("button", MAKE).await;
    let heading = one("heading", "A gift for your cameras").await;
    crate::support::check::has_focus(&heading).await;
    says(&link()).await;
    says("Whoever has this link has the code.").await;
    one("img", PICTURE).await;
    assert_eq!(encoder::drawn(), Some(link()), "the picture says the same");
    click_on("button", "Copy link").await;
    says("Copied.").await;
    assert_eq!(stage.copied(), Some(link()));
    click_on("button", "Print gift card").await;
    assert_eq!(stage.printed(), 1);
    assert_eq!(requests().len(), asked, "nothing is sent");
    assert_eq!(find::address(), super::REDEEM);
}

#[test]
async fn another_code_is_not_shown_by_itself() {
    let _stage = opened().await;
    type_into("Redemption Code", CODE).await;
    click_on("button", MAKE).await;
    one("img", PICTURE).await;
    type_into("Redemption Code", "SAMEPLAN00001").await;
    one("button", MAKE).await;
    assert!(!page_text().contains(&link()) && !is_there("img", PICTURE));
    type_into("Redemption Code", "SAMEPLAN").await;
    settle().await;
    assert!(!is_there("button", MAKE), "this is no code");
    assert_eq!(code_field().await.value(), "SAMEPLAN");
}

#[test]
async fn without_what_draws_it_the_link_is_there_all_the_same() {
    let _stage = opened().await;
    encoder::lose();
    type_into("Redemption Code", CODE).await;
    click_on("button", MAKE).await;
    says("The QR code can’t be drawn just now.").await;
    says(&link()).await;
    until("no picture", || (!is_there("img", PICTURE)).then_some(())).await;
}
