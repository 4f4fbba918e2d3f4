//! Someone with an account, who speaks to a server over a connection that is kept.

use serde_json::{Value, json};
use std::net::SocketAddr;
use tapo_care_wire::{CodeUsed, ErrorCode, Problem, Redemption, RedemptionState};

use crate::http::{Answer, Connection, Request};
use crate::outcome::{Failure, Outcome};

/// Someone.
#[derive(Debug)]
pub(crate) struct User {
    /// The server.
    pub(crate) address: SocketAddr,
    /// The header that says who it is.
    pub(crate) cookie: Option<String>,
    connection: Option<Connection>,
}

/// What a call that is about a redemption came to.
#[derive(Debug)]
pub(crate) enum Said {
    /// A redemption, previewed or done.
    Redemption(Box<Redemption>),
    /// A refusal in the form that all have.
    Problem(Box<Problem>),
    /// Something that is no answer of this API, in its own words.
    #[expect(dead_code, reason = "it is shown by Debug")]
    Nonsense(String),
    /// The connection broke before the answer was there.
    Lost,
}

impl User {
    /// Nobody yet.
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, cookie: None, connection: None }
    }

    /// The same account on another connection, to the same or another server.
    pub(crate) fn at(&self, address: SocketAddr) -> Self {
        Self { address, cookie: self.cookie.clone(), connection: None }
    }

    /// Logs in.
    pub(crate) async fn log_in(&mut self, email: &str, password: &str) -> Outcome<()> {
        let credentials = json!({ "email": email, "password": password });
        let answer = self.expect("POST", "/api/v1/session", &credentials, 200).await?;
        let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        self.cookie = Some(cookie.ok_or_else(|| Failure::said("a log-in without a cookie"))?.to_owned());
        Ok(())
    }

    /// The request of a call.
    pub(crate) fn request(&self, method: &str, path: &str, etag: Option<&str>, body: Option<&Value>) -> Request {
        let etag = etag.map(|etag| format!("\"{etag}\""));
        let headers: Vec<(&str, &str)> = [("cookie", self.cookie.as_deref()), ("if-match", etag.as_deref())]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        Request::new(method, path, &headers, body.map(Value::to_string).as_deref())
    }

    /// The open connection, opened when there is none.
    pub(crate) async fn connection(&mut self) -> std::io::Result<&mut Connection> {
        if self.connection.is_none() {
            self.connection = Some(Connection::open(self.address).await?);
        }
        self.connection.as_mut().ok_or_else(|| std::io::Error::other("no connection"))
    }

    /// Sends a request and waits for the answer. A connection that broke is not used again.
    pub(crate) async fn call(&mut self, request: &Request) -> std::io::Result<Answer> {
        let answer = async {
            let connection = self.connection().await?;
            connection.send(request).await?;
            connection.answer().await
        };
        let answer = answer.await;
        let closes = |answer: &Answer| answer.header("connection").is_some_and(|what| what == "close");
        if answer.as_ref().map_or(true, closes) {
            self.connection = None;
        }
        answer
    }

    /// Lets go of the connection.
    pub(crate) fn hang_up(&mut self) {
        self.connection = None;
    }

    /// A call that must be answered with this status.
    pub(crate) async fn expect(&mut self, method: &str, path: &str, body: &Value, status: u16) -> Outcome<Answer> {
        let request = self.request(method, path, None, (!body.is_null()).then_some(body));
        let answer = self.call(&request).await?;
        if answer.status == status {
            return Ok(answer);
        }
        Err(Failure::said(format!("{method} {path} was answered {}: {}", answer.status, answer.text())))
    }

    /// The request that opens a redemption.
    pub(crate) fn opening(&self, code: &str) -> Request {
        self.request("POST", "/api/v1/redemptions", None, Some(&json!({ "code": code })))
    }

    /// The request that confirms one.
    pub(crate) fn confirming(&self, id: &str, etag: &str) -> Request {
        self.request("POST", &format!("/api/v1/redemptions/{id}/confirmation"), Some(etag), None)
    }

    /// Sends a code.
    pub(crate) async fn open(&mut self, code: &str) -> Said {
        let request = self.opening(code);
        Said::of(self.call(&request).await)
    }

    /// Confirms a redemption.
    pub(crate) async fn confirm(&mut self, id: &str, etag: &str) -> Said {
        let request = self.confirming(id, etag);
        Said::of(self.call(&request).await)
    }

    /// Looks at a redemption.
    pub(crate) async fn look(&mut self, id: &str) -> Said {
        let request = self.request("GET", &format!("/api/v1/redemptions/{id}"), None, None);
        Said::of(self.call(&request).await)
    }

    /// Sends a code that is good.
    pub(crate) async fn preview(&mut self, code: &str) -> Outcome<Redemption> {
        match self.open(code).await {
            Said::Redemption(redemption) if redemption.state == RedemptionState::Previewed => Ok(*redemption),
            other => Err(Failure::said(format!("a good code could not be previewed: {other:?}"))),
        }
    }
}

impl Said {
    /// Reads an answer.
    pub(crate) fn of(answer: std::io::Result<Answer>) -> Self {
        let Ok(answer) = answer else { return Self::Lost };
        if matches!(answer.status, 200 | 201) {
            return match serde_json::from_slice(&answer.body) {
                Ok(redemption) => Self::Redemption(Box::new(redemption)),
                Err(error) => Self::Nonsense(format!("{} {}: {error}", answer.status, answer.text())),
            };
        }
        match serde_json::from_slice::<Problem>(&answer.body) {
            Ok(problem) if problem.status == answer.status && is_problem(&answer) => Self::Problem(Box::new(problem)),
            _ => Self::Nonsense(format!("{} {}", answer.status, answer.text())),
        }
    }

    /// The reference of the receipt, if it is one.
    pub(crate) fn receipt(&self) -> Option<&str> {
        match self {
            Self::Redemption(redemption) => redemption.reference.as_deref(),
            _ => None,
        }
    }

    /// Whether someone else was quicker, said as it is to be said: without a claim that the code is still good.
    pub(crate) fn is_lost_race(&self) -> bool {
        matches!(self, Self::Problem(problem)
            if problem.code == ErrorCode::CodeAlreadyRedeemed && problem.code_used.is_none())
    }

    /// Whether the server says that it can't now, and when to come back; then what it says became of the code.
    pub(crate) fn unavailable(&self) -> Option<Option<CodeUsed>> {
        match self {
            Self::Problem(problem) if problem.code == ErrorCode::Unavailable && problem.retry_after.is_some() => {
                Some(problem.code_used)
            }
            _ => None,
        }
    }
}

/// Whether the answer says that it is a problem, and when to come back in the header as in the body.
fn is_problem(answer: &Answer) -> bool {
    let kind = answer.header("content-type") == Some("application/problem+json");
    kind && (answer.status != 503 || answer.header("retry-after").is_some())
}
