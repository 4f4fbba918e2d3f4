//! The language of the page: choosing it, keeping it, and that nothing else changes by it.

mod early;

use crate::support::act::{click_on, type_into};
use crate::support::data;
use crate::support::find::{self, document, focused, one};
use crate::support::{Stage, learn, lose_words, no_content, ok, sent, test, until};
use serde_json::json;
use tapo_care_web::say;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventInit, HtmlInputElement, HtmlSelectElement, Node};

/// Chooses in the menu, by the tag of the language.
fn choose(tag: &str) {
    let menu: HtmlSelectElement = document().get_element_by_id("language").expect("the menu").unchecked_into();
    menu.set_value(tag);
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = web_sys::Event::new_with_event_init_dict("change", &init).expect("an event");
    menu.dispatch_event(&event).expect("it can be dispatched");
}

fn chosen() -> String {
    document().get_element_by_id("language").expect("the menu").unchecked_into::<HtmlSelectElement>().value()
}

fn root(attribute: &str) -> Option<String> {
    document().document_element().expect("a root").get_attribute(attribute)
}

async fn redeeming() -> Stage {
    let stage = Stage::logged_in().await;
    stage.answer("PATCH", "/session", ok(&json!({"viewer": null, "login": "password"})));
    stage.open("/tapo_web/redeem").await;
    one("heading", "Redeem Promo Code").await;
    stage
}

#[test]
async fn another_language_changes_the_words_and_neither_the_step_nor_what_was_typed() {
    let _stage = redeeming().await;
    type_into("Redemption Code", "W2GBJZT48TRN").await;
    click_on("button", "Confirm").await;
    one("alert", "There is a problem").await;
    let field: HtmlInputElement = one("textbox", "Redemption Code").await.unchecked_into();
    field.focus().expect("it can be focused");

    choose("de");
    one("heading", "Promo-Code einlösen").await;
    let renamed: HtmlInputElement = one("textbox", "Einlösecode").await.unchecked_into();
    assert!(renamed.is_same_node(Some(&field)), "it is the same field");
    assert_eq!(renamed.value(), "W2GBJZT48TRN");
    assert_eq!(focused().id(), "code", "the focus stays");
    let summary = one("alert", "Es gibt ein Problem").await;
    assert!(find::text(&summary).contains("Sie haben 12 von 13 Zeichen"), "{}", find::text(&summary));
    assert_eq!((root("lang").as_deref(), root("dir").as_deref()), (Some("de"), Some("ltr")));
    assert!(document().title().starts_with("Fehler: Promo-Code einlösen"), "{}", document().title());
    let heard =
        until("the account hears of it", || sent("PATCH", "/session").pop().filter(|asked| !asked.body.is_null()));
    assert_eq!(heard.await.body, json!({"locale": "de"}));

    choose("ar");
    one("heading", "استرداد رمز ترويجي").await;
    assert_eq!((root("lang").as_deref(), root("dir").as_deref()), (Some("ar"), Some("rtl")));
    choose("en");
    one("heading", "Redeem Promo Code").await;
    assert_eq!(root("dir").as_deref(), Some("ltr"));
    let field: HtmlInputElement = one("textbox", "Redemption Code").await.unchecked_into();
    assert_eq!(field.value(), "W2GBJZT48TRN");
}

#[test]
async fn the_choice_is_kept_in_this_browser_and_goes_before_the_accounts() {
    let stage = redeeming().await;
    choose("fr");
    one("heading", "Utiliser un code promo").await;
    stage.open("/tapo_web/redeem").await;
    one("heading", "Utiliser un code promo").await;
    assert_eq!(chosen(), "fr");
}

#[test]
async fn whoever_logs_in_reads_on_in_the_language_of_the_account() {
    let stage = Stage::empty().await;
    let viewer = tapo_care_wire::Viewer { locale: "de-AT".to_owned(), ..data::viewer() };
    stage.answer("GET", "/session", ok(&json!({"viewer": viewer, "login": "password"})));
    stage.open("/tapo_web/redeem").await;
    one("heading", "Promo-Code einlösen").await;
    assert_eq!(chosen(), "de");
}

#[test]
async fn a_language_whose_words_do_not_arrive_is_not_spoken_and_says_so() {
    let _stage = redeeming().await;
    lose_words();
    choose("pl");
    find::says("The words of that language did not arrive.").await;
    one("heading", "Redeem Promo Code").await;
    assert_eq!(chosen(), "en");
    assert!(sent("PATCH", "/session").is_empty(), "nothing was chosen");
}

/// The made-up language has all its words in brackets: what has none is in no catalogue. Seen red with months that the timeline
/// took from the browser, and with names of cameras.
#[test]
async fn every_word_comes_from_the_catalogue() {
    const VIEWS: [&str; 16] = [
        "/tapo_web",
        "/tapo_web/redeem",
        "/tapo_web/redeem/red_1",
        "/tapo_web/redeem/red_2/cameras",
        "/tapo_web/redeem/red_2/receipt",
        "/tapo_web/subscriptions/sub_1",
        "/tapo_web/history",
        "/tapo_web/account",
        "/tapo_web/account/two-step",
        "/tapo_web/help",
        "/tapo_web/nowhere",
        "/tapo_web/receipts/verify",
        "/tapo_web/login",
        "/tapo_web/register",
        "/tapo_web/forgot",
        "/tapo_web/reset",
    ];
    for address in VIEWS {
        let is_open = ["login", "register", "forgot", "reset"].iter().any(|name| address.ends_with(name));
        let stage = if is_open { Stage::guest().await } else { Stage::logged_in().await };
        stage.answer_everything().answer("POST", "/feedback", no_content());
        learn("en-XA");
        tapo_care_web::browser::keep_language("en-XA");
        stage.open(address).await;
        until("the view is there", || document().query_selector("h1").ok().flatten()).await;
        let mut foreign = Vec::new();
        for part in [".app", "#announcer"] {
            let part = document().query_selector(part).expect("a selector").expect("the app has it");
            words_without_brackets(&part, &mut foreign);
        }
        assert!(foreign.is_empty(), "{address}: in no catalogue: {foreign:?}");
        assert_eq!(say::spoken().tag, "en-XA", "{address}");
    }
}

/// Texts of this element and below that are words, and not said by the catalogue. Left out is what is the same in every language:
/// codes and addresses, names that people gave, languages by their own names, and dates, which are the browser's.
fn words_without_brackets(node: &Node, found: &mut Vec<String>) {
    if let Some(element) = node.dyn_ref::<Element>() {
        let is_of_no_language = element.matches(
            "script, style, noscript, time, option, [aria-hidden=true], [dir=ltr], .code, .camera__name, .coverage__name, .device-list__name, .header__viewer, .sessions__agent, svg",
        );
        if is_of_no_language.unwrap_or(false) {
            return;
        }
        for name in ["aria-label", "title", "placeholder", "alt"] {
            found.extend(element.get_attribute(name).filter(|text| is_words(text)));
        }
    } else if node.node_type() == Node::TEXT_NODE {
        found.extend(node.text_content().filter(|text| is_words(text)));
    }
    let children = node.child_nodes();
    for index in 0..children.length() {
        if let Some(child) = children.get(index) {
            words_without_brackets(&child, found);
        }
    }
}

fn is_words(text: &str) -> bool {
    let is_data = ["demo@example.com", "Tapo Care"].contains(&text.trim());
    text.chars().any(char::is_alphabetic) && !text.contains('[') && !is_data
}
