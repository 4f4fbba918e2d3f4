//! Finding things as people do: by role and accessible name. `find.js` does the looking.

use crate::harness::Page;
use serde_json::json;
use std::fmt;
use thirtyfour::WebElement;
use thirtyfour::error::WebDriverResult;

/// Something on a page, described by what it is and what it is called; perhaps only within another thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    role: &'static str,
    name: Option<String>,
    within: Option<Box<Target>>,
}

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident),* $(,)?) => {$(
        $(#[$doc])*
        pub(crate) fn $role(name: &str) -> Target {
            Target { role: stringify!($role), name: Some(name.to_owned()), within: None }
        }
    )*};
}

roles! {
    /// A heading of any level.
    heading,
    /// A link.
    link,
    /// A button.
    button,
    /// A field for text, a password's too.
    textbox,
    /// A checkbox.
    checkbox,
    /// One of a few to choose from.
    radio,
    /// A picture with a name.
    img,
    /// A choice among many.
    combobox,
    /// A group of controls.
    group,
    /// A named part of the page.
    region,
    /// A dialog that is open.
    dialog,
    /// What belongs to a term of a description list.
    definition,
    /// How far something is that takes a while.
    progressbar,
}

/// The error summary.
pub(crate) fn alert() -> Target {
    Target { role: "alert", name: None, within: None }
}

/// A table.
pub(crate) fn table() -> Target {
    Target { role: "table", name: None, within: None }
}

impl Target {
    /// The same, but only inside another thing.
    pub(crate) fn within(mut self, outer: Target) -> Self {
        self.within = Some(Box::new(outer));
        self
    }

    /// All such things that can be perceived now.
    pub(crate) async fn all(&self, page: &Page) -> WebDriverResult<Vec<WebElement>> {
        // Outermost first, as the script narrows down.
        let mut steps = vec![json!([self.role, self.name])];
        let mut outer = &self.within;
        while let Some(target) = outer {
            steps.insert(0, json!([target.role, target.name]));
            outer = &target.within;
        }
        page.run(include_str!("find.js"), vec![json!(steps)]).await?.elements()
    }

    /// The one such thing, or what is there instead.
    pub(crate) async fn one(&self, page: &Page) -> WebDriverResult<Result<WebElement, String>> {
        let mut found = self.all(page).await?;
        Ok(match (found.pop(), found.len()) {
            (Some(one), 0) => Ok(one),
            (_, others) if others > 0 => Err(format!("{} of them", others + 1)),
            _ => Err("none".to_owned()),
        })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {}", self.role)?;
        if let Some(name) = &self.name {
            write!(f, " “{name}”")?;
        }
        if let Some(outer) = &self.within {
            write!(f, " in {outer}")?;
        }
        Ok(())
    }
}
