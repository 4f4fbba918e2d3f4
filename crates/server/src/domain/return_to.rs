//! Where a visitor goes after a log-in: always one of the page's own addresses, so that no link can send anybody elsewhere
//! through it (an open redirect).

/// Where the page is.
const BASE: &str = "/tapo_web";

/// The path of a view of the page, without query and fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReturnTo(String);

impl ReturnTo {
    /// Reads a path. What is none of the page's leads to the page's beginning.
    pub(crate) fn parse(text: &str) -> Self {
        let is_ours = text.strip_prefix(BASE).is_some_and(|rest| {
            let mut segments = rest.split('/');
            // Nothing before the first slash, or it would be another name than the page's.
            segments.next() == Some("") && segments.all(is_segment)
        });
        Self(if is_ours && text.len() <= 200 { text } else { BASE }.to_owned())
    }

    /// The path.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is where everybody goes anyhow.
    pub(crate) fn is_home(&self) -> bool {
        self.0 == BASE
    }
}

/// Names and ids of views hold nothing else: no dots, no backslashes, no percent signs, no empty names.
fn is_segment(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn views_of_the_page_are_kept() {
        for path in ["/tapo_web", "/tapo_web/redeem", "/tapo_web/redeem/red_7Qx-1/cameras", "/tapo_web/history"] {
            assert_eq!(ReturnTo::parse(path).as_str(), path);
        }
    }

    #[test]
    fn everything_else_leads_home() {
        for path in [
            "",
            "/",
            "redeem",
            "/tapo_website",
            "/tapo_web/",
            "/tapo_web//evil.example",
            "/tapo_web/../evil",
            "/tapo_web/.",
            "/tapo_web\\evil.example",
            "/tapo_web/a?b",
            "/tapo_web/a#b",
            "/tapo_web/%2F%2Fevil.example",
            "/tapo_web@evil.example",
            "/tapo_web:80",
            "//evil.example/tapo_web",
            "https://evil.example/tapo_web",
            "javascript:alert(1)",
            "/tapo_web/a\r\nset-cookie: a",
            "/tapo_web/redeem ",
            &format!("/tapo_web/{}", "a".repeat(200)),
        ] {
            assert!(ReturnTo::parse(path).is_home(), "{path}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_asked_for_it_stays_on_the_page(text in "(/tapo_web)?[/a-z.:@?#%\\\\_ \r\n-]{0,20}") {
            let to = ReturnTo::parse(&text);
            let path = to.as_str();
            prop_assert!(path == "/tapo_web" || path.starts_with("/tapo_web/"));
            prop_assert!(!path.contains("//") && !path.contains(['.', '\\', ':', '@', '?', '#', '%', ' ', '\r', '\n']));
        }
    }
}
