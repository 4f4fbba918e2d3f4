//! Someone who speaks to the server, with a cookie when logged in.

use super::{Answer, contract};
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderName, HeaderValue, Method, Request, Response, header},
};
use serde_json::{Value, json};
use std::{future::Future, net::SocketAddr};
use tapo_care_wire::{Camera, List, Redemption, RedemptionState, Subscription, Viewer};
use tower::ServiceExt;

/// Someone.
#[derive(Clone)]
pub(crate) struct User {
    router: Router,
    /// What the cookie header says.
    pub(crate) cookie: Option<String>,
    /// Where the connection comes from.
    peer: SocketAddr,
    /// What the header `X-Forwarded-For` says.
    forwarded: Option<String>,
}

impl User {
    pub(crate) fn new(router: Router) -> Self {
        Self { router, cookie: None, peer: peer("127.0.0.1"), forwarded: None }
    }

    /// The same someone, speaking to another server.
    pub(crate) fn through(&self, router: &Router) -> Self {
        Self { router: router.clone(), ..self.clone() }
    }

    /// The same someone, on a connection from another address.
    pub(crate) fn from(&self, address: &str) -> Self {
        Self { peer: peer(address), ..self.clone() }
    }

    /// The same someone, with a header `X-Forwarded-For`.
    pub(crate) fn forwarded(&self, addresses: &str) -> Self {
        Self { forwarded: Some(addresses.to_owned()), ..self.clone() }
    }

    /// A call, to be completed and sent.
    pub(crate) fn call(&self, method: Method, path: &str) -> Call {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8080");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(forwarded) = &self.forwarded {
            request = request.header("x-forwarded-for", forwarded);
        }
        let request = request.extension(ConnectInfo(self.peer)).body(Body::empty());
        Call { router: self.router.clone(), request: request.expect("a request") }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path).send().await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path).json(body).send().await
    }

    /// Logs in and keeps the cookie.
    pub(crate) async fn log_in(&mut self, email: &str, password: &str) -> Viewer {
        let answer = self.try_log_in(email, password).await;
        let viewer = answer.json(200);
        let cookie = answer.header("set-cookie").split(';').next().expect("a cookie");
        self.cookie = Some(cookie.to_owned());
        viewer
    }

    /// Tries to log in.
    pub(crate) async fn try_log_in(&self, email: &str, password: &str) -> Answer {
        self.post("/api/v1/session", json!({ "email": email, "password": password })).await
    }

    /// Sends a code.
    pub(crate) async fn send_code(&self, code: &str) -> Answer {
        self.post("/api/v1/redemptions", json!({ "code": code })).await
    }

    /// Sends a code that is good and new.
    pub(crate) async fn preview(&self, code: &str) -> Redemption {
        let redemption: Redemption = self.send_code(code).await.json(201);
        assert_eq!(redemption.state, RedemptionState::Previewed);
        redemption
    }

    /// Confirms what was previewed.
    pub(crate) fn confirm(&self, redemption: &Redemption) -> impl Future<Output = Answer> + Send + use<> {
        let path = format!("/api/v1/redemptions/{}/confirmation", redemption.id);
        self.call(Method::POST, &path).if_match(&redemption.etag).send()
    }

    /// Redeems a code, start to end.
    pub(crate) async fn redeem(&self, code: &str) -> Redemption {
        let redemption: Redemption = self.confirm(&self.preview(code).await).await.json(200);
        assert_eq!(redemption.state, RedemptionState::Redeemed);
        redemption
    }

    /// Looks at a redemption.
    pub(crate) async fn redemption(&self, redemption: &Redemption) -> Answer {
        self.get(&format!("/api/v1/redemptions/{}", redemption.id)).await
    }

    pub(crate) async fn subscriptions(&self) -> Vec<Subscription> {
        self.get("/api/v1/subscriptions").await.json::<List<Subscription>>(200).items
    }

    /// The subscription that a redemption made or extended.
    pub(crate) async fn subscription(&self, redemption: &Redemption) -> Subscription {
        let id = redemption.effect.subscription_id.as_ref().expect("a subscription");
        self.get(&format!("/api/v1/subscriptions/{id}")).await.json(200)
    }

    pub(crate) async fn cameras(&self) -> Vec<Camera> {
        self.get("/api/v1/cameras").await.json::<List<Camera>>(200).items
    }

    /// The camera of that name.
    pub(crate) async fn camera(&self, name: &str) -> Camera {
        self.cameras().await.into_iter().find(|camera| camera.name == name).expect("a camera of that name")
    }

    /// Chooses cameras by name for a subscription.
    pub(crate) async fn choose(&self, subscription: &Subscription, names: &[&str], may_move: bool) -> Answer {
        let mut ids = Vec::new();
        for name in names {
            ids.push(self.camera(name).await.id);
        }
        let mut body = json!({ "cameraIds": ids });
        if may_move {
            body["move"] = true.into();
        }
        let path = format!("/api/v1/subscriptions/{}/cameras", subscription.id);
        self.call(Method::PUT, &path).if_match(&subscription.etag).json(body).send().await
    }
}

/// An end of a connection.
fn peer(address: &str) -> SocketAddr {
    SocketAddr::new(address.parse().expect("an address"), 50_000)
}

/// A call on its way.
pub(crate) struct Call {
    router: Router,
    request: Request<Body>,
}

impl Call {
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header");
        self.request.headers_mut().insert(HeaderName::from_static(name), value);
        self
    }

    pub(crate) fn if_match(self, etag: &str) -> Self {
        self.header("if-match", &format!("\"{etag}\""))
    }

    pub(crate) fn json(self, body: Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    pub(crate) fn body(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    pub(crate) async fn send(self) -> Answer {
        let (method, path) = (self.request.method().clone(), self.request.uri().path().to_owned());
        let answer = Answer::read(self.open().await).await;
        contract::check(&method, &path, &answer);
        answer
    }

    /// Sends it, for an answer that is read while it comes.
    pub(crate) async fn open(self) -> Response<Body> {
        self.router.oneshot(self.request).await.expect("infallible")
    }
}
