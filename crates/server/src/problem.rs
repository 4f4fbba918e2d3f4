//! The one place where an error becomes an answer: `application/problem+json` (RFC 9457).
//!
//! Handlers and guards return a [`Failure`]. It travels inside the response, and [`render`], the outermost layer, writes
//! it out; so what every problem has in common, such as what became of the code, is decided here and only here.

use crate::{
    app::App,
    audit::NotRecorded,
    mail::QueueFull,
    passwords::HashFailed,
    random::NoRandomness,
    store::{CommitFailed, StoreError},
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, Method, Request, Response, StatusCode, header},
    middleware::Next,
    response::IntoResponse,
};
use std::{any::Any, fmt, time::Duration};
use tapo_care_wire::{CodeUsed, ErrorCode, Field, Problem};

/// After how many seconds to try again when the server can't work.
const RETRY_AFTER: u32 = 5;

/// An error on its way to the client.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    problem: Box<Problem>,
    /// Whether the database undid it all and asks to be asked again, from the start.
    conflict: bool,
}

impl Failure {
    /// The bare problem.
    pub(crate) fn new(code: ErrorCode) -> Self {
        Self { problem: Box::new(Problem::new(code)), conflict: false }
    }

    /// With what to do, for people who read answers by hand.
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.problem.detail = Some(detail.into());
        self
    }

    /// About a field of the form.
    pub(crate) fn field(mut self, field: Field) -> Self {
        self.problem.field = Some(field);
        self
    }

    /// With what became of the code.
    pub(crate) fn code_used(mut self, used: CodeUsed) -> Self {
        self.problem.code_used = Some(used);
        self
    }

    /// With further members.
    pub(crate) fn with(mut self, fill: impl FnOnce(&mut Problem)) -> Self {
        fill(&mut self.problem);
        self
    }

    /// Seconds after which to try again.
    pub(crate) fn retry_after(&self) -> Option<u32> {
        self.problem.retry_after
    }

    /// The server can't work now.
    pub(crate) fn unavailable() -> Self {
        Self::new(ErrorCode::Unavailable)
            .detail("The server can't do this now. Try again in a moment.")
            .with(|problem| problem.retry_after = Some(RETRY_AFTER))
    }

    /// The database undid it all, or it has to be undone. See [`crate::cases::retrying`].
    pub(crate) fn conflict(error: &dyn fmt::Display) -> Self {
        tracing::debug!(%error, "the database asks for another try");
        Self { conflict: true, ..Self::unavailable() }
    }

    /// Whether the same thing, done again from its start, may succeed. Nothing of it was written.
    pub(crate) fn is_conflict(&self) -> bool {
        self.conflict
    }

    /// What went wrong.
    pub(crate) fn code(&self) -> ErrorCode {
        self.problem.code
    }

    /// Whether the server could not work, so that nothing is said about what was asked.
    pub(crate) fn is_unavailable(&self) -> bool {
        self.problem.code == ErrorCode::Unavailable
    }

    /// There is nothing at this address, or it is not this account's.
    pub(crate) fn not_found(detail: &str) -> Self {
        Self::new(ErrorCode::NotFound).detail(detail)
    }

    /// The request is not of the form that the call takes.
    pub(crate) fn malformed(detail: &str) -> Self {
        Self::new(ErrorCode::MalformedRequest).detail(detail)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(_) => Self::conflict(&error),
            _ => {
                tracing::error!(%error, "the database failed");
                Self::unavailable()
            }
        }
    }
}

impl From<CommitFailed> for Failure {
    fn from(error: CommitFailed) -> Self {
        match error {
            CommitFailed::Conflict(_) => Self::conflict(&error),
            CommitFailed::Database(_) | CommitFailed::Group => {
                tracing::error!(%error, "the database failed");
                Self::unavailable().code_used(CodeUsed::Unknown)
            }
        }
    }
}

impl From<HashFailed> for Failure {
    fn from(error: HashFailed) -> Self {
        tracing::error!(%error);
        Self::unavailable()
    }
}

impl From<NoRandomness> for Failure {
    fn from(error: NoRandomness) -> Self {
        tracing::error!(%error);
        Self::unavailable()
    }
}

impl From<NotRecorded> for Failure {
    fn from(error: NotRecorded) -> Self {
        match error {
            NotRecorded::Store(error) => error.into(),
            NotRecorded::Commit(error) => error.into(),
            NotRecorded::Randomness(error) => error.into(),
        }
    }
}

impl From<QueueFull> for Failure {
    fn from(_: QueueFull) -> Self {
        tracing::error!("too many mails are waiting to be sent");
        Self::unavailable()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        response.extensions_mut().insert(self);
        response
    }
}

