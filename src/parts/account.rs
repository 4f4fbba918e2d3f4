//! What the views for getting into an account remember for one another: the e-mail address, and what was just done. In memory
//! only, so that nothing is left in a browser that others use; after a reload the views ask for the address again.

use leptos::prelude::*;

/// What the next view says first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// The address is verified: log in.
    Verified,
    /// The password was changed: log in with the new one.
    PasswordChanged,
    /// The address must be verified before the log-in; a code was mailed.
    VerifyFirst,
}

/// The e-mail address of whoever is about to get into an account.
#[derive(Clone, Copy, Debug)]
pub struct AccountDraft {
    email: RwSignal<String>,
    news: StoredValue<Option<News>>,
}

impl AccountDraft {
    /// Nothing known yet.
    pub fn new() -> Self {
        Self { email: RwSignal::new(String::new()), news: StoredValue::new(None) }
    }

    /// The address, for the field.
    pub const fn email(self) -> RwSignal<String> {
        self.email
    }

    /// The address without spaces around it, if there is one; not tracked.
    pub fn known_email(self) -> Option<String> {
        let email = self.email.get_untracked().trim().to_owned();
        (!email.is_empty()).then_some(email)
    }

    /// Tells the next view.
    pub fn tell(self, news: News) {
        self.news.set_value(Some(news));
    }

    /// What there is to say. Only once.
    pub fn take_news(self) -> Option<News> {
        self.news.try_update_value(Option::take).flatten()
    }

    /// Forgets it: the visitor left.
    pub fn forget(self) {
        self.email.set(String::new());
        self.news.set_value(None);
    }
}

impl Default for AccountDraft {
    fn default() -> Self {
        Self::new()
    }
}
