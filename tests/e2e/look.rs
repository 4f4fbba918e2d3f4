//! The ways to look at a page: width and zoom, light and dark, forced colours, paper, the direction of reading. By Chromium's
//! own emulation, so that what is on the page stays as it is.

use crate::harness::Page;
use serde_json::json;

/// How a page is lit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Light {
    /// Dark words on a light ground.
    Bright,
    /// Light words on a dark ground.
    Dark,
    /// The few colours that the visitor's system forces on every page, on black.
    Forced,
    /// Printed.
    Paper,
}

impl Light {
    /// What it is called in file names.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Bright => "light",
            Self::Dark => "dark",
            Self::Forced => "forced",
            Self::Paper => "paper",
        }
    }
}

/// Lights the page. Motion is reduced with it: a colour on its way to another is neither of the two.
pub(crate) async fn light(page: &Page, light: Light) {
    let scheme = if matches!(light, Light::Bright | Light::Paper) { "light" } else { "dark" };
    let forced = if light == Light::Forced { "active" } else { "none" };
    let media = if light == Light::Paper { "print" } else { "" };
    let features = json!([
        { "name": "prefers-color-scheme", "value": scheme },
        { "name": "prefers-reduced-motion", "value": "reduce" },
        { "name": "forced-colors", "value": forced },
    ]);
    command(page, "Emulation.setEmulatedMedia", json!({ "media": media, "features": features })).await;
}

/// Gives the page a window of this many CSS pixels, each of `zoom` pixels of the screen: 320 × 256 at 4 is what a window of
/// 1280 × 1024 shows at 400 %.
pub(crate) async fn window(page: &Page, width: u32, height: u32, zoom: u32) {
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": zoom, "mobile": false });
    command(page, "Emulation.setDeviceMetricsOverride", metrics).await;
}

/// Turns the direction of reading, for as long as the page is not loaded anew: `ltr` or `rtl`.
pub(crate) async fn direction(page: &Page, direction: &str) {
    page.run("document.documentElement.dir = arguments[0]", vec![direction.into()]).await.expect("turns the page");
}

/// A command of the DevTools protocol.
pub(crate) async fn command(page: &Page, name: &str, arguments: serde_json::Value) -> serde_json::Value {
    page.driver.cdp().send_raw(name, arguments).await.unwrap_or_else(|error| panic!("{name}: {error}"))
}
