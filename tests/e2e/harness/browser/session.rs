//! A browser that runs, with a profile of its own: no cookies, nothing stored.

use super::program::Program;
use super::{Browser, Manner, Size, chromium, firefox, webkit};
use std::path::Path;
use std::time::Duration;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{WebDriver, WindowHandle};

/// How often a browser is started that ends while it starts, as on a busy machine. It has not seen the page by then.
const STARTS: usize = 3;

/// A running browser.
pub(crate) struct Session {
    /// What drives it.
    pub(crate) driver: WebDriver,
    browser: Browser,
    size: Size,
    /// The driver's program, where every browser has one of its own. Ended after the browser.
    _program: Option<Program>,
}

impl Session {
    /// Starts one of the browser that this run is for.
    pub(in crate::harness) async fn open(manner: Manner) -> Self {
        let browser = Browser::of_this_run();
        let (program, capabilities) = match browser {
            Browser::Chromium => (None, chromium::capabilities(manner)),
            Browser::Firefox => (Some(firefox::start()), firefox::capabilities(manner)),
            Browser::WebKit => (Some(webkit::start(manner.without)), webkit::capabilities(manner)),
        };
        let mut capabilities = capabilities.expect("capabilities are JSON");
        // Journeys answer dialogs themselves; one that nobody expected must fail the journey.
        capabilities.set("unhandledPromptBehavior", "ignore").expect("JSON");
        if !manner.patient {
            capabilities.set("pageLoadStrategy", "none").expect("JSON");
        }
        let address = match &program {
            Some(program) => program.address.as_str(),
            None => chromium::address(),
        };
        let mut begun = WebDriver::new(address, capabilities.clone()).await;
        for _ in 1..STARTS {
            if begun.is_err() {
                begun = WebDriver::new(address, capabilities.clone()).await;
            }
        }
        let driver = begun.unwrap_or_else(|error| panic!("no session of {browser}: {error}"));
        driver.set_page_load_timeout(Duration::from_secs(30)).await.expect("sets the page's time limit");
        if browser == Browser::Firefox {
            firefox::listen(&driver).await.expect("listens to the browser");
        }
        let session = Self { driver, browser, size: manner.size, _program: program };
        session.fit().await;
        session
    }

    /// Opens another tab, with the same cookies, and shows it.
    pub(in crate::harness) async fn another_tab(&self) -> WindowHandle {
        // In WebKit what lies behind can't be brought to the front by its driver. Windows are all in front.
        let opened = match self.browser {
            Browser::Chromium | Browser::Firefox => self.driver.new_tab().await,
            Browser::WebKit => self.driver.new_window().await,
        };
        let tab = opened.expect("opens a tab");
        self.show(&tab).await;
        self.fit().await;
        tab
    }

    /// Turns to a tab.
    pub(in crate::harness) async fn show(&self, tab: &WindowHandle) {
        self.driver.switch_to_window(tab.clone()).await.expect("switches to the tab");
        if self.browser == Browser::Chromium {
            chromium::bring_to_front(&self.driver).await.expect("shows the tab");
        }
    }

    /// What the browser has complained about since it was last asked, where it can be asked.
    pub(crate) async fn complaints(&self) -> WebDriverResult<Vec<String>> {
        match self.browser {
            Browser::Chromium => chromium::complaints(&self.driver).await,
            Browser::Firefox => firefox::complaints(&self.driver).await,
            Browser::WebKit => Ok(Vec::new()),
        }
    }

    /// Has the browser put files into this folder, without asking.
    ///
    /// # Panics
    /// In a browser that lacks [`super::Needed::Downloads`].
    pub(crate) async fn put_downloads_into(&self, folder: &Path) -> WebDriverResult<()> {
        match self.browser {
            Browser::Chromium => chromium::put_downloads_into(&self.driver, folder).await,
            Browser::Firefox => firefox::put_downloads_into(&self.driver, folder).await,
            Browser::WebKit => panic!("a journey that needs files has to be skipped in WebKit"),
        }
    }

    /// Takes the network away from the tab in front, or gives it back: as the browser itself would notice it.
    pub(crate) async fn network(&self, is_there: bool) -> WebDriverResult<()> {
        match self.browser {
            Browser::Chromium => chromium::network(&self.driver, is_there).await,
            Browser::Firefox => firefox::network(&self.driver, is_there).await,
            Browser::WebKit => webkit::network(&self.driver, is_there).await,
        }
    }

    /// Gives the tab in front the size of the visitor's.
    async fn fit(&self) {
        let fitted = match self.browser {
            Browser::Chromium => chromium::fit(&self.driver, self.size).await,
            Browser::Firefox => firefox::fit(&self.driver, self.size).await,
            Browser::WebKit => webkit::fit(&self.driver, self.size).await,
        };
        fitted.expect("sets the size of the page");
    }
}
