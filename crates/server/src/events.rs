//! Who looks at cameras in this process, and the one place where they hear that there is something new.
//!
//! A look costs a read, and is worth it only when something changed: so each stream waits here until its account is named.
//! Word comes from the database, whichever process wrote, and only while somebody looks; from this process at once.

mod registry;

pub(crate) use registry::{End, Signal};

use crate::store::{Heard, Store, StoreError};
use registry::Registry;
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tapo_care_wire::AccountId;
use tokio::{sync::watch, task::AbortHandle};

/// How long to wait before asking the database again that was away.
const REST: Duration = Duration::from_secs(2);

/// How many streams there may be, and how they are kept.
#[derive(Clone, Debug)]
pub struct StreamPolicy {
    /// In this process at the most.
    pub overall: usize,
    /// Of an account at the most. A browser has one for each tab that shows the cameras.
    pub per_account: usize,
    /// How often each makes sure that its session still lasts, and that no word was lost.
    pub look_again: Duration,
    /// After so long without an event a comment is sent, so that nobody on the way thinks the connection dead.
    pub keep_alive: Duration,
}

impl Default for StreamPolicy {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { overall: 1000, per_account: 6, look_again: seconds(30), keep_alive: seconds(15) }
    }
}

/// The streams of this process.
#[derive(Clone)]
pub(crate) struct Events(Arc<Inner>);

struct Inner {
    policy: StreamPolicy,
    state: Mutex<State>,
}

struct State {
    registry: Registry,
    /// What listens to the database, while there is anybody to tell.
    watching: Option<AbortHandle>,
}

/// One stream's place. Dropping it gives the place back.
pub(crate) struct Listening {
    events: Events,
    number: u64,
    signals: watch::Receiver<Signal>,
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

impl Events {
    /// Without a stream yet.
    pub(crate) fn new(policy: StreamPolicy) -> Self {
        let registry = Registry::new(policy.overall, policy.per_account);
        Self(Arc::new(Inner { policy, state: Mutex::new(State { registry, watching: None }) }))
    }

    /// How streams are kept.
    pub(crate) fn policy(&self) -> &StreamPolicy {
        &self.0.policy
    }

    /// A place for a stream of an account and the session of that token hash; none when there are too many. If the account has
    /// too many, its oldest ends.
    pub(crate) fn listen(&self, store: &Store, account: &AccountId, session: &str) -> Option<Listening> {
        let mut state = self.state();
        let (number, signals) = state.registry.add(account, session)?;
        state.watching.get_or_insert_with(|| tokio::spawn(watch_database(self.clone(), store.clone())).abort_handle());
        Some(Listening { events: self.clone(), number, signals })
    }

    /// The account's streams look again.
    pub(crate) fn look(&self, account: &AccountId) {
        self.state().registry.look(Some(account));
    }

    /// The streams of a session end.
    pub(crate) fn end_session(&self, session: &str) {
        self.state().registry.end_session(session);
    }

    /// All streams end, and there are no more: the server is ending.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.registry.close();
        state.rest();
    }

    /// Nothing is left half done in there, whatever panicked.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Stops listening to the database.
    fn rest(&mut self) {
        if let Some(watching) = self.watching.take() {
            watching.abort();
        }
    }
}

impl Listening {
    /// Waits until there is something to look at, or an end. Nothing when the server is ending.
    pub(crate) async fn signal(&mut self) -> Option<Signal> {
        self.signals.changed().await.ok()?;
        Some(*self.signals.borrow_and_update())
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut state = self.events.state();
        state.registry.remove(self.number);
        if state.registry.is_empty() {
            state.rest();
        }
    }
}

/// Passes on what the database says, for as long as it is not stopped.
async fn watch_database(events: Events, store: Store) {
    loop {
        if let Err(error) = pass_on(&events, &store).await {
            tracing::warn!(%error, "changes of cameras can't be heard of for a moment");
        }
        tokio::time::sleep(REST).await;
    }
}

/// Passes on what the database says, until it is away.
async fn pass_on(events: &Events, store: &Store) -> Result<(), StoreError> {
    let mut watch = store.watch().await?;
    // What changed before this moment was not heard: whoever has looked by now looks again.
    events.state().registry.look(None);
    loop {
        match watch.next().await? {
            Heard::Changed(accounts) => accounts.iter().for_each(|account| events.look(account)),
            Heard::Gap => events.state().registry.look(None),
        }
    }
}
