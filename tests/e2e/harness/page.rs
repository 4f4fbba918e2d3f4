//! A tab of a visitor's browser.

use super::browser::Session;
use std::sync::Arc;
use thirtyfour::WindowHandle;
use thirtyfour::prelude::*;
use thirtyfour::session::scriptret::ScriptRet;

/// One tab. WebDriver talks to one tab at a time: [`Page::show`] chooses which, and brings it to the front.
pub(crate) struct Page {
    /// The browser that the tab is in.
    pub(crate) driver: WebDriver,
    /// Scheme, host and port of the site.
    pub(crate) origin: String,
    session: Arc<Session>,
    tab: WindowHandle,
}

impl Page {
    /// The tab that the browser opened with.
    pub(super) async fn first(session: Arc<Session>, origin: String) -> Self {
        let driver = session.driver.clone();
        let tab = driver.window().await.expect("the browser has a tab");
        Self { driver, origin, session, tab }
    }

    /// Opens another tab of the same browser, with the same cookies, and shows it.
    pub(crate) async fn another_tab(&self) -> Self {
        let tab = self.session.another_tab().await;
        Self { driver: self.driver.clone(), origin: self.origin.clone(), session: Arc::clone(&self.session), tab }
    }

    /// Turns to this tab.
    pub(crate) async fn show(&self) {
        self.session.show(&self.tab).await;
    }

    /// The browser that the tab is in, with what there is to it beside pages.
    pub(crate) fn browser(&self) -> &Session {
        &self.session
    }

    /// The path, query and fragment of the address.
    pub(crate) async fn path(&self) -> WebDriverResult<String> {
        let url = self.driver.current_url().await?;
        Ok(url.as_str().strip_prefix(&self.origin).unwrap_or(url.as_str()).to_owned())
    }

    /// Runs a script in the page.
    pub(crate) async fn run(&self, script: &str, args: Vec<serde_json::Value>) -> WebDriverResult<ScriptRet> {
        self.driver.execute(script, args).await
    }

    /// What can be read, with every run of white space as one space.
    pub(crate) async fn text(&self) -> WebDriverResult<String> {
        let text: String = self.run("return document.body ? document.body.innerText : ''", vec![]).await?.convert()?;
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}
