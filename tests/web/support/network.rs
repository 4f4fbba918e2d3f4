//! The server, as the page knows it: `window.fetch` answers from a table of the test's and keeps what it was asked.
//!
//! The page's own client and gloo-net run as they are; only the browser's function beneath them is another.

use super::answer::{Answer, Content};
use js_sys::{Function, Promise, Reflect, TypeError};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use tapo_care_wire::PAGE_BUILD;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Headers, Request, Response, ResponseInit};

/// Where the API is. What is asked elsewhere is none of the page's calls.
const API: &str = "/api/v1";

/// The id that the server gives every request.
pub(crate) const REQUEST_ID: &str = "req-2f9c";

/// What the page sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    /// The method.
    pub(crate) method: String,
    /// The path within the API, with its query.
    pub(crate) path: String,
    /// The header `If-Match`.
    pub(crate) if_match: Option<String>,
    /// The header `Content-Type`.
    pub(crate) content_type: Option<String>,
    /// The body; null without one.
    pub(crate) body: Value,
}

#[derive(Default)]
struct Network {
    answers: HashMap<(String, String), VecDeque<Answer>>,
    fallbacks: HashMap<(String, String), Answer>,
    requests: Vec<Rc<RefCell<Asked>>>,
    unexpected: Vec<String>,
}

thread_local! {
    static NETWORK: RefCell<Network> = RefCell::default();
}

/// Adds an answer. Those for one call are given in order; the last is given again and again.
pub(crate) fn answer(method: &str, path: &str, answer: Answer) {
    let call = (method.to_owned(), path.to_owned());
    NETWORK.with_borrow_mut(|network| network.answers.entry(call).or_default().push_back(answer));
}

/// What is answered to a call where the test has nothing else to say.
pub(super) fn fall_back(method: &str, path: &str, answer: Answer) {
    let call = (method.to_owned(), path.to_owned());
    NETWORK.with_borrow_mut(|network| network.fallbacks.insert(call, answer));
}

/// Forgets the answers for a call, to give others from now on.
pub(crate) fn forget(method: &str, path: &str) {
    let call = (method.to_owned(), path.to_owned());
    NETWORK.with_borrow_mut(|network| network.answers.remove(&call));
}

/// All that was asked, in order.
pub(crate) fn requests() -> Vec<Asked> {
    NETWORK.with_borrow(|network| network.requests.iter().map(|asked| asked.borrow().clone()).collect())
}

/// What was asked by one call.
pub(crate) fn sent(method: &str, path: &str) -> Vec<Asked> {
    requests().into_iter().filter(|asked| asked.method == method && asked.path == path).collect()
}

/// What was asked and has no answer in the table.
pub(super) fn unexpected() -> Vec<String> {
    NETWORK.with_borrow(|network| network.unexpected.clone())
}

/// Starts afresh.
pub(super) fn reset() {
    NETWORK.set(Network::default());
}

/// Puts itself in the place of the browser's `fetch`. Once for all tests.
pub(super) fn install() {
    let window = web_sys::window().expect("a window");
    let original: Function =
        Reflect::get(&window, &"fetch".into()).and_then(JsCast::dyn_into).expect("the browser's fetch");
    let closure = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(move |input: JsValue, init: JsValue| {
        let path = input.dyn_ref::<Request>().and_then(api_path);
        match (input.dyn_into::<Request>(), path) {
            (Ok(request), Some(path)) => respond(&request, path),
            (Ok(request), None) => match super::words::answer(&request) {
                Some(answer) => future_to_promise(async move { answer.map(JsValue::from) }),
                // The test runner's own.
                None => pass_on(&original, &request, &init),
            },
            (Err(input), _) => pass_on(&original, &input, &init),
        }
    });
    Reflect::set(&window, &"fetch".into(), &closure.into_js_value()).expect("fetch can be replaced");
}

fn pass_on(original: &Function, input: &JsValue, init: &JsValue) -> Promise {
    original.call2(&JsValue::UNDEFINED, input, init).expect("fetch is called").unchecked_into()
}

/// The path within the API and the query, if it is one of the API's on this origin.
fn api_path(request: &Request) -> Option<String> {
    let url = web_sys::Url::new(&request.url()).ok()?;
    let path = url.pathname().strip_prefix(API)?.to_owned();
    Some(path + &url.search())
}

fn respond(request: &Request, path: String) -> Promise {
    let method = request.method();
    let header = |name: &str| request.headers().get(name).ok().flatten();
    let asked = Rc::new(RefCell::new(Asked {
        method: method.clone(),
        path: path.clone(),
        if_match: header("If-Match"),
        content_type: header("Content-Type"),
        body: Value::Null,
    }));
    let answer = NETWORK.with_borrow_mut(|network| {
        network.requests.push(asked.clone());
        let call = (method.clone(), path.clone());
        let queue = network.answers.get_mut(&call);
        let answer = queue.and_then(|queue| if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() });
        let answer = answer.or_else(|| network.fallbacks.get(&call).cloned());
        if answer.is_none() {
            network.unexpected.push([&method, " ", &path].concat());
        }
        answer
    });
    let body = request.text().expect("a body is read once");
    let aborted = aborted(request);
    future_to_promise(async move {
        let text = JsFuture::from(body).await?.as_string().unwrap_or_default();
        asked.borrow_mut().body = serde_json::from_str(&text).unwrap_or(Value::Null);
        let Some(answer) = answer else { return Err(network_error()) };
        if let Some(gate) = &answer.gate {
            JsFuture::from(Promise::race(&js_sys::Array::of2(&gate.opened, &aborted))).await?;
        }
        match answer.content {
            Content::Lost => Err(network_error()),
            Content::Nothing { status } => {
                let init = ResponseInit::new();
                init.set_status(status);
                Response::new_with_opt_str_and_init(None, &init).map(JsValue::from)
            }
            Content::Text { status, content_type, text } => {
                let headers = Headers::new()?;
                headers.set("Content-Type", content_type)?;
                if let Some(build) = answer.page_build {
                    headers.set(PAGE_BUILD, build)?;
                }
                headers.set("X-Request-Id", REQUEST_ID)?;
                let init = ResponseInit::new();
                init.set_status(status);
                init.set_headers(&headers);
                Response::new_with_opt_str_and_init(Some(&text), &init).map(JsValue::from)
            }
        }
    })
}

/// How `fetch` fails when there is no network.
fn network_error() -> JsValue {
    TypeError::new("Failed to fetch").into()
}

/// A promise that is rejected when the page gives the request up, with the reason that `fetch` gives then.
fn aborted(request: &Request) -> Promise {
    let signal = request.signal();
    Promise::new(&mut |_, reject| {
        let reason = signal.clone();
        let give_up = Closure::once_into_js(move || reject.call1(&JsValue::UNDEFINED, &reason.reason()));
        let listening = signal.add_event_listener_with_callback("abort", give_up.unchecked_ref());
        listening.expect("a signal can be listened to");
    })
}
