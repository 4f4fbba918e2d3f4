//! The last call that failed, for who asks support about it. In memory, and nothing of what was sent: neither address nor body.

use super::Failure;
use crate::browser;
use crate::support::Trouble;
use std::cell::RefCell;

thread_local! {
    // One for the page: calls are made where no context can be asked for.
    static LAST: RefCell<Option<Trouble>> = const { RefCell::new(None) };
}

/// The last call that failed, if one did.
pub fn last_trouble() -> Option<Trouble> {
    LAST.with_borrow(Clone::clone)
}

/// Forgets it: the visitor left.
pub fn forget_trouble() {
    LAST.set(None);
}

/// Keeps how a call failed.
pub(super) fn keep(failure: &Failure, status: Option<u16>, request: Option<String>) {
    let what = match failure.code() {
        Some(code) => code.name(),
        None if status.is_some() => "not an answer of this server",
        None => "no answer",
    };
    LAST.set(Some(Trouble { what, status, request, at: browser::now().as_str().to_owned() }));
}
