//! The page is kept for the next visit (`public/worker.js`).

use super::build::own;
use crate::route::BASE;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The cache's name, which the worker and `start.js` know too.
const KEPT: &str = "page";

/// Has the browser keep the page as it was loaded, to show it at the next visit without asking the network first. Does nothing with a
/// page that was built for development, and in browsers that would have to start the worker to look for it.
pub async fn keep_page() {
    // What can't be kept is asked for.
    let _ = keep().await;
}

async fn keep() -> Option<()> {
    let build = own()?;
    let window = JsValue::from(super::window()?);
    // Browsers that look by rules say when they did.
    let timing = get(&get(&window, "PerformanceResourceTiming")?, "prototype")?;
    Reflect::has(&timing, &"workerRouterEvaluationStart".into()).ok().filter(|has| *has)?;
    let workers = get(&get(&window, "navigator")?, "serviceWorker")?;
    let asked: Promise = call(&workers, "register", &[BASE, "/worker.js"].concat().into())?.dyn_into().ok()?;
    let registration = JsFuture::from(asked).await.ok()?;
    let worker = get(&registration, "active").or_else(|| get(&registration, "installing"))?;
    call(&worker, "postMessage", &build.into()).map(drop)
}

/// Removes what was kept. The next visit asks the network.
pub fn forget_page() {
    // What is not there needs no removing; the promise is nobody's.
    let _ = super::window().and_then(|window| call(&get(&window, "caches")?, "delete", &KEPT.into()));
}

/// A member that is there.
fn get(object: &JsValue, member: &str) -> Option<JsValue> {
    Reflect::get(object, &member.into()).ok().filter(|value| value.is_object() || value.is_function())
}

fn call(object: &JsValue, method: &str, argument: &JsValue) -> Option<JsValue> {
    get(object, method)?.dyn_into::<Function>().ok()?.call1(object, argument).ok()
}
