//! Which languages a browser wants.

use axum::http::{HeaderMap, header};
use axum_extra::extract::CookieJar;
use tapo_care_wire::LANGUAGE_COOKIE;

/// Nobody reads more languages than that; what stands behind them is not looked at.
const MOST_LANGUAGES: usize = 20;

/// The language that was chosen in the browser, then those that it asks for, the best first (BCP 47).
pub(super) fn wanted(headers: &HeaderMap) -> Vec<String> {
    let cookies = CookieJar::from_headers(headers);
    let chosen = cookies.get(LANGUAGE_COOKIE).map(|cookie| cookie.value().to_owned());
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    chosen.into_iter().chain(by_preference(accepted).into_iter().map(str::to_owned)).collect()
}

/// The languages of `Accept-Language` (RFC 9110, 12.5.4), the best first.
fn by_preference(accepted: &str) -> Vec<&str> {
    let mut ranges: Vec<(&str, f32)> = accepted
        .split(',')
        .take(MOST_LANGUAGES)
        .filter_map(|range| {
            let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
            let weight = weight.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse().ok())?;
            (weight > 0.0 && !tag.trim().is_empty()).then_some((tag.trim(), weight))
        })
        .collect();
    // Stable: of two that are wanted alike, the first goes first.
    ranges.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    ranges.into_iter().map(|(tag, _)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn languages_come_in_the_order_of_their_weight() {
        assert_eq!(by_preference("fr;q=0.8, de, en;q=0.9"), ["de", "en", "fr"]);
        assert_eq!(by_preference("de;q=0, en ; q=0.5"), ["en"]);
        assert_eq!(by_preference("*, ja;q=x"), ["*"]);
        assert!(by_preference("").is_empty());
    }

    #[test]
    fn the_choice_goes_before_what_the_browser_asks_for() {
        let mut headers = HeaderMap::new();
        assert!(wanted(&headers).is_empty());
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("de-AT, en;q=0.5"));
        assert_eq!(wanted(&headers), ["de-AT", "en"]);
        headers.insert(header::COOKIE, HeaderValue::from_static("session=x; language=pl"));
        assert_eq!(wanted(&headers), ["pl", "de-AT", "en"]);
    }
}
