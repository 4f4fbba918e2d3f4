//! The people of the demo data, and what the server says about them. This is not the page's client: it asks the server
//! straight, past proxy and browser, to find out what really happened or to do what someone does elsewhere.

use reqwest::{Client, RequestBuilder, header};
use serde_json::json;
use std::net::SocketAddr;
use tapo_care_wire::{Camera, List, Redemption, Session, Subscription};

/// Of both demo accounts.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Someone with a TP-Link ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Person {
    /// The visitor of the journeys.
    Demo,
    /// Someone else.
    Friend,
}

impl Person {
    /// The e-mail address.
    pub(crate) const fn email(self) -> &'static str {
        match self {
            Self::Demo => "demo@example.com",
            Self::Friend => "friend@example.com",
        }
    }
}

/// A person's session with the server outside the browser.
pub(crate) struct Account {
    client: Client,
    api: String,
    cookie: String,
}

impl Account {
    /// Logs in.
    pub(super) async fn log_in(server: SocketAddr, who: Person) -> Self {
        let client = Client::new();
        let api = format!("http://{server}/api/v1");
        let answer = client
            .post(format!("{api}/session"))
            .json(&json!({ "email": who.email(), "password": PASSWORD }))
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .unwrap_or_else(|error| panic!("{} can't log in: {error}", who.email()));
        let cookie = answer.headers().get(header::SET_COOKIE).expect("logging in sets a cookie");
        let cookie = cookie.to_str().expect("the cookie is text").split(';').next().unwrap_or_default().to_owned();
        Self { client, api, cookie }
    }

    /// Takes over a session that was opened elsewhere, by its cookie.
    pub(super) fn with_cookie(server: SocketAddr, cookie: String) -> Self {
        Self { client: Client::new(), api: format!("http://{server}/api/v1"), cookie }
    }

    /// Ends this session.
    pub(crate) async fn log_out(&self) {
        self.send(self.client.delete(format!("{}/session", self.api))).await;
    }

    /// Whether this session still is one.
    pub(crate) async fn is_logged_in(&self) -> bool {
        self.get::<Session>("/session").await.viewer.is_some()
    }

    /// Every redemption of the account that spent its code, newest first.
    pub(crate) async fn history(&self) -> Vec<Redemption> {
        self.get::<List<Redemption>>("/redemptions").await.items
    }

    /// How many redemptions a code of this ending ("…TRNM") has led to.
    ///
    /// # Panics
    /// When the history and the subscriptions disagree: then something was given twice, or for nothing.
    pub(crate) async fn times_redeemed(&self, code_hint: &str) -> usize {
        let in_history = self.history().await.iter().filter(|redemption| redemption.code_hint == code_hint).count();
        let subscriptions = self.subscriptions().await;
        let entries = subscriptions.iter().flat_map(|subscription| &subscription.redemptions);
        let given = entries.filter(|entry| entry.code_hint == code_hint).count();
        assert_eq!(in_history, given, "{code_hint} in the history, and in the subscriptions");
        in_history
    }

    /// One redemption, by its id.
    pub(crate) async fn redemption(&self, id: &str) -> Redemption {
        self.get(&format!("/redemptions/{id}")).await
    }

    /// The subscriptions.
    pub(crate) async fn subscriptions(&self) -> Vec<Subscription> {
        self.get::<List<Subscription>>("/subscriptions").await.items
    }

    /// The running subscription of a plan.
    pub(crate) async fn subscription(&self, plan: &str) -> Subscription {
        let all = self.subscriptions().await;
        let runs =
            |s: &Subscription| s.plan.id.as_str() == plan && s.state == tapo_care_wire::SubscriptionState::Active;
        all.into_iter().find(runs).unwrap_or_else(|| panic!("no running subscription of {plan}"))
    }

    /// The camera of this name.
    pub(crate) async fn camera(&self, name: &str) -> Camera {
        let all = self.get::<List<Camera>>("/cameras").await.items;
        all.into_iter().find(|camera| camera.name == name).unwrap_or_else(|| panic!("no camera {name}"))
    }

    /// Opens a redemption of a code, which spends nothing.
    pub(crate) async fn open(&self, code: &str) -> Redemption {
        let request = self.client.post(format!("{}/redemptions", self.api)).json(&json!({ "code": code }));
        self.send(request).await.json().await.expect("a redemption")
    }

    /// Redeems a code.
    pub(crate) async fn redeem(&self, code: &str) -> Redemption {
        let opened = self.open(code).await;
        let confirmation = format!("{}/redemptions/{}/confirmation", self.api, opened.id);
        let request = self.client.post(confirmation).header(header::IF_MATCH, format!("\"{}\"", opened.etag));
        self.send(request).await.json().await.expect("a redemption")
    }

    /// Has a subscription cover these cameras, by their names, and no others.
    pub(crate) async fn choose_cameras(&self, plan: &str, names: &[&str]) {
        let subscription = self.subscription(plan).await;
        let mut ids = Vec::new();
        for name in names {
            ids.push(self.camera(name).await.id);
        }
        let request = self
            .client
            .put(format!("{}/subscriptions/{}/cameras", self.api, subscription.id))
            .header(header::IF_MATCH, format!("\"{}\"", subscription.etag))
            .json(&json!({ "cameraIds": ids }));
        self.send(request).await;
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.send(self.client.get(format!("{}{path}", self.api))).await;
        answer.json().await.unwrap_or_else(|error| panic!("{path} is not what the wire crate says: {error}"))
    }

    async fn send(&self, request: RequestBuilder) -> reqwest::Response {
        let answer = request.header(header::COOKIE, &self.cookie).send().await.expect("the server answers");
        let (status, url) = (answer.status(), answer.url().clone());
        if status.is_success() {
            return answer;
        }
        panic!("{status} from {url}: {}", answer.text().await.unwrap_or_default())
    }
}
