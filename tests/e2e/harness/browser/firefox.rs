//! Firefox, by a geckodriver for each: it drives one browser at a time.

use super::program::Program;
use super::{Manner, Size, Without};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use thirtyfour::common::command::ExtensionCommand;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{Capabilities, WebDriver};

/// Room for every size that a page is given.
const WINDOW: [&str; 2] = ["MOZ_HEADLESS_WIDTH=1400", "MOZ_HEADLESS_HEIGHT=1200"];

/// Starts a geckodriver.
pub(super) fn start() -> Program {
    let program = std::env::var("GECKODRIVER").unwrap_or_else(|_| "geckodriver".to_owned());
    // Access to the system: for the size of the page, and for what Firefox complains about.
    let args = ["--port=0", "--log=info", "--allow-system-access"];
    Program::start(&program, &WINDOW.map(str::to_owned), &args, |line| {
        let (_, address) = line.split_once("Listening on 127.0.0.1:")?;
        address.trim().parse().ok()
    })
}

/// What to ask geckodriver for.
pub(super) fn capabilities(manner: Manner) -> WebDriverResult<Capabilities> {
    let mut preferences = json!({ "intl.accept_languages": "en-GB,en" });
    match manner.without {
        None => {}
        Some(Without::JavaScript) => preferences["javascript.enabled"] = false.into(),
        Some(Without::WebAssembly) => preferences["javascript.options.wasm"] = false.into(),
    }
    let mut options = json!({ "args": ["-headless"], "prefs": preferences });
    if let Ok(program) = std::env::var("FIREFOX") {
        options["binary"] = program.into();
    }
    let mut capabilities = Capabilities::new();
    capabilities.set("browserName", "firefox")?;
    capabilities.set("moz:firefoxOptions", options)?;
    // Keeps it from talking to anyone else: what it asks of its maker goes to a port at which nobody listens.
    capabilities.set("proxy", json!({ "proxyType": "manual", "sslProxy": "127.0.0.1:9" }))?;
    Ok(capabilities)
}

/// Begins to listen to what it complains about.
pub(super) async fn listen(driver: &WebDriver) -> WebDriverResult<()> {
    in_the_browser(driver, include_str!("firefox.js"), Vec::new()).await?;
    Ok(())
}

/// What it has complained about since it was last asked.
pub(super) async fn complaints(driver: &WebDriver) -> WebDriverResult<Vec<String>> {
    let said = in_the_browser(driver, "return window.journeysComplaints()", Vec::new()).await?;
    Ok(serde_json::from_value(said).unwrap_or_default())
}

/// Gives the tab in front this size. Windows can't be made as narrow as phones, so it is the tab's own viewport.
pub(super) async fn fit(driver: &WebDriver, size: Size) -> WebDriverResult<()> {
    let (width, height) = size.pixels();
    let script = "const { style } = gBrowser.selectedBrowser;
        style.minWidth = style.maxWidth = `${arguments[0]}px`;
        style.minHeight = style.maxHeight = `${arguments[1]}px`;";
    in_the_browser(driver, script, vec![width.into(), height.into()]).await?;
    Ok(())
}

/// Has it put files into this folder.
pub(super) async fn put_downloads_into(driver: &WebDriver, folder: &Path) -> WebDriverResult<()> {
    let script = "Services.prefs.setIntPref('browser.download.folderList', 2);
        Services.prefs.setStringPref('browser.download.dir', arguments[0]);
        Services.prefs.setBoolPref('browser.download.useDownloadDir', true);";
    in_the_browser(driver, script, vec![json!(folder)]).await?;
    Ok(())
}

/// Takes the network away from the browser, or gives it back, this machine's own addresses included.
pub(super) async fn network(driver: &WebDriver, is_there: bool) -> WebDriverResult<()> {
    let script = "Services.prefs.setBoolPref('network.disable-localhost-when-offline', true);
        Services.io.manageOfflineStatus = false;
        Services.io.offline = !arguments[0];";
    in_the_browser(driver, script, vec![is_there.into()]).await?;
    Ok(())
}

/// Runs a script in the browser's own window, in the place of the page.
async fn in_the_browser(driver: &WebDriver, script: &str, args: Vec<Value>) -> WebDriverResult<Value> {
    driver.cmd(Context("chrome").into_command()).await?;
    let outcome = driver.execute(script, args).await;
    driver.cmd(Context("content").into_command()).await?;
    Ok(outcome?.json().clone())
}

/// geckodriver's own command: where scripts run, and what the other commands speak of.
#[derive(Debug)]
struct Context(&'static str);

impl Context {
    fn into_command(self) -> thirtyfour::common::command::Command {
        thirtyfour::common::command::Command::ExtensionCommand(Box::new(self))
    }
}

impl ExtensionCommand for Context {
    fn parameters_json(&self) -> Option<Value> {
        Some(json!({ "context": self.0 }))
    }

    fn method(&self) -> reqwest::Method {
        reqwest::Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        "/moz/context".into()
    }
}
