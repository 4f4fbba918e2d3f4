//! A new deployment while the page is open: the next link loads the new page, unless something typed would be lost by that.

use crate::support::act::{fill, go_back, is_left_to_browser, type_into};
use crate::support::check;
use crate::support::data::{CODE, list, preview, subscription, viewer};
use crate::support::find::{self, field};
use crate::support::{Stage, ok, test};
use tapo_care_wire::{LoginWay, Session};

/// The build that runs in these tests, and the one that was deployed since.
const OURS: &str = "0a1b";
const NEW: &str = "0a1c";

/// Somebody logged in at a server that has this build of the page.
async fn stage(served: &'static str) -> Stage {
    let stage = Stage::empty().await;
    stage.built_as(OURS);
    let session = Session { viewer: Some(viewer()), challenge: None, login: LoginWay::Password, demo: false };
    stage.answer("GET", "/session", ok(&session).beside_page(served));
    stage.answer("GET", "/subscriptions", ok(&list(vec![subscription()])).beside_page(served));
    stage.answer("GET", "/redemptions?state=previewed", ok(&list(vec![preview()])).beside_page(served));
    stage
}

/// Seen red with the listener left out of `app.rs`.
#[test]
async fn the_next_link_loads_the_page_that_was_deployed() {
    let stage = stage(NEW).await;
    stage.open("/tapo_web").await;
    check::view("Tapo Care").await;
    assert!(is_left_to_browser("Use Promo Code").await);
    assert!(is_left_to_browser("Help").await);
    assert_eq!(find::address(), "/tapo_web", "the app itself stays where it is");
}

/// Seen red with `is_outdated` true wherever the server names a build.
#[test]
async fn nothing_is_loaded_anew_without_need() {
    for (own, served) in [(Some(OURS), OURS), (None, NEW)] {
        let stage = Stage::empty().await;
        if let Some(own) = own {
            stage.built_as(own);
        }
        let session = Session { viewer: Some(viewer()), challenge: None, login: LoginWay::Password, demo: false };
        stage.answer("GET", "/session", ok(&session).beside_page(served));
        stage.open("/tapo_web/redeem").await;
        check::view("Redeem Promo Code").await;
        assert!(!is_left_to_browser("Help").await, "{own:?} {served:?}");
        check::view("Help").await;
    }
}

/// Seen red with `nothing_typed` that does not ask for the code.
#[test]
async fn a_code_that_was_typed_is_kept_and_the_page_goes_on_as_it_is() {
    let stage = stage(NEW).await;
    stage.open("/tapo_web/redeem").await;
    type_into("Redemption Code", CODE).await;
    assert!(!is_left_to_browser("Help").await);
    check::view("Help").await;
    go_back();
    let code = field("textbox", "Redemption Code").await;
    assert_eq!(code.value(), CODE);
    fill(&code, "");
    assert!(is_left_to_browser("Help").await, "now there is nothing to lose");
}

#[test]
async fn an_address_that_was_typed_is_kept_for_the_views_that_need_it() {
    let stage = Stage::empty().await;
    stage.built_as(OURS);
    let session = Session { viewer: None, challenge: None, login: LoginWay::Password, demo: false };
    stage.answer("GET", "/session", ok(&session).beside_page(NEW));
    stage.open("/tapo_web/login").await;
    type_into("Email", "demo@example.com").await;
    assert!(!is_left_to_browser("Forgot your password?").await);
    assert_eq!(field("textbox", "Email").await.value(), "demo@example.com");
}

#[test]
async fn a_receipt_that_is_being_checked_is_kept() {
    let stage = stage(NEW).await;
    stage.open("/tapo_web/receipts/verify").await;
    type_into("Reference", "TC-7Q2M-4XKD").await;
    assert!(!is_left_to_browser("Help").await);
    check::view("Help").await;
    go_back();
    assert_eq!(field("textbox", "Reference").await.value(), "TC-7Q2M-4XKD");
}
