//! How a call travels: one request, a limit of time, and what its answer is read as.

use super::{Failure, trouble};
use crate::browser::{self, TimeLimit};
use crate::route::BASE;
use gloo_net::http::{Method, RequestBuilder, Response};
use serde::{Serialize, de::DeserializeOwned};
use tapo_care_wire::{PAGE_BUILD, Problem};

/// Where the API is, on the page's own origin.
pub(super) const API: &str = "/api/v1";

/// The header by which the server's log is searched for a request.
const REQUEST_ID: &str = "X-Request-Id";

/// Seconds after which an answer counts as lost: the patience of people. What a call did all the same is asked for.
pub const SECONDS_TO_ANSWER: u32 = 20;

/// Something to call. Its parts are fitted together by the callers' methods.
pub(super) struct Call {
    request: RequestBuilder,
}

impl Call {
    /// A call of `method` to `path`, which is relative to the API and made of ids that [`crate::route`] let through.
    pub(super) fn new(method: Method, path: &[&str]) -> Self {
        let url = [API, &path.concat()].concat();
        Self { request: RequestBuilder::new(&url).method(method) }
    }

    /// A file of the page itself.
    pub(super) fn page(path: &[&str]) -> Self {
        Self { request: RequestBuilder::new(&[BASE, &path.concat()].concat()) }
    }

    /// Adds a query, encoded. Nothing secret goes here: queries stand in logs everywhere.
    pub(super) fn query(self, pairs: &[(&str, &str)]) -> Self {
        Self { request: self.request.query(pairs.iter().copied()) }
    }

    /// Guards a write by what was read.
    pub(super) fn if_match(self, etag: &str) -> Self {
        Self { request: self.request.header("If-Match", &["\"", etag, "\""].concat()) }
    }

    /// Sends it without a body.
    pub(super) async fn send<T: DeserializeOwned>(self) -> Result<T, Failure> {
        self.finish(None, true).await.and_then(|text| read(&text))
    }

    /// Sends it with a body.
    pub(super) async fn send_json<T: DeserializeOwned>(self, body: &impl Serialize) -> Result<T, Failure> {
        self.finish(Some(json(body)?), true).await.and_then(|text| read(&text))
    }

    /// Sends it without a body, for a text as it stands.
    pub(super) async fn send_for_text(self) -> Result<String, Failure> {
        self.finish(None, true).await
    }

    /// Sends it without a body, for an answer without one.
    pub(super) async fn send_for_nothing(self) -> Result<(), Failure> {
        self.finish(None, false).await.map(drop)
    }

    /// Sends it with a body, for an answer without one.
    pub(super) async fn send_json_for_nothing(self, body: &impl Serialize) -> Result<(), Failure> {
        self.finish(Some(json(body)?), false).await.map(drop)
    }

    /// The text of the answer, if it says that the call worked. The limit of time is for the whole of it.
    async fn finish(self, body: Option<String>, wants_text: bool) -> Result<String, Failure> {
        let limit = TimeLimit::seconds(SECONDS_TO_ANSWER);
        let request = self.request.abort_signal(limit.signal().as_ref());
        let request = match body {
            Some(body) => request.header("Content-Type", "application/json").body(body),
            None => request.build(),
        };
        let Ok(request) = request else { return Err(Failure::Lost) };
        let Ok(response) = request.send().await else { return Err(failed(Failure::Lost, None)) };
        if let Some(build) = response.headers().get(PAGE_BUILD) {
            browser::served_build(build);
        }
        if response.ok() && !wants_text {
            return Ok(String::new());
        }
        let Ok(text) = response.text().await else { return Err(failed(Failure::Lost, Some(&response))) };
        if response.ok() {
            return Ok(text);
        }
        // Anything but a problem of the server's own is a proxy's or a captive portal's answer.
        let failure = match serde_json::from_str::<Problem>(&text) {
            Ok(problem) => Failure::Problem(Box::new(problem)),
            Err(_) => Failure::Lost,
        };
        Err(failed(failure, Some(&response)))
    }
}

/// A failure, kept for who asks support about it.
fn failed(failure: Failure, answer: Option<&Response>) -> Failure {
    let request = answer.and_then(|answer| answer.headers().get(REQUEST_ID));
    trouble::keep(&failure, answer.map(Response::status), request);
    failure
}

/// Our own types always become JSON.
fn json(body: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(body).map_err(|_| Failure::Lost)
}

/// Reads an answer. One that was cut off counts as lost.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|_| Failure::Lost)
}
