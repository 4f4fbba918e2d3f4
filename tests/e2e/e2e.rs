//! Journeys of visitors through the whole: a browser, driven over WebDriver, against the real server and the built page.
//!
//! Finding ([`find`]), acting ([`act`]) and checking ([`check`]) are kept apart, and the journeys read as stories made of
//! them. What is looked for are roles and accessible names, as someone with a screen reader would; never classes or ids.
//! Nothing sleeps: whatever takes time is waited for in [`wait`] by what is visible.
//!
//! From the environment: `TAPO_CARE_SERVER_BIN` (the server's binary), `TAPO_CARE_PAGE_DIR` (the built page);
//! `TAPO_CARE_BROWSER` (`chromium`, `firefox` or `webkit`) and where it is: `CHROMEDRIVER`; `FIREFOX` and `GECKODRIVER`;
//! `MINIBROWSER` and `WEBKIT_DRIVER`; `TAPO_CARE_OIDC_PROVIDER` (the folder of npm's oidc-provider);
//! `TAPO_CARE_PAGE_CHECKS` (that of axe-core and html-validate). Screenshots of failed journeys are put in `target/e2e`.

mod act;
mod audit;
mod bench;
mod check;
mod find;
mod gallery;
mod harness;
mod journeys;
mod look;
mod steps;
mod tour;
mod wait;
