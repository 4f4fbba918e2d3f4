//! The one place where time passes: whatever takes a while is looked at again and again until it is so.

use crate::harness::Page;
use std::time::{Duration, Instant};
use thirtyfour::error::WebDriverResult;

/// How long anything visible may take on a busy machine with two browsers.
const LIMIT: Duration = Duration::from_secs(20);

/// Between two looks.
const POLL: Duration = Duration::from_millis(40);

/// Waits until `look` sees it: `Ok` with what it saw, or `Err` with what it sees instead. An error of the browser counts as
/// not seen, since elements come and go while a page renders.
///
/// # Panics
/// After the time limit, with what was waited for, what was there instead, the address and the visible text.
pub(crate) async fn until<T>(
    page: &Page,
    what: impl std::fmt::Display,
    mut look: impl AsyncFnMut() -> WebDriverResult<Result<T, String>>,
) -> T {
    let start = Instant::now();
    loop {
        let instead = match look().await {
            Ok(Ok(seen)) => return seen,
            Ok(Err(instead)) => instead,
            Err(error) => error.to_string(),
        };
        if start.elapsed() > LIMIT {
            let path = page.path().await.unwrap_or_default();
            let title = page.driver.title().await.unwrap_or_default();
            let text = page.text().await.unwrap_or_default();
            panic!(
                "waited {LIMIT:?} for {what}\n  instead: {instead}\n  address: {path}\n  title: {title}\n  text: {text}"
            );
        }
        tokio::time::sleep(POLL).await;
    }
}
