//! What must be so. Each waits until it is, and says what is there instead when it never comes.

mod problem;

pub(crate) use problem::{ask_to_correct, problem};

use crate::find::{Target, definition, heading};
use crate::harness::{Page, Session};
use crate::wait::until;
use serde_json::json;
use thirtyfour::WebElement;
use thirtyfour::error::WebDriverResult;

/// Exactly one such thing is there.
pub(crate) async fn shows(page: &Page, target: Target) {
    until(page, &target, async || target.one(page).await).await;
}

/// No such thing is there any more.
pub(crate) async fn lacks(page: &Page, target: Target) {
    until(page, format!("{target} to be gone"), async || {
        let count = target.all(page).await?.len();
        Ok(if count == 0 { Ok(()) } else { Err(format!("{count} of them")) })
    })
    .await;
}

/// The page at this path is there: address, and the only `h1`.
pub(crate) async fn on_page(page: &Page, path: &str, title: &str) {
    path_is(page, path).await;
    shows(page, heading(title)).await;
    // In one look, since another page may just be taking the place of this one.
    until(page, format!("“{title}” to be the only h1 on {path}"), async || {
        let h1s: Vec<String> = page
            .run("return [...document.querySelectorAll('h1')].map((h1) => h1.innerText)", vec![])
            .await?
            .convert()?;
        Ok(if h1s == [title] { Ok(()) } else { Err(format!("{h1s:?}")) })
    })
    .await;
}

/// The address is this: path, query and fragment.
pub(crate) async fn path_is(page: &Page, path: &str) {
    until(page, format!("the address to be {path}"), async || equal(page.path().await?.as_str(), path)).await;
}

/// The path of the address is this, whatever its fragment.
pub(crate) async fn path_is_page(page: &Page, path: &str) {
    until(page, format!("the address to lead to {path}"), async || {
        equal(page.path().await?.split('#').next().unwrap_or_default(), path)
    })
    .await;
}

/// The text can be read somewhere on the page, in whatever case and spacing.
pub(crate) async fn says(page: &Page, words: &str) {
    until(page, format!("the words “{words}”"), async || contains(&page.text().await?, words)).await;
}

/// One of these texts can be read.
pub(crate) async fn says_one_of(page: &Page, choices: &[&str]) {
    until(page, format!("one of the words {choices:?}"), async || {
        let text = page.text().await?;
        Ok(if choices.iter().any(|words| holds(&text, words)) { Ok(()) } else { Err(String::new()) })
    })
    .await;
}

/// The text can't be read now.
pub(crate) async fn does_not_say(page: &Page, words: &str) {
    let text = page.text().await.expect("reads the page");
    assert!(!holds(&text, words), "the page must not say “{words}”, but it says: {text}");
}

/// What stands at a term of a description list holds these words.
pub(crate) async fn term(page: &Page, term: &str, words: &str) {
    part_says(page, definition(term), words).await;
}

/// A part of the page holds these words.
pub(crate) async fn part_says(page: &Page, target: Target, words: &str) {
    until(page, format!("{target} to say “{words}”"), async || match target.one(page).await? {
        Ok(element) => contains(&element.text().await?, words),
        Err(instead) => Ok(Err(instead)),
    })
    .await;
}

/// A term of a description list shows the day of this moment (RFC 3339, UTC), as British English writes it in one of its
/// lengths: the day without a leading zero, the month by name, the year.
pub(crate) async fn term_shows_day(page: &Page, term: &str, rfc3339: &str) {
    for words in day(rfc3339) {
        part_says(page, definition(term), &words).await;
    }
}

/// The page shows the day of this moment somewhere.
pub(crate) async fn says_day(page: &Page, rfc3339: &str) {
    let [day, month, year] = day(rfc3339);
    until(page, format!("the day {day} {month} {year}"), async || {
        let text = page.text().await?;
        let is_day = |words: &[&str]| words[0] == day && words[1].starts_with(&month) && words[2].starts_with(&year);
        let words: Vec<&str> = text.split(' ').collect();
        Ok(if words.windows(3).any(is_day) { Ok(()) } else { Err(String::new()) })
    })
    .await;
}

/// A field holds this text.
pub(crate) async fn value(page: &Page, target: Target, text: &str) {
    until(page, format!("{target} to hold “{text}”"), async || match target.one(page).await? {
        Ok(element) => equal(&element.prop("value").await?.unwrap_or_default(), text),
        Err(instead) => Ok(Err(instead)),
    })
    .await;
}

/// An attribute has this value.
pub(crate) async fn attribute(page: &Page, target: Target, name: &str, wanted: &str) {
    until(page, format!("{target} to have {name}={wanted}"), async || match target.one(page).await? {
        Ok(element) => equal(&element.attr(name).await?.unwrap_or_default(), wanted),
        Err(instead) => Ok(Err(instead)),
    })
    .await;
}

