//! Answers that are on their way to a view that is not built yet.
//!
//! Building a view takes a slow device longer than asking the server for what it shows. So whoever knows which view comes next
//! has its questions sent first.

use super::Failure;
use crate::browser;
use leptos::prelude::*;
use std::future::{Future, ready};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// What is asked for before it is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The account's subscriptions.
    Subscriptions,
    /// The redemptions that were begun and not finished.
    Unfinished,
}

/// The text of an answer, or why there is none.
type Answer = Pin<Box<dyn Future<Output = Result<String, Failure>>>>;

/// An answer that somebody will want.
struct Asked {
    what: Wanted,
    at: f64,
    answer: Answer,
}

/// Milliseconds for which an answer is new. The view that it was asked for takes it at once; what is left belongs to a view that
/// never came.
const NEW: f64 = 10_000.0;

/// The answers of one session that are on their way.
#[derive(Clone, Copy)]
pub(crate) struct Ahead(StoredValue<Vec<Asked>, LocalStorage>);

impl Ahead {
    /// Nothing asked yet.
    pub(crate) fn new() -> Self {
        Self(StoredValue::new_local(Vec::new()))
    }

    /// Asks at once, and not in a turn of its own, before which the next view might be built.
    pub(super) fn ask(self, what: Wanted, call: impl Future<Output = Result<String, Failure>> + 'static) {
        let mut answer: Answer = Box::pin(call);
        // Whoever takes it looks again, and is woken then.
        if let Poll::Ready(come) = answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            answer = Box::pin(ready(come));
        }
        self.0.update_value(|asked| asked.push(Asked { what, at: browser::clock(), answer }));
    }

    /// The answer, if it was asked for just now. Only once.
    pub(super) fn take(self, what: Wanted) -> Option<Answer> {
        let asked = self.0.try_update_value(|asked| {
            let place = asked.iter().position(|asked| asked.what == what)?;
            Some(asked.swap_remove(place))
        });
        let is_new = |asked: &Asked| browser::clock() - asked.at < NEW;
        asked.flatten().filter(is_new).map(|asked| asked.answer)
    }

    /// Forgets all: they are somebody else's.
    pub(crate) fn forget(self) {
        self.0.update_value(Vec::clear);
    }
}

impl std::fmt::Debug for Ahead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ahead")
    }
}
