//! Reading codes from pictures, where the browser can: the camera, and `BarcodeDetector`.

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

/// What is looked for: what is on cards and in mails, and what is on boxes.
const FORMATS: [&str; 2] = ["qr_code", "code_128"];

#[wasm_bindgen]
extern "C" {
    /// The browser's reader (Shape Detection API). Not in every browser.
    type BarcodeDetector;
    #[wasm_bindgen(constructor, catch)]
    fn new(options: &JsValue) -> Result<BarcodeDetector, JsValue>;
    #[wasm_bindgen(catch, static_method_of = BarcodeDetector, js_name = getSupportedFormats)]
    fn supported_formats() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, method)]
    fn detect(this: &BarcodeDetector, picture: &JsValue) -> Result<Promise, JsValue>;

    type MediaDevices;
    #[wasm_bindgen(catch, method, js_name = getUserMedia)]
    fn get_user_media(this: &MediaDevices, constraints: &JsValue) -> Result<Promise, JsValue>;

    type MediaStream;
    #[wasm_bindgen(method, js_name = getTracks)]
    fn tracks(this: &MediaStream) -> Array;

    type MediaStreamTrack;
    #[wasm_bindgen(method)]
    fn stop(this: &MediaStreamTrack);
}

/// Reads what is written in pictures.
pub struct Reader(BarcodeDetector);

impl Reader {
    /// One for the formats that this browser knows. `None` where it knows none.
    pub async fn new() -> Option<Self> {
        if !super::is_here() {
            return None;
        }
        let known: Array = JsFuture::from(BarcodeDetector::supported_formats().ok()?).await.ok()?.dyn_into().ok()?;
        let formats: Array =
            FORMATS.iter().map(|name| JsValue::from_str(name)).filter(|name| known.includes(name, 0)).collect();
        if formats.length() == 0 {
            return None;
        }
        let options = Object::new();
        Reflect::set(&options, &"formats".into(), &formats).ok()?;
        BarcodeDetector::new(&options).ok().map(Self)
    }

    /// The texts in a picture: a file, or what a video shows now.
    pub async fn texts_in(&self, picture: &JsValue) -> Vec<String> {
        let Ok(reading) = self.0.detect(picture) else { return Vec::new() };
        // It fails for what is no picture, and for a video that has not begun: nothing is read there.
        let Some(found) = JsFuture::from(reading).await.ok().and_then(|found| found.dyn_into::<Array>().ok()) else {
            return Vec::new();
        };
        found.iter().filter_map(|code| Reflect::get(&code, &"rawValue".into()).ok()?.as_string()).collect()
    }
}

/// Why there is no picture from the camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameraTrouble {
    /// The visitor or the browser's settings don't allow it.
    Refused,
    /// There is none.
    None,
    /// It can't be used, perhaps because another program does.
    Busy,
}

/// A camera that is on. Dropped, it is off.
pub struct Camera(MediaStream);

impl Camera {
    /// Turns the camera at the back on, or whichever there is. The browser asks the visitor.
    ///
    /// # Errors
    /// It can't be had.
    pub async fn on() -> Result<Self, CameraTrouble> {
        let navigator = super::window().ok_or(CameraTrouble::None)?.navigator();
        // On plain http there is nothing to ask.
        let devices = Reflect::get(&navigator, &"mediaDevices".into()).ok().filter(|devices| devices.is_object());
        let devices: MediaDevices = devices.ok_or(CameraTrouble::None)?.unchecked_into();
        let (constraints, video) = (Object::new(), Object::new());
        // Plain objects take it.
        let _ = Reflect::set(&video, &"facingMode".into(), &"environment".into());
        let _ = Reflect::set(&constraints, &"video".into(), &video);
        let asked = devices.get_user_media(&constraints).map_err(|error| trouble(&error))?;
        let stream = JsFuture::from(asked).await.map_err(|error| trouble(&error))?;
        Ok(Self(stream.unchecked_into()))
    }

    /// Shows what it sees in a video, which plays by itself.
    pub fn show_in(&self, video: &JsValue) {
        // Every video takes it.
        let _ = Reflect::set(video, &"srcObject".into(), &self.0);
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        for track in self.0.tracks().iter() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
    }
}

fn trouble(error: &JsValue) -> CameraTrouble {
    match Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).as_deref() {
        Some("NotAllowedError" | "SecurityError") => CameraTrouble::Refused,
        Some("NotFoundError" | "OverconstrainedError") => CameraTrouble::None,
        _ => CameraTrouble::Busy,
    }
}
