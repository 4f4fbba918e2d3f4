//! The id of a request: what its lines in the log have in common, and the header `X-Request-Id` of its answer.

use crate::{client::TrustedProxies, random};
use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderValue,
};
use std::net::SocketAddr;

/// Where it travels.
pub(super) const HEADER: &str = "x-request-id";

/// The id that a trusted proxy gave the request, if it looks like one; otherwise a new one. A client could write anything
/// there: the id of another's request, or what spoils a log.
pub(super) fn of(request: &Request, proxies: &TrustedProxies) -> String {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let given = peer.filter(|ConnectInfo(peer)| proxies.trust(peer.ip())).and_then(|_| request.headers().get(HEADER));
    match given.and_then(well_formed) {
        Some(id) => id.to_owned(),
        // It is for finding lines of the log again; a request without one is not worth failing.
        None => random::id().unwrap_or_default(),
    }
}

/// 8 to 64 characters, of those that need no quotes anywhere.
fn well_formed(value: &HeaderValue) -> Option<&str> {
    let id = value.to_str().ok()?;
    let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    ((8..=64).contains(&id.len()) && id.bytes().all(good)).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_8_to_64_plain_characters() {
        let longest = "x".repeat(64);
        for good in ["12345678", "0af7651916cd43dd8448eb211c80319c", "A.b_c-d.1", &longest] {
            assert_eq!(well_formed(&HeaderValue::from_str(good).expect("a header")), Some(good));
        }
        for bad in ["", "1234567", "with space", "quote\"quote", "line=feed", "ünïcödé!", &"x".repeat(65)] {
            assert_eq!(HeaderValue::from_bytes(bad.as_bytes()).ok().as_ref().and_then(well_formed), None, "{bad}");
        }
    }
}
