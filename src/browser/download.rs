//! Handing a file to the visitor.

use super::time::pause;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Seconds for which the browser may take its time to begin.
const TO_BEGIN: u32 = 60;

/// Offers a text as a file, as if it had been downloaded. It is made here: no server sees it.
pub fn save(name: &str, kind: &str, text: &str) {
    // It fails for no text and no link of our own making; and if it did, there would be no file, and nothing else.
    let _ = try_to_save(name, kind, text);
}

fn try_to_save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = super::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    // It is in no document, so that the router does not hear of it.
    link.click();
    spawn_local(async move {
        pause(TO_BEGIN).await;
        // Nothing is lost if it stays: the page takes it along when it is closed.
        let _ = Url::revoke_object_url(&address);
    });
    Ok(())
}