/// What a handler that panicked answers.
pub(crate) fn after_panic(_: Box<dyn Any + Send>) -> Response<Body> {
    // The message may hold anything, so it goes nowhere: the log has the place, by the hook of `cli::log`.
    Failure::unavailable().into_response()
}

/// The layer that writes failures out, and ends calls that take too long.
pub(crate) async fn render(State(app): State<App>, request: Request<Body>, next: Next) -> Response<Body> {
    render_within(app.time_limits.request, request, next).await
}

async fn render_within(limit: Duration, request: Request<Body>, next: Next) -> Response<Body> {
    let call = RedemptionCall::of(&request);
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(mut response) => match response.extensions_mut().remove::<Failure>() {
            Some(failure) => write(failure, call, response),
            None => response,
        },
        Err(_) => {
            let failure = Failure::unavailable();
            write(failure.clone(), call, failure.into_response())
        }
    }
}

/// A call that could spend a code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RedemptionCall {
    Open,
    Confirm,
}

impl RedemptionCall {
    fn of(request: &Request<Body>) -> Option<Self> {
        let rest = request.uri().path().strip_prefix("/api/v1/redemptions")?;
        match (request.method(), rest) {
            (&Method::POST, "" | "/") => Some(Self::Open),
            (&Method::POST, _) => Some(Self::Confirm),
            _ => None,
        }
    }

    /// Whether this attempt spent the code; `said` is what whoever made the failure knows about it.
    fn code_used(self, code: ErrorCode, said: Option<CodeUsed>) -> Option<CodeUsed> {
        match (code, self) {
            // Of no use any more, whoever spent it.
            (ErrorCode::CodeAlreadyRedeemed | ErrorCode::CodeExpired | ErrorCode::CodeRevoked, _) => None,
            // Opening spends nothing, whatever fails.
            (_, Self::Open) => Some(CodeUsed::No),
            // Confirmation says "no" itself where it knows. After a panic or the time limit nobody knows.
            (ErrorCode::Unavailable, Self::Confirm) => Some(said.unwrap_or(CodeUsed::Unknown)),
            (_, Self::Confirm) => Some(said.unwrap_or(CodeUsed::No)),
        }
    }
}

fn write(failure: Failure, call: Option<RedemptionCall>, response: Response<Body>) -> Response<Body> {
    let Failure { mut problem, .. } = failure;
    problem.code_used = call.and_then(|call| call.code_used(problem.code, problem.code_used));
    // The problem holds nothing that JSON can't say.
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    // What the failing layer set stays, such as Allow; what described its empty body goes.
    let (mut parts, _) = response.into_parts();
    let headers = &mut parts.headers;
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = problem.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Response::from_parts(parts, Body::from(body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, middleware::from_fn, routing::post};
    use http_body_util::BodyExt;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    async fn panics() -> &'static str {
        panic!("the code was W2GBJZT48TRNM")
    }

    async fn never_ends() -> &'static str {
        std::future::pending().await
    }

    async fn commit_fails() -> Failure {
        CommitFailed::from_test().into()
    }

    async fn answer(path: &str) -> (StatusCode, Problem) {
        let router = Router::new()
            .route("/api/v1/redemptions", post(commit_fails))
            .route("/api/v1/redemptions/1/confirmation", post(panics))
            .route("/api/v1/redemptions/2/confirmation", post(never_ends))
            .route("/api/v1/redemptions/3/confirmation", post(commit_fails))
            .route("/api/v1/feedback", post(panics))
            .layer(CatchPanicLayer::custom(after_panic))
            .layer(from_fn(|request, next| render_within(Duration::from_millis(50), request, next)));
        let request = Request::post(path).body(Body::empty()).expect("a request");
        let response = router.oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        assert_eq!(parts.headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(parts.headers[header::RETRY_AFTER], "5");
        let body = body.collect().await.expect("a body").to_bytes();
        assert!(!String::from_utf8_lossy(&body).contains("TRNM"));
        (parts.status, serde_json::from_slice(&body).expect("a problem"))
    }

    #[tokio::test]
    async fn whatever_breaks_is_unavailable_and_says_what_is_known_of_the_code() {
        let table = [
            ("/api/v1/redemptions", Some(CodeUsed::No)),
            ("/api/v1/redemptions/1/confirmation", Some(CodeUsed::Unknown)),
            ("/api/v1/redemptions/2/confirmation", Some(CodeUsed::Unknown)),
            ("/api/v1/redemptions/3/confirmation", Some(CodeUsed::Unknown)),
            ("/api/v1/feedback", None),
        ];
        for (path, code_used) in table {
            let (status, problem) = answer(path).await;
            assert_eq!((status.as_u16(), problem.code), (503, ErrorCode::Unavailable), "{path}");
            assert_eq!(problem.code_used, code_used, "{path}");
        }
    }
}
