//! Chromium, by the one chromedriver of a test run.

use super::program::Program;
use super::{Manner, Size, Without};
use serde_json::json;
use std::path::Path;
use std::sync::OnceLock;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{Capabilities, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

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

/// In the settings for sites: not allowed.
const BLOCKED: u8 = 2;

/// Held until the process ends; its leash then ends chromedriver.
static CHROMEDRIVER: OnceLock<Program> = OnceLock::new();

/// The address of chromedriver, which the first call starts.
pub(super) fn address() -> &'static str {
    let start = || {
        let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
        // Port 0: chromedriver takes a free one.
        Program::start(&program, &[], &["--port=0"], |line| {
            let port = line.strip_prefix("ChromeDriver was started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        })
    };
    &CHROMEDRIVER.get_or_init(start).address
}

/// What to ask chromedriver for.
pub(super) fn capabilities(manner: Manner) -> WebDriverResult<Capabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in FLAGS {
        capabilities.add_arg(flag)?;
    }
    let mut preferences = json!({ "intl.accept_languages": "en-GB,en" });
    let turned_off = match manner.without {
        None => None,
        Some(Without::JavaScript) => Some("profile.managed_default_content_settings.javascript"),
        // Without its compiler, as careful people have it, Chromium has no WebAssembly.
        Some(Without::WebAssembly) => Some("profile.managed_default_content_settings.javascript_jit"),
    };
    if let Some(setting) = turned_off {
        preferences[setting] = BLOCKED.into();
    }
    capabilities.add_experimental_option("prefs", preferences)?;
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    Ok(capabilities.into())
}

/// Gives the tab in front this size. Windows can't be made as narrow as phones, so it is the tab's own viewport.
pub(super) async fn fit(driver: &WebDriver, size: Size) -> WebDriverResult<()> {
    let (width, height) = size.pixels();
    driver.cdp().emulation().set_device_metrics_override(width, height, 1.0, false).await?;
    Ok(())
}

/// Shows the tab that was switched to.
pub(super) async fn bring_to_front(driver: &WebDriver) -> WebDriverResult<()> {
    driver.cdp().send_raw("Page.bringToFront", json!({})).await?;
    Ok(())
}

/// Has it put files into this folder.
pub(super) async fn put_downloads_into(driver: &WebDriver, folder: &Path) -> WebDriverResult<()> {
    let behaviour = json!({ "behavior": "allow", "downloadPath": folder });
    driver.cdp().send_raw("Browser.setDownloadBehavior", behaviour).await?;
    Ok(())
}

/// Takes the network away from the tab, or gives it back.
pub(super) async fn network(driver: &WebDriver, is_there: bool) -> WebDriverResult<()> {
    driver.cdp().send_raw("Network.enable", json!({})).await?;
    let conditions = json!({ "offline": !is_there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    driver.cdp().send_raw("Network.emulateNetworkConditions", conditions).await?;
    Ok(())
}

/// What it has complained about since it was last asked.
pub(super) async fn complaints(driver: &WebDriver) -> WebDriverResult<Vec<String>> {
    let is_violation = |message: &str| message.contains("Content Security Policy");
    let log = driver.browser_log().await?.into_iter();
    Ok(log.filter(|entry| entry.level == "SEVERE" || is_violation(&entry.message)).map(|entry| entry.message).collect())
}
