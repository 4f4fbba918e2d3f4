//! Choosing the language: the choice that was kept in this browser, then the viewer's, then what the browser asks for.
//! One language at a time is loaded, and English is always there.

use crate::api::{Failure, Guest, LoggedIn};
use crate::browser;
use crate::say::{self, Language};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The language for whoever has not logged in. Known before the first view is built.
pub fn first_choice() -> &'static Language {
    let chosen = browser::chosen_language();
    let wanted = browser::languages();
    say::preferred(chosen.iter().chain(&wanted).map(String::as_str))
}

/// The words of a language; English needs none.
async fn words(language: &'static Language) -> Result<Option<String>, Failure> {
    match language.file {
        "" => Ok(None),
        file => Guest.words(file).await.map(Some),
    }
}

/// Speaks the language that is wanted first. Call before the first view is built; without its words it is built in English.
pub async fn begin() {
    let language = first_choice();
    if let Ok(content) = words(language).await {
        say::learn(language, content.as_deref());
    }
}

/// The language of the page, shared through Leptos' context: what the menu shows, and what can be wrong with it.
#[derive(Clone, Copy, Debug)]
pub struct LanguageChoice {
    asked: RwSignal<&'static str>,
    failed: RwSignal<bool>,
}

impl LanguageChoice {
    /// The page speaks what it speaks.
    pub fn new() -> Self {
        Self { asked: RwSignal::new(untrack(say::spoken).tag), failed: RwSignal::new(false) }
    }

    /// The tag of the language that was asked for last; tracked.
    pub fn tag(self) -> &'static str {
        self.asked.get()
    }

    /// Whether its words could not be had; tracked.
    pub fn has_failed(self) -> bool {
        self.failed.get()
    }

    /// The visitor chose. It is kept in this browser, and told the server, if somebody is logged in, for the next browser.
    pub fn choose(self, tag: &str, api: Option<LoggedIn>) {
        let Some(language) = say::by_tag(tag) else { return };
        self.change(language, move || {
            browser::keep_language(language.tag);
            if let Some(api) = api {
                // A preference for other browsers: here it is kept whether or not the server has heard of it.
                spawn_local(async move { drop(api.prefer(language.tag).await) });
            }
        });
    }

    /// Somebody logged in who prefers a language. A choice that was made in this browser goes before it.
    pub fn viewer_prefers(self, tag: &str) {
        if browser::chosen_language().is_none() {
            self.change(say::preferred([tag]), || ());
        }
    }

    fn change(self, language: &'static Language, then: impl FnOnce() + 'static) {
        self.asked.set(language.tag);
        self.failed.set(false);
        spawn_local(async move {
            let content = words(language).await;
            // Whoever chooses again meanwhile gets the last choice: an answer that comes late is not heeded.
            if self.asked.try_get_untracked() != Some(language.tag) {
                return;
            }
            if content.is_ok_and(|content| say::learn(language, content.as_deref())) {
                then();
            } else {
                self.asked.set(say::spoken().tag);
                self.failed.set(true);
            }
        });
    }
}

impl Default for LanguageChoice {
    fn default() -> Self {
        Self::new()
    }
}
