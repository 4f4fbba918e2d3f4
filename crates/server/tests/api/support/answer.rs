//! An answer of the server, with what all of them must have.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Response, StatusCode},
};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use tapo_care_wire::{ErrorCode, Problem};

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// Reads all of an answer, and checks what every one has.
    pub(crate) async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("the body arrives").to_bytes();
        let answer = Self { status: parts.status, headers: parts.headers, body };
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("microphone=()"));
        assert!(!answer.header("x-request-id").is_empty());
        answer
    }

    /// A header, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header of text"))
    }

    /// The body as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    /// The body of an answer of that status.
    #[track_caller]
    pub(crate) fn json<T: DeserializeOwned>(&self, status: u16) -> T {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/json");
        assert_eq!(self.header("cache-control"), "no-store");
        serde_json::from_slice(&self.body).expect("the body is of the type")
    }

    /// The problem of that code, with everything that belongs to every problem.
    #[track_caller]
    pub(crate) fn problem(&self, code: ErrorCode) -> Problem {
        assert_eq!(self.header("content-type"), "application/problem+json", "{} {}", self.status, self.text());
        assert_eq!(self.header("cache-control"), "no-store");
        let problem: Problem = serde_json::from_slice(&self.body).expect("a problem");
        assert_eq!(problem.code, code, "{}", self.text());
        assert_eq!((self.status.as_u16(), problem.status), (code.status(), code.status()));
        assert_eq!(problem.kind_uri, format!("urn:tapo-care:problem:{}", code.name()));
        assert!(problem.detail.as_ref().is_some_and(|detail| detail.ends_with('.')), "{:?}", problem.detail);
        let retry_after = self.headers.get("retry-after").map(|seconds| seconds.to_str().expect("text").to_owned());
        assert_eq!(retry_after, problem.retry_after.map(|seconds| seconds.to_string()));
        problem
    }

    /// Checks an answer without a body.
    #[track_caller]
    pub(crate) fn empty(&self, status: u16) {
        assert_eq!((self.status.as_u16(), self.text()), (status, ""));
        assert_eq!(self.header("cache-control"), "no-store");
    }
}
