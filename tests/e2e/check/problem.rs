//! How a problem must be told: in the summary, in the title and at the field.

use crate::find::{Target, alert, heading};
use crate::harness::Page;
use crate::wait::until;
use serde::Deserialize;
use serde_json::json;

/// Looks at everything at once, so that the parts are of the same moment. Arguments: the alert, and the field or null.
const LOOK: &str = "const [alert, field] = arguments;
    const text = (id) => document.getElementById(id)?.textContent ?? '';
    const link = alert.querySelector('a[href^=\"#\"]');
    return {
        title: document.title,
        summary: alert.innerText,
        focused: document.activeElement === alert,
        aboveHeading: (alert.compareDocumentPosition(document.querySelector('h1')) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
        link: link?.innerText ?? '',
        linksToField: field !== null && link?.getAttribute('href') === '#' + field.id,
        invalid: field?.getAttribute('aria-invalid') ?? '',
        atField: (field?.getAttribute('aria-describedby') ?? '').split(' ').map(text).join(' '),
        value: field?.value ?? '',
    };";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    title: String,
    summary: String,
    focused: bool,
    above_heading: bool,
    link: String,
    links_to_field: bool,
    invalid: String,
    at_field: String,
    value: String,
}

/// A problem is told that no field is to blame for: a focused summary above the heading with all of these words, and the
/// title.
pub(crate) async fn problem(page: &Page, words: &[&str]) {
    told(page, None, words, |_| Ok(())).await;
}

/// A problem with what was typed is told: as in [`problem`], and the summary leads to the field, the same words stand at the
/// field, the field is marked, and what was typed is still there.
pub(crate) async fn ask_to_correct(page: &Page, field: Target, typed: &str, words: &[&str]) {
    told(page, Some(field), words, |told| {
        if !told.links_to_field {
            return Err("the summary's link does not lead to the field");
        }
        if told.link.trim().is_empty() || !flat(&told.at_field).contains(&flat(&told.link)) {
            return Err("the field's description does not hold the summary's words");
        }
        if told.invalid != "true" {
            return Err("the field is not marked as invalid");
        }
        if told.value != typed {
            return Err("what was typed is not there any more");
        }
        Ok(())
    })
    .await;
}

async fn told(page: &Page, field: Option<Target>, words: &[&str], more: impl Fn(&Told) -> Result<(), &'static str>) {
    let what = format!("a problem to be told with the words {words:?}");
    until(page, what, async || {
        let summary = match alert().one(page).await? {
            Ok(element) => element.to_json()?,
            Err(instead) => return Ok(Err(format!("{instead} with the role alert"))),
        };
        let at = match &field {
            None => json!(null),
            Some(field) => match field.one(page).await? {
                Ok(element) => element.to_json()?,
                Err(instead) => return Ok(Err(format!("{instead} for {field}"))),
            },
        };
        let told: Told = page.run(LOOK, vec![summary, at]).await?.convert()?;
        let titled = heading("There is a problem").within(alert()).one(page).await?.is_ok();
        let missing = words.iter().find(|words| !flat(&told.summary).contains(&flat(words)));
        let wrong = if let Some(missing) = missing {
            Err(format!("it does not say “{missing}”"))
        } else if !titled {
            Err("the summary is not titled “There is a problem”".to_owned())
        } else if !told.title.starts_with("Error: ") {
            Err("the title does not begin with “Error: ”".to_owned())
        } else if !told.focused {
            Err("the summary has not the focus".to_owned())
        } else if !told.above_heading {
            Err("the summary is not above the heading".to_owned())
        } else {
            more(&told).map_err(str::to_owned)
        };
        Ok(wrong.map_err(|wrong| format!("{wrong}: {told:?}")))
    })
    .await;
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
