//! Whether an unsafe call may come from where it comes from. The defence against other sites' pages, next to the
//! SameSite cookie.

use axum::http::{HeaderMap, HeaderValue, header};
use std::fmt;

/// Where calls may come from besides the server's own address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins {
    public: Vec<String>,
}

/// Not an origin. Says what one looks like.
#[derive(Debug)]
pub(crate) struct NotAnOrigin(String);

impl fmt::Display for NotAnOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is not an origin. Write it like https://care.example.com, without a path", self.0)
    }
}

impl Origins {
    /// With the public addresses of this server, such as `https://care.example.com`.
    pub(crate) fn new(public: &[String]) -> Result<Self, NotAnOrigin> {
        let public = public.iter().map(|origin| {
            let trimmed = origin.trim().trim_end_matches('/').to_ascii_lowercase();
            let host = trimmed.strip_prefix("https://").or_else(|| trimmed.strip_prefix("http://"));
            let good = host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']));
            if good { Ok(trimmed) } else { Err(NotAnOrigin(origin.clone())) }
        });
        Ok(Self { public: public.collect::<Result<_, _>>()? })
    }

    /// The public address that stands for this server where only one can.
    pub(crate) fn first_public(&self) -> Option<&str> {
        self.public.first().map(String::as_str)
    }

    /// Whether a call with these headers may change something.
    ///
    /// Browsers say where a call comes from and pages can't change what they say. A call that says nothing is no
    /// browser's, and has no cookie that someone else could misuse.
    ///
    /// With `https_only` a page that came by plain http may change nothing: whoever is on the way could have written it.
    pub(crate) fn allow(&self, headers: &HeaderMap, https_only: bool) -> bool {
        let site_allowed =
            headers.get_all("sec-fetch-site").iter().all(|site| matches!(site.as_bytes(), b"same-origin" | b"none"));
        site_allowed && headers.get_all(header::ORIGIN).iter().all(|origin| self.is_ours(origin, headers, https_only))
    }

    fn is_ours(&self, origin: &HeaderValue, headers: &HeaderMap, https_only: bool) -> bool {
        let Ok(origin) = origin.to_str().map(str::to_ascii_lowercase) else { return false };
        if https_only && !origin.starts_with("https://") {
            return false;
        }
        if self.public.contains(&origin) {
            return true;
        }
        let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
        let host = host.to_ascii_lowercase();
        // Behind a proxy that ends TLS the origin is https although the call arrives by http. Browsers leave the
        // scheme's own port out of both headers; other clients may write it.
        [("http://", ":80"), ("https://", ":443")].into_iter().any(|(scheme, port)| {
            origin.strip_prefix(scheme).is_some_and(|authority| {
                let bare = |authority: &str| authority.strip_suffix(port).unwrap_or(authority).to_owned();
                !authority.is_empty() && bare(authority) == bare(&host)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_origins() {
        let public = ["https://care.example.com/", "http://plain.example.com"].map(str::to_owned);
        let origins = Origins::new(&public).expect("origins");
        // Host, Origin, Sec-Fetch-Site, whether it may.
        let table = [
            ("localhost:8080", None, None, true),
            ("localhost:8080", Some("http://localhost:8080"), None, true),
            ("localhost:8080", Some("http://localhost:8080"), Some("same-origin"), true),
            ("localhost:8080", Some("https://localhost:8080"), None, true),
            ("LOCALHOST:8080", Some("http://localhost:8080"), None, true),
            ("example.org", Some("https://example.org"), None, true),
            ("example.org:443", Some("https://example.org"), None, true),
            ("[::1]:8080", Some("http://[::1]:8080"), None, true),
            ("localhost:8080", None, Some("none"), true),
            ("127.0.0.1:3000", Some("https://care.example.com"), Some("same-origin"), true),
            ("127.0.0.1:3000", Some("http://plain.example.com"), Some("same-origin"), true),
            ("localhost:8080", Some("null"), None, false),
            ("localhost:8080", Some(""), None, false),
            ("localhost:8080", Some("http://"), None, false),
            ("localhost:8080", Some("http://localhost"), None, false),
            ("localhost:8080", Some("http://localhost:8081"), None, false),
            ("localhost:8080", Some("http://localhost:8080.evil.example"), None, false),
            ("localhost:8080", Some("http://evil.example"), None, false),
            ("localhost:8080", Some("ftp://localhost:8080"), None, false),
            ("localhost:8080", Some("localhost:8080"), None, false),
            ("care.example.com", Some("https://evil-care.example.com"), None, false),
            ("care.example.com", Some("https://care.example.com.evil.example"), None, false),
            ("127.0.0.1:3000", Some("http://care.example.com"), None, false),
            ("localhost:8080", None, Some("same-site"), false),
            ("localhost:8080", None, Some("cross-site"), false),
            ("localhost:8080", None, Some("SAME-ORIGIN"), false),
            ("localhost:8080", Some("http://localhost:8080"), Some("cross-site"), false),
            ("localhost:8080", Some("http://evil.example"), Some("same-origin"), false),
        ];
        for (host, origin, site, expected) in table {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            }
            if let Some(site) = site {
                headers.insert("sec-fetch-site", HeaderValue::from_static(site));
            }
            assert_eq!(origins.allow(&headers, false), expected, "host {host}, origin {origin:?}, site {site:?}");
            // Behind TLS the same holds, but that a page that came by plain http may do nothing.
            let expected = expected && !origin.is_some_and(|origin| origin.starts_with("http://"));
            assert_eq!(
                origins.allow(&headers, true),
                expected,
                "behind TLS: host {host}, origin {origin:?}, site {site:?}"
            );
        }
    }

    #[test]
    fn one_foreign_header_among_several_is_enough_to_refuse() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("localhost"));
        headers.append(header::ORIGIN, HeaderValue::from_static("http://localhost"));
        headers.append(header::ORIGIN, HeaderValue::from_static("http://evil.example"));
        assert!(!Origins::default().allow(&headers, false));
    }

    #[test]
    fn public_origins_have_a_scheme_and_no_path() {
        for bad in ["care.example.com", "https://", "https://care.example.com/tapo_web", "https://a@b", "*"] {
            assert!(Origins::new(&[bad.to_owned()]).is_err(), "{bad}");
        }
    }
}
