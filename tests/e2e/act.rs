//! What visitors do. Each waits until it can be done.

use crate::find::Target;
use crate::harness::Page;
use crate::wait::until;
use serde_json::json;
use thirtyfour::{Key, TypingData};

/// How many times Tab is pressed in search of something before it counts as out of reach.
const TABS: usize = 60;

/// The next element that the app makes can't be made, and Rust panics. The one after that can.
const BREAK: &str = "const whole = [[Document, 'createElement'], [Node, 'cloneNode']].map(
        ([kind, name]) => [kind, name, kind.prototype[name]]);
    for (const [kind, name] of whole) {
        kind.prototype[name] = () => {
            for (const [kind, name, real] of whole) kind.prototype[name] = real;
            throw new Error('broken by the journey');
        };
    }";

/// Opens an address of the site by typing it: a new load of the page.
pub(crate) async fn open(page: &Page, path: &str) {
    // From an empty page, since an address that differs by its fragment only would not load anything.
    page.driver.goto("about:blank").await.expect("opens an empty page");
    page.driver.goto(format!("{}{path}", page.origin)).await.unwrap_or_else(|error| panic!("{path}: {error}"));
    app_runs(page).await;
}

/// Opens an address without waiting for the program, as impatient visitors do.
pub(crate) async fn open_at_once(page: &Page, path: &str) {
    page.driver.goto(format!("{}{path}", page.origin)).await.unwrap_or_else(|error| panic!("{path}: {error}"));
}

/// Runs a script in every page that is opened from now on, before anything of its own. In Chromium only.
pub(crate) async fn prepare_pages(page: &Page, script: &str) {
    let source = json!({ "source": script });
    page.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", source).await.expect("takes the script");
}

/// Waits until the app has taken the place of the view that was prepared: a person does not notice, but WebDriver loses the
/// elements that it holds.
pub(crate) async fn app_runs(page: &Page) {
    until(page, "the app to run", async || {
        let script = "return document.readyState !== 'loading' && document.getElementById('boot') === null";
        let runs: bool = page.run(script, vec![]).await?.convert()?;
        Ok(if runs { Ok(()) } else { Err("the prepared view is still there".to_owned()) })
    })
    .await;
}

/// Breaks the program: it stops as soon as it makes anything.
pub(crate) async fn break_the_program(page: &Page) {
    page.run(BREAK, vec![]).await.expect("breaks the browser");
}

/// Reloads the page.
pub(crate) async fn reload(page: &Page) {
    page.driver.refresh().await.expect("reloads");
    app_runs(page).await;
}

/// Goes back in the tab's history.
pub(crate) async fn back(page: &Page) {
    page.driver.back().await.expect("goes back");
}

/// Goes forward in the tab's history.
pub(crate) async fn forward(page: &Page) {
    page.driver.forward().await.expect("goes forward");
}

/// Clicks.
pub(crate) async fn click(page: &Page, target: Target) {
    until(page, format!("{target} to click"), async || {
        let element = match target.one(page).await? {
            Ok(element) => element,
            Err(instead) => return Ok(Err(instead)),
        };
        element.scroll_into_view().await?;
        element.click().await.map(Ok)
    })
    .await;
}

/// Clicks twice, as fast as a double click is.
pub(crate) async fn double_click(page: &Page, target: Target) {
    let element = until(page, format!("{target} to double-click"), async || target.one(page).await).await;
    element.scroll_into_view().await.expect("scrolls");
    page.driver.action_chain().double_click_element(&element).perform().await.expect("double-clicks");
}

/// Replaces what is in a field.
pub(crate) async fn fill(page: &Page, target: Target, text: &str) {
    let element = until(page, format!("{target} to fill"), async || target.one(page).await).await;
    element.click().await.expect("clicks into the field");
    // By keys, as people do: WebDriver's own "clear" makes other events than they do.
    element.send_keys(Key::Control + "a").await.expect("selects all");
    // A line is ended by a key, too: WebKit's driver leaves the character out.
    let text = text.replace('\n', &Key::Enter.value().to_string());
    let keys = if text.is_empty() { TypingData::from(Key::Delete) } else { TypingData::from(text.as_str()) };
    element.send_keys(keys).await.expect("types");
}

/// Chooses from a list by typing the beginning of a name, as people do with the keyboard.
pub(crate) async fn choose(page: &Page, target: Target, name: &str) {
    let element = until(page, format!("{target} to choose from"), async || target.one(page).await).await;
    element.send_keys(name).await.expect("types");
}

/// Types or presses keys wherever the focus is.
pub(crate) async fn press(page: &Page, keys: impl Into<TypingData>) {
    page.driver.action_chain().send_keys(keys).perform().await.expect("presses keys");
}

/// Presses Tab until something has the focus, and checks at each stop that the focus can be seen.
///
/// # Panics
/// When it is not reached.
pub(crate) async fn tab_to(page: &Page, target: Target) {
    until(page, format!("{target} to be there"), async || target.one(page).await).await;
    let mut stops = Vec::new();
    for _ in 0..TABS {
        let wanted = target.one(page).await.ok().and_then(Result::ok).map(|element| element.element_id());
        let focused = page.driver.active_element().await.expect("something has the focus");
        if Some(focused.element_id()) == wanted {
            return;
        }
        page.driver.action_chain().send_keys(Key::Tab).perform().await.expect("presses Tab");
        stops.push(crate::check::focus_can_be_seen(page).await);
    }
    panic!("Tab does not lead to {target}; it led to {stops:?}");
}
