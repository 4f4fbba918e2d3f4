//! Every answer of the API names the build of the page that this server sends, so that a tab that is open since the last
//! deployment learns of it.

use crate::app::App;
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use std::{
    path::Path,
    sync::{Mutex, PoisonError},
    time::SystemTime,
};
use tapo_care_wire::PAGE_BUILD;

/// What was read last. A folder can get another page while the server runs, and then that is what is sent.
#[derive(Debug, Default)]
pub(crate) struct PageBuild(Mutex<Option<(Stamp, Option<HeaderValue>)>>);

/// By what a file shows that it is another: its length, and when it was written.
type Stamp = (u64, SystemTime);

impl PageBuild {
    /// The build of the page in a folder; none where there is no page, or one that does not name its build.
    fn of(&self, dir: &Path) -> Option<HeaderValue> {
        let path = dir.join("index.html");
        // One look at a file that the system has in memory, which takes less than handing it to another thread.
        let data = std::fs::metadata(&path).ok()?;
        let stamp = (data.len(), data.modified().ok()?);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, build)) = known.as_ref().filter(|(known, _)| *known == stamp) {
            return build.clone();
        }
        let html = std::fs::read_to_string(&path).ok()?;
        let build = named(&html).and_then(|build| HeaderValue::from_str(build).ok());
        *known = Some((stamp, build.clone()));
        build
    }
}

/// The layer of the API that names it.
pub(super) async fn name(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(build) = app.page_build.of(&app.page_dir) {
        response.headers_mut().insert(HeaderName::from_static(PAGE_BUILD), build);
    }
    response
}

/// The build that a page names in its head, as `cargo xtask build` writes it.
fn named(html: &str) -> Option<&str> {
    let (_, after) = html.split_once("<meta name=")?.1.split_once(PAGE_BUILD)?;
    let (_, content) = after.split_once("content=")?;
    let build = content.trim_start_matches('"').split(['"', ' ', '>']).next()?;
    Some(build).filter(|build| !build.is_empty() && build.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn the_build_is_read_where_the_page_names_it() {
        let page =
            |meta: &str| ["<head><meta name=viewport content=\"a=1\">", meta, "</head><p>content=\"x\""].concat();
        assert_eq!(named(&page("<meta name=tapo-care-page content=0a1b2c>")), Some("0a1b2c"));
        assert_eq!(named(&page("<meta name=\"tapo-care-page\" content=\"0a1b2c\" />")), Some("0a1b2c"));
        for none in ["", "<meta name=tapo-care-page content=>", "<meta name=tapo-care-page content=\"a;b\">"] {
            assert_eq!(named(&page(none)), None, "{none}");
        }
    }
}
