//! Fresh browser sessions.

use super::chromedriver;
use std::time::Duration;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel};

/// As root (in containers) Chromium only runs without its sandbox; the rest keeps it from talking to anyone else, and
/// from slowing down a tab that is not in front.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--lang=en-GB",
];

/// How large the visitor's window is, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// 390 × 844.
    Phone,
    /// 1280 × 900.
    Desk,
    /// 320 × 640: the narrowest that WCAG 2.2 (1.4.10) asks for.
    Narrow,
}

impl Size {
    const fn pixels(self) -> (u32, u32) {
        match self {
            Self::Phone => (390, 844),
            Self::Desk => (1280, 900),
            Self::Narrow => (320, 640),
        }
    }
}

/// Starts a browser with a profile of its own: no cookies, nothing stored.
pub(super) async fn open(size: Size) -> WebDriver {
    let driver = WebDriver::new(chromedriver::address(), capabilities().expect("capabilities are JSON"))
        .await
        .unwrap_or_else(|error| panic!("no browser session: {error}"));
    driver.set_page_load_timeout(Duration::from_secs(30)).await.expect("sets the page's time limit");
    resize(&driver, size).await;
    driver
}

/// Gives the tab in front this size. Windows can't be made as narrow as phones, so it is the tab's own viewport.
pub(super) async fn resize(driver: &WebDriver, size: Size) {
    let (width, height) = size.pixels();
    driver
        .cdp()
        .emulation()
        .set_device_metrics_override(width, height, 1.0, false)
        .await
        .expect("sets the size of the viewport");
    // Dates are compared with the server's, which are in UTC.
    driver.cdp().emulation().set_timezone_override("UTC").await.expect("sets the time zone");
}

fn capabilities() -> WebDriverResult<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in FLAGS {
        capabilities.add_arg(flag)?;
    }
    capabilities.add_experimental_option("prefs", serde_json::json!({ "intl.accept_languages": "en-GB,en" }))?;
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    // Journeys answer dialogs themselves; one that nobody expected must fail the journey.
    capabilities.set("unhandledPromptBehavior", "ignore")?;
    Ok(capabilities)
}