/// A checkbox is checked, or is not.
pub(crate) async fn checked(page: &Page, target: Target, wanted: bool) {
    until(page, format!("{target} to be checked: {wanted}"), async || match target.one(page).await? {
        Ok(element) => equal(&element.is_selected().await?.to_string(), &wanted.to_string()),
        Err(instead) => Ok(Err(instead)),
    })
    .await;
}

/// It has the focus.
pub(crate) async fn focused(page: &Page, target: Target) {
    until(page, format!("{target} to have the focus"), async || match target.one(page).await? {
        Ok(element) => equal(&describe_focus(page).await?, &describe(page, &element).await?),
        Err(instead) => Ok(Err(instead)),
    })
    .await;
}

/// The title of the document begins with this.
pub(crate) async fn title_begins(page: &Page, start: &str) {
    until(page, format!("the title to begin with “{start}”"), async || {
        let title = page.driver.title().await?;
        Ok(if title.starts_with(start) { Ok(()) } else { Err(title) })
    })
    .await;
}

/// Nothing has to be scrolled sideways.
pub(crate) async fn fits_its_width(page: &Page) {
    let script = "const root = document.documentElement;
        const wide = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
        return [root.scrollWidth, innerWidth, wide.map((e) => e.outerHTML.slice(0, 120))];";
    let (content, window, wide): (u32, u32, Vec<String>) =
        page.run(script, vec![]).await.expect("measures").convert().expect("numbers");
    let path = page.path().await.unwrap_or_default();
    assert!(content <= window, "{path} is {content} px wide in a window of {window}: {wide:#?}");
}

/// What has the focus shows it, by an outline or a shadow. Returns what it is.
pub(crate) async fn focus_can_be_seen(page: &Page) -> String {
    let script = "const e = document.activeElement; const seen = (e, part) => {
            const s = getComputedStyle(e, part);
            return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
        };
        if (!document.hasFocus()) focus();
        if (e === document.body) return true;
        const box = e.getBoundingClientRect();
        const inView = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
        return inView && (seen(e) || seen(e, '::after') || (e.parentElement !== null && e.matches('input') && seen(e.parentElement)));";
    // Behind the last link Firefox leads to its own controls. Without a screen it does not find back from there by itself.
    until(page, "a focus that can be seen", async || {
        let seen: bool = page.run(script, vec![]).await?.convert()?;
        let what = describe_focus(page).await?;
        Ok(if seen { Ok(what) } else { Err(format!("it can't be seen on {what}")) })
    })
    .await
}

/// Something that a browser will complain about, and may.
pub(crate) enum Expected {
    /// A failed request: parts of its address and of the reason.
    Failure(String, String),
    /// Anything with these words.
    Complaint(String),
}

impl Expected {
    /// A failed request.
    pub(crate) fn failure(address: &str, reason: &str) -> Self {
        Self::Failure(address.to_owned(), reason.to_owned())
    }

    fn is(&self, complaint: &str) -> bool {
        match self {
            Self::Failure(address, reason) => {
                complaint.contains("Failed to load resource")
                    && complaint.contains(address)
                    && complaint.contains(reason)
            }
            Self::Complaint(words) => complaint.contains(words),
        }
    }
}

/// The browser has nothing to complain about but what was expected.
pub(crate) async fn quiet_console(browser: &Session, expected: &[Expected]) {
    let mut complaints = browser.complaints().await.expect("asks the browser");
    complaints.retain(|complaint| !expected.iter().any(|expected| expected.is(complaint)));
    assert!(complaints.is_empty(), "the browser complains: {complaints:#?}");
}

/// Day, first three letters of the month, year.
fn day(rfc3339: &str) -> [String; 3] {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let number = |from: usize, to: usize| rfc3339[from..to].parse::<usize>().expect("RFC 3339");
    [number(8, 10).to_string(), MONTHS[number(5, 7) - 1].to_owned(), rfc3339[..4].to_owned()]
}

async fn describe_focus(page: &Page) -> WebDriverResult<String> {
    let focused = page.driver.active_element().await?;
    describe(page, &focused).await
}

async fn describe(page: &Page, element: &WebElement) -> WebDriverResult<String> {
    let html = "return arguments[0].outerHTML.slice(0, 200)";
    let html: String = page.run(html, vec![json!(element.to_json()?)]).await?.convert()?;
    Ok(format!("{html} ({})", element.element_id()))
}

fn holds(text: &str, words: &str) -> bool {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    flat(text).contains(&flat(words))
}

fn contains(text: &str, words: &str) -> WebDriverResult<Result<(), String>> {
    Ok(if holds(text, words) { Ok(()) } else { Err(text.to_owned()) })
}

fn equal(is: &str, wanted: &str) -> WebDriverResult<Result<(), String>> {
    Ok(if is == wanted { Ok(()) } else { Err(is.to_owned()) })
}
