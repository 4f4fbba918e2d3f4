//! Several servers behind a proxy are one to their visitors.

use crate::act::click;
use crate::check::{self, Expected};
use crate::find::{button, checkbox};
use crate::harness::{Deployment, PASSWORD, Page, Person, Size};
use crate::steps::{CODE, arrive, cameras_are_there, preview, receipt_is_there, redeem};
use reqwest::{Client, Response, StatusCode, header};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// How long word may take from one server to a visitor of another.
const SOON: Duration = Duration::from_secs(2);

/// Someone without a browser.
struct Visitor {
    client: Client,
    cookie: String,
}

impl Visitor {
    async fn log_in(at: SocketAddr) -> Self {
        let client = Client::new();
        let answer = log_in(&client, at, PASSWORD).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let cookie = answer.headers()[header::SET_COOKIE].to_str().expect("text").split(';').next().expect("a cookie");
        Self { cookie: cookie.to_owned(), client }
    }

    async fn get(&self, at: SocketAddr, path: &str) -> Response {
        let request = self.client.get(format!("http://{at}/api/v1{path}")).header(header::COOKIE, &self.cookie);
        let answer = request.send().await.expect("is answered");
        assert_eq!(answer.status(), StatusCode::OK, "{path} at {at}");
        answer
    }

    async fn json(&self, at: SocketAddr, path: &str) -> Value {
        self.get(at, path).await.json().await.expect("JSON")
    }
}

async fn log_in(client: &Client, at: SocketAddr, password: &str) -> Response {
    let body = json!({ "email": Person::Demo.email(), "password": password });
    client.post(format!("http://{at}/api/v1/session")).json(&body).send().await.expect("is answered")
}

/// Reads a stream until it says this.
async fn hears(stream: &mut Response, words: &str) {
    let mut text = String::new();
    let reading = async {
        while !text.contains(words) {
            let chunk = stream.chunk().await.expect("is read").expect("goes on");
            text.push_str(&String::from_utf8_lossy(&chunk));
        }
    };
    timeout(2 * SOON, reading).await.unwrap_or_else(|_| panic!("“{words}” does not come"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_an_event_and_a_limit_hold_for_all_of_them() {
    let site = Deployment::start();
    let [one, two] = site.servers;
    let visitor = Visitor::log_in(site.proxy).await;
    // A session of one is a session of all, and the proxy asks both.
    for _ in 0..12 {
        assert!(visitor.json(site.proxy, "/session").await["viewer"].is_object());
    }
    for server in [0, 1] {
        assert!(site.answered(server, "/api/v1/session") >= 4, "server {server} was hardly asked");
    }

    // Whichever wrote, whoever listens hears it, wherever.
    let mut streams = Vec::new();
    for at in [one, two, site.proxy] {
        let mut stream = visitor.get(at, "/cameras/events").await;
        assert_eq!(stream.headers()[header::CONTENT_TYPE], "text/event-stream");
        hears(&mut stream, ": listening").await;
        streams.push(stream);
    }
    let begun = Instant::now();
    let added =
        site.command(&["cameras", "add", "--account", Person::Demo.email(), "--name", "Hut", "--model", "C210"]);
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    for stream in &mut streams {
        hears(stream, "\"name\":\"Hut\"").await;
    }
    assert!(begun.elapsed() < 2 * SOON, "{:?}", begun.elapsed());

    // Ten wrong log-ins are allowed, not ten for each server; by the visitor's address, not by the proxy's.
    let guesser =
        Client::builder().local_address("127.0.0.9".parse::<std::net::IpAddr>().ok()).build().expect("a client");
    let mut answers = Vec::new();
    for _ in 0..12 {
        answers.push(log_in(&guesser, site.proxy, "wrong").await.status().as_u16());
    }
    assert_eq!(answers, [401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 429, 429]);
    assert_eq!(
        log_in(&Client::new(), site.proxy, PASSWORD).await.status(),
        StatusCode::OK,
        "nobody else is locked out"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_dies_costs_the_visitor_no_more_than_a_moment() {
    let site = Deployment::start();
    let page = &site.visitor(Size::Desk).await;
    arrive(page).await;
    let id = preview(page, CODE).await;
    redeem(page, &id).await;
    click(page, checkbox("Garage")).await;
    listens(&site, page).await;
    // The one that the page listens to.
    let dies = usize::from(site.answered(1, "/api/v1/cameras/events") > 0);
    site.kill(dies);
    let added =
        site.command(&["cameras", "add", "--account", Person::Demo.email(), "--name", "Hut", "--model", "C210"]);
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    check::shows(page, checkbox("Hut")).await;
    check::checked(page, checkbox("Garage"), true).await;
    cameras_are_there(page, &id).await;
    click(page, button("Save cameras")).await;
    receipt_is_there(page, &id).await;
    // The browser notes that the stream broke. Nothing else was noticed.
    check::quiet_console(page.browser(), &[Expected::failure("/cameras/events", "ERR_")]).await;
    page.driver.clone().quit().await.expect("quits");
}

/// Waits until one of the servers has the page's stream.
async fn listens(site: &Deployment, page: &Page) {
    crate::wait::until(page, "a stream", async || {
        let open: usize = [0, 1].iter().map(|server| site.answered(*server, "/api/v1/cameras/events")).sum();
        Ok(if open > 0 { Ok(()) } else { Err("nobody listens".to_owned()) })
    })
    .await;
}
