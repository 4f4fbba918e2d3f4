//! The words that `start.js` asks for before the app runs are those that the app then wants. The rule is there twice, since
//! nothing of the app can be waited for.

use crate::support::check;
use crate::support::find::document;
use crate::support::{Stage, browser_asks_for, test};
use js_sys::Function;
use tapo_care_web::language::first_choice;
use tapo_care_web::say;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlDocument;

/// `start.js` as it is, in a document of its own that has words in all languages, and at a network that brings nothing. Gives the file
/// of the words that it asked for; none for English.
fn asked_early() -> Option<String> {
    const BEFORE: &str = "
        const window = {}, location = {}, addEventListener = () => {}, fetch = () => new Promise(() => {});
        const root = { lang: 'en', dataset: { words }, classList: { add() {} } };
        const document = { documentElement: root, cookie, getElementById: () => null };";
    let body = [BEFORE, include_str!("../../../start.js"), "return window.tapoCareEarly.words?.file"].concat();
    let offered = say::LANGUAGES.iter().filter(|language| language.is_offered && !language.file.is_empty());
    let entry = |language: &say::Language| {
        let print = language.file.strip_prefix(language.tag).and_then(|rest| rest.strip_prefix('-'));
        [language.tag, ":", print.and_then(|rest| rest.strip_suffix(".json")).expect("a file's name")].concat()
    };
    let words = offered.map(entry).collect::<Vec<_>>().join(" ");
    let run = Function::new_with_args("words, cookie", &body);
    run.call2(&JsValue::UNDEFINED, &words.into(), &cookie().into()).expect("it runs").as_string()
}

fn cookie() -> String {
    document().unchecked_into::<HtmlDocument>().cookie().expect("cookies")
}

/// Seen red with a `start.js` that leaves out the exception for traditional Chinese, that tells regions apart, that does not
/// look at the cookie, and that reads only a part of it.
#[test]
async fn the_words_that_are_asked_for_early_are_those_that_are_wanted() {
    let asked: [&[&str]; 20] = [
        &[],
        &["en-US", "en"],
        &["de-AT", "de", "en"],
        &["DE"],
        &["de-"],
        &["nl", "de-CH", "en"],
        &["nl", "sv"],
        &["", "fr"],
        &["pt-PT"],
        &["pt"],
        &["PT-br"],
        &["zh-CN"],
        &["zh"],
        &["zh-Hans-HK"],
        &["zh-TW", "ja"],
        &["ZH-hant-hk", "en"],
        &["zh-HK"],
        &["zh-MO", "pl-PL"],
        &["deu", "es-419"],
        &["ar-EG", "en-GB"],
    ];
    let stage = Stage::guest().await;
    stage.open("/tapo_web/help").await;
    check::view("Help").await;
    for chosen in ["", "fr", "FR", "de-AT", "pt-BR", "zh-TW", "nl", "en", "de%20", "\"de\"", "de_AT", "de.x"] {
        if !chosen.is_empty() {
            tapo_care_web::browser::keep_language(chosen);
        }
        for wanted in asked {
            browser_asks_for(wanted);
            let language = first_choice();
            let file = Some(language.file.to_owned()).filter(|file| !file.is_empty());
            assert_eq!(asked_early(), file, "{} for {wanted:?}, where “{chosen}” was chosen", language.tag);
        }
    }
}
