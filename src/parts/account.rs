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
    /// The second step is due, and its code could not be mailed.
    CodeNotMailed,
}

/// The e-mail address of whoever is about to get into an account.
#[derive(Clone, Copy, Debug)]
pub struct AccountDraft {
    email: RwSignal<String>,
    mailed_to: StoredValue<Option<String>>,
    news: StoredValue<Option<News>>,
}

impl AccountDraft {
    /// Nothing known yet.
    pub fn new() -> Self {
        Self { email: RwSignal::new(String::new()), mailed_to: StoredValue::new(None), news: StoredValue::new(None) }
    }

    /// The address, for the field.
    pub const fn email(self) -> RwSignal<String> {
        self.email
    }

    /// A code was mailed to this address.
    pub fn mailed(self, to: String) {
        self.mailed_to.set_value(Some(to));
    }

    /// The address that a code was mailed to, if one was: then it need not be asked for again.
    pub fn mailed_to(self) -> Option<String> {
        self.mailed_to.get_value()
    }

    /// Tells the next view.
    pub fn tell(self, news: News) {
        self.news.set_value(Some(news));
    }

    /// What there is to say. Only once.
    pub fn take_news(self) -> Option<News> {
        self.news.try_update_value(Option::take).flatten()
    }

    /// Whether nothing is known, and there is nothing to tell.
    pub fn is_empty(self) -> bool {
        let mails = self.mailed_to.with_value(Option::is_some) || self.news.with_value(Option::is_some);
        !mails && self.email.with_untracked(String::is_empty)
    }

    /// Forgets it: the visitor left.
    pub fn forget(self) {
        self.email.set(String::new());
        self.mailed_to.set_value(None);
        self.news.set_value(None);
    }
}

impl Default for AccountDraft {
    fn default() -> Self {
        Self::new()
    }
}
