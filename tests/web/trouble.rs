//! What stands in the page's place when the program broke. It is looked at beside a page that works: the journeys break one.

use crate::support::act::is_left_to_browser;
use crate::support::check;
use crate::support::find::{document, maybe, one, text};
use crate::support::{Stage, test};
use tapo_care_web::{browser, trouble};

/// Seen red with links that the router follows.
#[test]
async fn it_says_what_to_do_and_what_became_of_the_code_and_leads_on_without_the_app() {
    let stage = Stage::guest().await;
    stage.open("/tapo_web/receipts/verify?a=1").await;
    check::view("Check a receipt").await;
    let shown = browser::trouble(&trouble::words()).expect("elements");
    document().body().expect("a body").append_child(&shown).expect("the body takes it");

    let alert = maybe("alert", "").expect("it is read out");
    for words in ["Something went wrong on this page", "Reload the page to go on", "your code has not been used"] {
        assert!(text(&alert).contains(words), "“{words}”: {}", text(&alert));
    }
    let reload = one("link", "Reload the page").await;
    assert_eq!(reload.get_attribute("href").as_deref(), Some("/tapo_web/receipts/verify?a=1"));
    assert!(is_left_to_browser("Reload the page").await);
    let help = reload.next_element_sibling().expect("another way on");
    assert_eq!((text(&help).as_str(), help.get_attribute("href").as_deref()), ("Help", Some("/tapo_web/help")));
    assert_eq!(help.get_attribute("rel").as_deref(), Some("external"));
    shown.remove();
}
