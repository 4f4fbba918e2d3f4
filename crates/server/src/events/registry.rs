//! Which streams there are, whose they are, and how many may be.

use std::collections::BTreeMap;
use tapo_care_wire::AccountId;
use tokio::sync::watch;

/// What a stream is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Look whether there is something new.
    Look,
    /// Say why, and end.
    End(End),
}

/// Why a stream ends for good, so that its client does not come back by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The session is over.
    Session,
    /// The account has opened too many others since.
    Replaced,
}

/// The streams, the oldest first.
pub(super) struct Registry {
    streams: BTreeMap<u64, Entry>,
    next: u64,
    overall: usize,
    per_account: usize,
    closed: bool,
}

struct Entry {
    account: AccountId,
    session: String,
    signals: watch::Sender<Signal>,
}

impl Registry {
    pub(super) fn new(overall: usize, per_account: usize) -> Self {
        Self { streams: BTreeMap::new(), next: 0, overall, per_account, closed: false }
    }

    /// Adds a stream. None when there are too many, or the server is ending.
    pub(super) fn add(&mut self, account: &AccountId, session: &str) -> Option<(u64, watch::Receiver<Signal>)> {
        if self.closed {
            return None;
        }
        let own = self.streams.iter().filter(|(_, entry)| entry.account == *account).map(|(number, _)| *number);
        let own: Vec<u64> = own.collect();
        if own.len() >= self.per_account
            && let Some(oldest) = own.first()
        {
            self.end(*oldest, End::Replaced);
        }
        if self.streams.len() >= self.overall {
            return None;
        }
        let number = self.next;
        self.next += 1;
        let (signals, hears) = watch::channel(Signal::Look);
        self.streams.insert(number, Entry { account: account.clone(), session: session.to_owned(), signals });
        Some((number, hears))
    }

    /// The streams of an account look again, or all.
    pub(super) fn look(&self, account: Option<&AccountId>) {
        let concerned = |entry: &&Entry| account.is_none_or(|account| entry.account == *account);
        for entry in self.streams.values().filter(concerned) {
            // Whoever does not hear it has gone.
            let _gone = entry.signals.send(Signal::Look);
        }
    }

    /// The streams of a session end.
    pub(super) fn end_session(&mut self, session: &str) {
        let its = self.streams.iter().filter(|(_, entry)| entry.session == session).map(|(number, _)| *number);
        for number in its.collect::<Vec<_>>() {
            self.end(number, End::Session);
        }
    }

    /// All streams end, and no other comes.
    pub(super) fn close(&mut self) {
        self.closed = true;
        // Without a word: their clients come back, to the next server.
        self.streams.clear();
    }

    /// Gives a place back.
    pub(super) fn remove(&mut self, number: u64) {
        self.streams.remove(&number);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.streams.is_empty()
    }

    /// The place is free at once; the stream may need a moment to tell its client.
    fn end(&mut self, number: u64, why: End) {
        if let Some(entry) = self.streams.remove(&number) {
            let _gone = entry.signals.send(Signal::End(why));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str) -> AccountId {
        AccountId::new(name)
    }

    /// What a stream has been told since it was asked last; `None` when its place is gone and nothing more was said.
    fn told(hears: &mut watch::Receiver<Signal>) -> Result<Option<Signal>, ()> {
        let news = hears.has_changed();
        match news {
            Ok(true) => Ok(Some(*hears.borrow_and_update())),
            Ok(false) => Ok(None),
            // The sender is gone; its last word may not have been heard yet.
            Err(_) => match *hears.borrow_and_update() {
                Signal::Look => Err(()),
                end => Ok(Some(end)),
            },
        }
    }

    #[test]
    fn the_oldest_of_an_account_makes_room_for_the_newest() {
        let mut registry = Registry::new(10, 2);
        let (_, mut first) = registry.add(&account("a"), "s1").expect("room");
        let (_, mut second) = registry.add(&account("a"), "s2").expect("room");
        let (_, mut other) = registry.add(&account("b"), "s3").expect("room");
        let (_, mut third) = registry.add(&account("a"), "s4").expect("room");
        assert_eq!(told(&mut first), Ok(Some(Signal::End(End::Replaced))));
        assert_eq!([told(&mut second), told(&mut other), told(&mut third)], [Ok(None), Ok(None), Ok(None)]);
    }

    #[test]
    fn beyond_the_limit_nobody_comes_in_but_in_the_place_of_an_own_one() {
        let mut registry = Registry::new(2, 1);
        let (number, _first) = registry.add(&account("a"), "s1").expect("room");
        let (_, _second) = registry.add(&account("b"), "s2").expect("room");
        assert!(registry.add(&account("c"), "s3").is_none());
        assert!(registry.add(&account("b"), "s4").is_some(), "its own makes room");
        registry.remove(number);
        assert!(registry.add(&account("c"), "s3").is_some());
    }

    #[test]
    fn word_reaches_those_whom_it_concerns() {
        let mut registry = Registry::new(10, 2);
        let (_, mut mine) = registry.add(&account("a"), "s1").expect("room");
        let (_, mut other) = registry.add(&account("b"), "s2").expect("room");
        registry.look(Some(&account("a")));
        assert_eq!([told(&mut mine), told(&mut other)], [Ok(Some(Signal::Look)), Ok(None)]);
        registry.look(None);
        assert_eq!([told(&mut mine), told(&mut other)], [Ok(Some(Signal::Look)), Ok(Some(Signal::Look))]);
        registry.end_session("s2");
        assert_eq!([told(&mut mine), told(&mut other)], [Ok(None), Ok(Some(Signal::End(End::Session)))]);
        registry.close();
        assert_eq!(told(&mut mine), Err(()), "without a word");
        assert!(registry.is_empty() && registry.add(&account("a"), "s1").is_none());
    }
}
