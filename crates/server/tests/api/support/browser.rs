//! Someone with a browser: like a [`User`], but keeping all cookies as a browser does.

use super::{Answer, TestApp, User};
use axum::{
    Router,
    http::{Method, header},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tapo_care_server::demo;

/// Someone with a browser.
#[derive(Clone)]
pub(crate) struct Browser {
    user: User,
    cookies: BTreeMap<String, String>,
    agent: Option<String>,
}

impl TestApp {
    /// A browser that was never here.
    pub(crate) fn browser(&self) -> Browser {
        Browser { user: self.visitor(), cookies: BTreeMap::new(), agent: None }
    }
}

impl Browser {
    /// The same browser, speaking to another server.
    pub(crate) fn through(self, router: &Router) -> Self {
        Self { user: self.user.through(router), ..self }
    }

    /// The same browser, on a connection from another address.
    pub(crate) fn from(self, address: &str) -> Self {
        Self { user: self.user.from(address), ..self }
    }

    /// The same browser, saying what it is.
    pub(crate) fn saying(self, agent: &str) -> Self {
        Self { agent: Some(agent.to_owned()), ..self }
    }

    /// A call. What its answer says of cookies is done.
    pub(crate) async fn call(&mut self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| [name, "=", value].concat()).collect();
        self.user.cookie = (!pairs.is_empty()).then(|| pairs.join("; "));
        let mut call = self.user.call(method, path);
        if let Some(agent) = &self.agent {
            call = call.header("user-agent", agent);
        }
        if let Some(body) = body {
            call = call.json(body);
        }
        let answer = call.send().await;
        for line in answer.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("a header of text");
            let (name, value) = line.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Tries to log in.
    pub(crate) async fn try_log_in(&mut self, email: &str, password: &str) -> Answer {
        self.post("/api/v1/session", json!({ "email": email, "password": password })).await
    }

    /// Logs in with the password of all demo accounts.
    pub(crate) async fn log_in(&mut self, email: &str) {
        let _: tapo_care_wire::Viewer = self.try_log_in(email, demo::PASSWORD).await.json(200);
    }

    /// The names of the cookies that it has.
    pub(crate) fn cookie_names(&self) -> Vec<&str> {
        self.cookies.keys().map(String::as_str).collect()
    }
}
