//! Reading a code with the camera or from a picture. The reader and the camera are the test's; everything else is the page's.

use super::{code_field, opened};
use crate::support::act::{Key, click_on, press};
use crate::support::data::CODE;
use crate::support::find::{is_there, one, says};
use crate::support::{Stage, sent, settle, test, until};
use js_sys::Function;
use wasm_bindgen::JsValue;

const SCAN: &str = "Scan a code";

/// Gives the browser a reader that reads `text`, and a camera, or the reason why there is none. Tells how many cameras are on.
fn browser_reads(text: Option<&str>, trouble: Option<&str>) {
    let install = Function::new_with_args(
        "text, trouble",
        "window.tapoCareTestCameras = 0; \
         window.BarcodeDetector = class { static async getSupportedFormats() { return ['qr_code', 'code_128']; } \
           async detect() { return text ? [{ rawValue: text }] : []; } }; \
         const media = { async getUserMedia() { if (trouble) throw new DOMException('', trouble); \
           window.tapoCareTestCameras += 1; const stream = document.createElement('canvas').captureStream(); \
           const [track] = stream.getTracks(); const stop = track.stop.bind(track); \
           track.stop = () => { window.tapoCareTestCameras -= 1; stop(); }; return stream; } }; \
         Object.defineProperty(navigator, 'mediaDevices', { value: media, configurable: true });",
    );
    let js = |text: Option<&str>| text.map_or(JsValue::NULL, JsValue::from_str);
    install.call2(&JsValue::NULL, &js(text), &js(trouble)).expect("a browser can be told so");
}

fn browser_reads_nothing_at_all() {
    Function::new_no_args("delete window.BarcodeDetector; delete navigator.mediaDevices;")
        .call0(&JsValue::NULL)
        .expect("it can be taken back");
}

fn cameras_on() -> Option<f64> {
    js_sys::Reflect::get(web_sys::window()?.as_ref(), &"tapoCareTestCameras".into()).ok()?.as_f64()
}

async fn page_with(text: Option<&str>, trouble: Option<&str>) -> Stage {
    browser_reads(text, trouble);
    opened().await
}

#[test]
async fn a_code_or_a_gift_link_fills_the_field_and_is_not_sent() {
    for text in [CODE, "w2gb jzt4 8trnm", "https://example.com/tapo_web/redeem#W2GBJZT48TRNM"] {
        let _stage = page_with(Some(text), None).await;
        click_on("button", SCAN).await;
        let field = code_field().await;
        until("the code in the field", || (field.value() == CODE).then_some(())).await;
        until("the dialog to close", || (!is_there("dialog", SCAN)).then_some(())).await;
        until(&format!("the camera to be off, not {:?}", cameras_on()), || (cameras_on() == Some(0.0)).then_some(()))
            .await;
        settle().await;
        assert!(sent("POST", "/redemptions").is_empty(), "it is not sent by itself");
    }
    browser_reads_nothing_at_all();
}

#[test]
async fn the_camera_goes_off_with_the_dialog() {
    let _stage = page_with(None, None).await;
    click_on("button", SCAN).await;
    says("Hold the QR code or the bar code in front of the camera.").await;
    assert_eq!(cameras_on(), Some(1.0));
    one("button", "Cancel").await.focus().expect("it can be focused");
    press(Key::Escape);
    until("the camera to be off", || (cameras_on() == Some(0.0)).then_some(())).await;
    browser_reads_nothing_at_all();
}

#[test]
async fn a_camera_that_can_not_be_had_says_why() {
    for (trouble, words) in [
        ("NotAllowedError", "This page may not use the camera."),
        ("NotFoundError", "There is no camera here."),
        ("NotReadableError", "another program may be using it"),
    ] {
        let _stage = page_with(None, Some(trouble)).await;
        click_on("button", SCAN).await;
        says(words).await;
        click_on("button", "Cancel").await;
    }
    browser_reads_nothing_at_all();
}

#[test]
async fn something_else_is_not_taken() {
    let _stage = page_with(Some("https://example.com/other"), None).await;
    click_on("button", SCAN).await;
    says("That is no Redemption Code.").await;
    click_on("button", "Cancel").await;
    assert_eq!(code_field().await.value(), "");
    browser_reads_nothing_at_all();
}

#[test]
async fn where_the_browser_reads_no_pictures_nothing_is_offered() {
    browser_reads_nothing_at_all();
    let _stage = opened().await;
    settle().await;
    assert!(!is_there("button", SCAN));
}
