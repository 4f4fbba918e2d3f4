//! Tests of the harness itself: journeys can be no better than it is.

use super::browser::{Browser, Manner, Needed, Session, Size, is_skipped};
use super::page::Page;
use super::proxy::{Fate, Proxy};
use crate::check::quiet_console;
use crate::find::{alert, button, checkbox, definition, group, heading, link, region, textbox};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One of everything that journeys look for, named in every way that a page may.
const SAMPLE: &str = r##"<!doctype html><title>Sample</title><body>
<a href="#main">Skip to main content</a>
<h1 id="top">The <em>one</em> heading</h1>
<div role="alert"><h2>There is a problem</h2><a href="#code">Enter a code</a></div>
<form><label for="code">Redemption Code</label><input id="code"><label>Password <input type="password"></label>
<fieldset><legend>Select your cameras</legend>
<label><input type="checkbox"> Front door</label><input type="checkbox" aria-labelledby="g"><span id="g">Garden</span></fieldset>
<button><span aria-hidden="true">→</span> Confirm</button><button aria-label="Close">x</button><button hidden>Gone</button></form>
<section aria-labelledby="plan"><h2 id="plan">Premium, <span>2 cameras</span></h2><a href="/s">See it</a></section>
<dl><dt>Valid for</dt><dd>12 months</dd></dl>"##;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_are_those_that_the_browser_computes() {
    let page = sample().await;
    let all = [
        (link("Skip to main content"), "link", "Skip to main content"),
        (heading("The one heading"), "heading", "The one heading"),
        (link("Enter a code").within(alert()), "link", "Enter a code"),
        (textbox("Redemption Code"), "textbox", "Redemption Code"),
        (group("Select your cameras"), "group", "Select your cameras"),
        (checkbox("Front door"), "checkbox", "Front door"),
        (checkbox("Garden").within(group("Select your cameras")), "checkbox", "Garden"),
        (button("Confirm"), "button", "Confirm"),
        (button("Close"), "button", "Close"),
        (region("Premium, 2 cameras"), "region", "Premium, 2 cameras"),
    ];
    for (target, role, name) in all {
        let element = target.one(&page).await.expect("looks").unwrap_or_else(|instead| panic!("{target}: {instead}"));
        let computed = computed(&page, &element.element_id().to_string()).await;
        assert_eq!(computed, (role.to_owned(), name.to_owned()), "{target}");
    }
    // To most browsers a field for a password is a textbox. ARIA has no role for it, and Firefox gives it none.
    let password = textbox("Password").one(&page).await.expect("looks").expect("the password");
    assert_eq!(computed(&page, &password.element_id().to_string()).await.1, "Password");
    let months = definition("Valid for").one(&page).await.expect("looks").expect("the definition");
    assert_eq!(months.text().await.expect("reads"), "12 months");
    for nowhere in [button("Gone"), button("Confir"), checkbox("Front door").within(alert()), heading("See it")] {
        assert!(nowhere.all(&page).await.expect("looks").is_empty(), "{nowhere}");
    }
    page.driver.quit().await.expect("quits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_browsers_complain_about_is_heard() {
    if is_skipped("what_browsers_complain_about_is_heard", Needed::Console) {
        return;
    }
    let page = sample().await;
    let mut complains = vec![
        "<script>console.error('no')</script>",
        "<script>throw new Error('no')</script>",
        "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\"><script>1</script>",
    ];
    if Browser::of_this_run() == Browser::Chromium {
        // Others take what can't be had for the page's matter.
        complains.push("<img src='http://127.0.0.1:9/'>");
    }
    for html in complains {
        page.driver.goto(format!("data:text/html,{html}")).await.expect("opens the page");
        let heard = AssertUnwindSafe(quiet_console(page.browser(), &[])).catch_unwind().await;
        assert!(heard.is_err(), "nothing was heard of {html}");
    }
    page.driver.goto("data:text/html,<script>console.log('fine')</script>").await.expect("opens the page");
    quiet_console(page.browser(), &[]).await;
    page.driver.quit().await.expect("quits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_proxy_passes_counts_cuts_and_holds() {
    let (server, mut requests) = echo_server().await;
    let proxy = Proxy::start(server).await;

    assert_eq!(ask(&proxy, "POST /a/confirmation", "one").await, "HTTP/1.1 200 OK\r\n\r\none");
    assert_eq!(requests.recv().await.as_deref(), Some("one"));

    let mut cut = proxy.next("POST", "/confirmation", Fate::CutAnswer);
    assert_eq!(ask(&proxy, "POST /a/confirmation", "two").await, "");
    cut.arrived().await;
    assert_eq!(requests.recv().await.as_deref(), Some("two"), "the server has heard of it");
    assert_eq!(ask(&proxy, "POST /a/confirmation", "two again").await, "", "the cut is in force until it is healed");
    assert_eq!(requests.recv().await.as_deref(), Some("two again"));
    cut.release();

    let mut cut = proxy.next("POST", "/confirmation", Fate::CutBeforeServer);
    assert_eq!(ask(&proxy, "POST /a/confirmation", "three").await, "");
    cut.arrived().await;
    assert!(requests.try_recv().is_err(), "the server has not heard of it");
    cut.release();

    let mut held = proxy.next("POST", "/confirmation", Fate::HoldRequest);
    let (answer, ()) = tokio::join!(ask(&proxy, "POST /a/confirmation", "four"), async {
        held.arrived().await;
        assert!(requests.try_recv().is_err(), "the server has not heard of it yet");
        held.release();
    });
    assert_eq!(answer, "HTTP/1.1 200 OK\r\n\r\nfour");
    assert_eq!(requests.recv().await.as_deref(), Some("four"));

    let mut held = proxy.next("POST", "/confirmation", Fate::HoldAnswer);
    let (answer, ()) = tokio::join!(ask(&proxy, "POST /a/confirmation", "five"), async {
        held.arrived().await;
        assert_eq!(requests.recv().await.as_deref(), Some("five"));
        held.release();
    });
    assert_eq!(answer, "HTTP/1.1 200 OK\r\n\r\nfive");

    assert_eq!(ask(&proxy, "GET /b", "").await, "HTTP/1.1 200 OK\r\n\r\n", "others pass");
    assert_eq!(proxy.count("POST", "/confirmation"), 6);
}

async fn sample() -> Page {
    let session = Session::open(Manner::usual(Size::Desk)).await;
    let page = Page::first(Arc::new(session), String::new()).await;
    page.driver.goto("about:blank").await.expect("opens an empty page");
    page.run("document.write(arguments[0]); document.close()", vec![SAMPLE.into()]).await.expect("writes the page");
    page
}

/// Role and name as the browser computes them.
async fn computed(page: &Page, element: &str) -> (String, String) {
    let base = page.driver.handle().server_url().join("session/").expect("an address");
    let client = reqwest::Client::new();
    let mut values = [String::new(), String::new()];
    for (what, value) in ["computedrole", "computedlabel"].iter().zip(&mut values) {
        let url = format!("{base}{}/element/{element}/{what}", page.driver.session_id());
        let answer = client.get(url).send().await.expect("the driver answers");
        let body: serde_json::Value = answer.json().await.expect("JSON");
        *value = body["value"].as_str().unwrap_or_default().to_owned();
    }
    let [role, label] = values.map(|value| value.trim().to_owned());
    (role, label)
}

/// Answers every request with its body, and tells the bodies in the order in which they came.
async fn echo_server() -> (std::net::SocketAddr, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its port");
    let (heard, requests) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut request = Vec::new();
            // The head says how long the body is; the tests send both at once.
            let body = loop {
                client.read_buf(&mut request).await.expect("reads");
                let text = String::from_utf8_lossy(&request).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse().ok());
                if body.len() == length.unwrap_or(0) {
                    break body.to_owned();
                }
            };
            heard.send(body.clone()).expect("the test listens");
            client.write_all(format!("HTTP/1.1 200 OK\r\n\r\n{body}").as_bytes()).await.expect("answers");
        }
    });
    (address, requests)
}

/// Sends a request through the proxy; all that comes back.
async fn ask(proxy: &Proxy, line: &str, body: &str) -> String {
    let mut connection = TcpStream::connect(proxy.address()).await.expect("connects");
    let length = body.len();
    let request = format!("{line} HTTP/1.1\r\nContent-Length: {length}\r\nConnection: keep-alive\r\n\r\n{body}");
    connection.write_all(request.as_bytes()).await.expect("sends");
    let mut answer = String::new();
    // A reset connection is as good as a closed one: nothing came.
    let _ = connection.read_to_string(&mut answer).await;
    answer
}
