//! What stands around every view: the header, the way to the content, titles, focus and the history.

use crate::support::act::{Key, click_on, go_back, press};
use crate::support::check;
use crate::support::find::{self, all, document, focused, one};
use crate::support::{Stage, history, settle, test, until};
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;

/// Every view by its address, and its heading.
const VIEWS: [(&str, &str); 13] = [
    ("/tapo_web", "Tapo Care"),
    ("/tapo_web/redeem", "Redeem Promo Code"),
    ("/tapo_web/redeem/red_1", "Confirm the plan details"),
    ("/tapo_web/redeem/red_2/cameras", "Redemption complete"),
    ("/tapo_web/redeem/red_2/cameras/add", "Add a camera"),
    ("/tapo_web/redeem/red_2/cameras/add/doorbell", "Add a video doorbell"),
    ("/tapo_web/redeem/red_2/receipt", "Receipt"),
    ("/tapo_web/subscriptions/sub_1", "Premium, 2 cameras"),
    ("/tapo_web/history", "Redemption history"),
    ("/tapo_web/account", "Account"),
    ("/tapo_web/account/two-step", "Two-step verification"),
    ("/tapo_web/help", "Help"),
    ("/tapo_web/nowhere", "Page not found"),
];

/// Seen red with the heading focused always in `ui/page.rs`.
#[test]
async fn every_view_has_its_title_and_leaves_the_focus_alone_on_the_first_load() {
    for (address, heading) in VIEWS {
        let stage = Stage::with_everything().await;
        stage.open(address).await;
        check::view(heading).await;
        assert!(check::heading().text_content().is_some_and(|text| text == heading));
        one("link", "Help").await;
        one("button", "Log out").await;
        assert_eq!(all("link", Some("History")).len(), 1);
        assert_eq!(all("link", Some("Account")).len(), 1);
        assert_eq!(all("button", Some("Log out")).len(), 1);
        settle().await;
        assert_eq!(focused().tag_name(), "BODY", "{address}: the browser starts at the top");
        assert_eq!(announced(), "", "{address}: the browser reads the title itself");
    }
}

fn announced() -> String {
    let announcer = document().get_element_by_id("announcer").expect("the announcer");
    assert_eq!(announcer.get_attribute("aria-live").as_deref(), Some("polite"));
    announcer.text_content().unwrap_or_default()
}

/// Seen red with `come_to` saying always that it is the first view.
#[test]
async fn a_change_of_view_is_announced_and_takes_the_focus_to_the_heading() {
    let stage = Stage::with_everything().await;
    stage.open("/tapo_web").await;
    for (link, heading) in [
        ("Use Promo Code", "Redeem Promo Code"),
        ("History", "Redemption history"),
        ("Help", "Help"),
        ("Tapo Care", "Tapo Care"),
    ] {
        click_on("link", link).await;
        let found = check::view(heading).await;
        check::has_focus(&found).await;
        assert_eq!(found.get_attribute("tabindex").as_deref(), Some("-1"), "not reached with Tab");
        until("the announcement", || (announced() == heading).then_some(())).await;
    }
}

#[test]
async fn the_header_leads_to_the_account_and_says_whose_it_is() {
    let stage = Stage::with_everything().await;
    stage.open("/tapo_web/help").await;
    find::says("demo@example.com").await;
    click_on("link", "Account").await;
    check::view("Account").await;
    find::at("/tapo_web/account").await;
    assert_eq!(one("link", "Account").await.get_attribute("aria-current").as_deref(), Some("page"));
}

#[test]
async fn skip_link_leads_to_the_content() {
    let stage = Stage::with_everything().await;
    stage.open("/tapo_web/redeem").await;
    check::view("Redeem Promo Code").await;
    let skip = find::tab_order().remove(0);
    assert_eq!(find::text(&skip), "Skip to main content");
    skip.focus().expect("it can be focused");
    press(Key::Enter);
    assert_eq!(focused().tag_name(), "MAIN");
    assert_eq!(find::address(), "/tapo_web/redeem", "no fragment in the address, where a code may stand");
}

#[test]
async fn language_can_be_chosen_by_its_name() {
    let stage = Stage::guest().await;
    stage.open("/tapo_web/help").await;
    check::view("Help").await;
    let label = document().query_selector("label[for=language]").expect("a selector").expect("a label");
    assert_eq!(find::text(&label), "Language");
    let select: HtmlSelectElement = document().get_element_by_id("language").expect("a select").unchecked_into();
    assert_eq!(select.value(), "en");
    assert!(select.length() > 0);
}

#[test]
async fn the_header_says_where_one_is() {
    let stage = Stage::with_everything().await;
    stage.open("/tapo_web/help").await;
    assert_eq!(one("link", "Help").await.get_attribute("aria-current").as_deref(), Some("page"));
    assert_eq!(one("link", "History").await.get_attribute("aria-current"), None);
    click_on("link", "Tapo Care").await;
    check::view("Tapo Care").await;
    let help = one("link", "Help").await;
    until("no mark at Help", || help.get_attribute("aria-current").is_none().then_some(())).await;
}

#[test]
async fn a_slash_at_the_end_works_and_is_taken_away() {
    for (address, canonical, heading) in [
        ("/tapo_web/", "/tapo_web", "Tapo Care"),
        ("/tapo_web/redeem/", "/tapo_web/redeem", "Redeem Promo Code"),
        ("/tapo_web/help/#once", "/tapo_web/help#once", "Help"),
    ] {
        let stage = Stage::with_everything().await;
        stage.open(address).await;
        let entries = find::history_length();
        check::view(heading).await;
        settle().await;
        assert_eq!(find::address(), canonical);
        assert_eq!(find::history_length(), entries, "{:?}", history());
    }
}

#[test]
async fn back_leads_through_the_views_one_by_one() {
    let stage = Stage::with_everything().await;
    stage.open("/tapo_web").await;
    click_on("link", "Use Promo Code").await;
    check::view("Redeem Promo Code").await;
    click_on("link", "History").await;
    check::view("Redemption history").await;
    find::at("/tapo_web/history").await;
    go_back();
    check::view("Redeem Promo Code").await;
    find::at("/tapo_web/redeem").await;
    go_back();
    check::view("Tapo Care").await;
    find::at("/tapo_web").await;
    settle().await;
    assert_eq!(find::address(), "/tapo_web", "and it stays there: {:?}", history());
}
