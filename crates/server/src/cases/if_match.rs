//! The header `If-Match` (RFC 9110, 13.1.1): what the client saw when it decided.

use crate::problem::Failure;
use axum::http::{HeaderMap, header};
use tapo_care_wire::ErrorCode;

/// What the client saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IfMatch(Vec<String>);

impl IfMatch {
    /// Reads the header; none when it is missing.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut lines = headers.get_all(header::IF_MATCH).iter().peekable();
        lines.peek()?;
        // Etags of this server hold no comma, so that cutting at commas can't cut one of them.
        let tags = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(','));
        Some(Self(tags.map(|tag| tag.trim().to_owned()).collect()))
    }

    /// Whether one of its tags is this one. Weak tags never match, as the standard says; and `*`, "whatever it is",
    /// does not either: nobody agrees to what they have not seen.
    pub(crate) fn matches(&self, etag: &str) -> bool {
        self.0.iter().any(|tag| tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')) == Some(etag))
    }
}

/// What a call without the header gets.
pub(crate) fn required() -> Failure {
    Failure::new(ErrorCode::IfMatchRequired).detail("Send the etag that you saw, in quotes, in the header If-Match.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_header_is_read_as_the_standard_writes_it() {
        let table = [
            (r#""abc""#, true),
            (r#""x", "abc""#, true),
            (r#""x" ,"abc","y""#, true),
            (r#"W/"abc""#, false),
            ("abc", false),
            (r#""ABC""#, false),
            (r#""""#, false),
            ("*", false),
            ("", false),
        ];
        for (value, expected) in table {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_MATCH, HeaderValue::from_static(value));
            let header = IfMatch::of(&headers).expect("present");
            assert_eq!(header.matches("abc"), expected, "{value}");
        }
        assert_eq!(IfMatch::of(&HeaderMap::new()), None);
    }
}
