//! The browsers of the journeys: which one it is, and how a visitor comes with it.

mod chromium;
mod firefox;
mod program;
mod session;
mod webkit;

pub(crate) use session::Session;

use std::fmt;
use std::io::Write;

/// Names the browser of a test run: `chromium`, which it is when nothing is named, `firefox` or `webkit`.
const VARIABLE: &str = "TAPO_CARE_BROWSER";

/// A browser, by its engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Browser {
    /// Chromium or Chrome, by chromedriver.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser, by WebKitWebDriver: the nearest to Safari that runs on Linux.
    WebKit,
}

impl Browser {
    /// The one that this test run is for.
    pub(crate) fn of_this_run() -> Self {
        match std::env::var(VARIABLE).as_deref() {
            Err(_) | Ok("" | "chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("{VARIABLE} is “{other}”, which is neither chromium nor firefox nor webkit"),
        }
    }

    /// How the list of an account's sessions calls it.
    pub(crate) const fn as_sessions_call_it(self) -> &'static str {
        match self {
            Self::Chromium => "Chrome on Linux",
            Self::Firefox => "Firefox on Linux",
            Self::WebKit => "Safari on Linux",
        }
    }

    /// Why it can't be asked for this, if it can't.
    const fn lacks(self, needed: Needed) -> Option<&'static str> {
        match (self, needed) {
            (Self::WebKit, Needed::Console) => Some("its driver does not give the browser's console"),
            (Self::WebKit, Needed::Front) => Some("its driver can't bring a tab to the front again"),
            (Self::WebKit, Needed::Downloads) => Some("its driver can't be told where files go"),
            (Self::Firefox | Self::WebKit, Needed::Before) => Some("nothing runs there before the page's own scripts"),
            (Self::Chromium, Needed::Before) => None,
            (Self::Firefox | Self::WebKit, Needed::Looks) => {
                Some("its driver can't zoom, print or turn the lights off")
            }
            (Self::Firefox | Self::WebKit, Needed::KeptPage) => Some("it has no rules for where a page is looked for"),
            (Self::Chromium, Needed::Looks | Needed::KeptPage) => None,
            (Self::Chromium | Self::Firefox, Needed::Console | Needed::Front | Needed::Downloads) => None,
        }
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        })
    }
}

/// What not every browser gives to those who drive it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needed {
    /// What the browser complains about.
    Console,
    /// A tab that notices that it is looked at again.
    Front,
    /// A folder that it puts files into.
    Downloads,
    /// A script that runs before any of the page's own.
    Before,
    /// Ways to look at a page: zoom, dark, forced colours, paper.
    Looks,
    /// A page that is kept for the next visit.
    KeptPage,
}

/// Whether a test has to be skipped, since the browser of this run lacks what it needs. Says so if it has to.
pub(crate) fn is_skipped(test: &str, needed: Needed) -> bool {
    let browser = Browser::of_this_run();
    let Some(reason) = browser.lacks(needed) else { return false };
    // Not by `println!`, of which nothing is shown when the test passes. `cargo xtask test` counts these lines.
    let _unseen = writeln!(std::io::stdout().lock(), "skipped in {browser}: {test}: {reason}");
    true
}

/// How a visitor comes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// On what.
    pub(crate) size: Size,
    /// With a browser that lacks something.
    pub(crate) without: Option<Without>,
    /// Whether they wait until a page has loaded, before they do anything with it.
    pub(crate) patient: bool,
}

impl Manner {
    /// As most do.
    pub(crate) const fn usual(size: Size) -> Self {
        Self { size, without: None, patient: true }
    }
}

/// What the page needs and some browsers are without, mostly since somebody turned it off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Without {
    /// Nothing that is programmed runs.
    JavaScript,
    /// JavaScript runs, and the app does not.
    WebAssembly,
}

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
