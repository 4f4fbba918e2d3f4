//! Who waits for whom on an HTTP/2 connection, and for how long.
//!
//! A client of HTTP/1.1 that takes nothing blocks its connection, and one that asks for nothing leaves it empty: time limits
//! of the connection are enough. HTTP/2 lets a client hold back each answer by itself, and speak of other things meanwhile.
//! So streams write down here whose turn it is.

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::{Duration, Instant},
};

/// Bytes between two looks that are no answer on its way: pings, and what TLS adds to them.
const CHATTER: u64 = 256;

/// How long to be patient.
#[derive(Clone, Debug)]
pub(super) struct Patience {
    /// For the first request.
    pub(super) first: Duration,
    /// Between two requests.
    pub(super) rest: Duration,
    /// For the client to take the next part of an answer.
    pub(super) write: Duration,
}

/// What is to be done with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It goes on.
    Stay,
    /// Nothing is under way: the client is told to come back on another.
    Leave,
    /// The client takes nothing, or does not leave: nobody waits for it any longer.
    Drop,
}

/// The streams of a connection.
#[derive(Debug)]
struct Streams {
    patience: Patience,
    next: u64,
    /// Those under way, and since when they have been waiting for the client. Nothing while it is the server's turn.
    waiting: HashMap<u64, Option<Instant>>,
    /// Whether there ever was one.
    used: bool,
    /// When the last of them came or went.
    quiet_since: Instant,
    /// When the client was last seen to take something.
    moved: Instant,
    /// What had gone out by then.
    written: u64,
    /// How long the client may take to leave, once it was told to.
    farewell: Option<Duration>,
}

impl Streams {
    fn new(patience: Patience, now: Instant) -> Self {
        let waiting = HashMap::new();
        Self { patience, next: 0, waiting, used: false, quiet_since: now, moved: now, written: 0, farewell: None }
    }

    fn begin(&mut self, now: Instant) -> u64 {
        self.next += 1;
        self.waiting.insert(self.next, None);
        self.used = true;
        self.quiet_since = now;
        self.next
    }

    fn waits(&mut self, number: u64, since: Option<Instant>) {
        self.waiting.insert(number, since);
    }

    fn end(&mut self, number: u64, now: Instant) {
        self.waiting.remove(&number);
        self.quiet_since = now;
    }

    /// The client was told to leave.
    fn leave(&mut self, farewell: Duration, now: Instant) {
        self.farewell = Some(farewell);
        self.quiet_since = now;
    }

    /// Looks at the connection, of which so many bytes went out, and which takes no more just now or does.
    fn look(&mut self, written: u64, blocked: bool, now: Instant) -> Verdict {
        // Whoever takes an answer slowly takes it. What the network does not take has a time limit of its own.
        if blocked || written > self.written + CHATTER {
            self.moved = now;
        }
        self.written = written;
        let since = |moment: Instant| now.saturating_duration_since(moment.max(self.moved));
        if self.waiting.values().flatten().any(|&handed| since(handed) >= self.patience.write) {
            return Verdict::Drop;
        }
        if !self.waiting.is_empty() {
            return Verdict::Stay;
        }
        let quiet = since(self.quiet_since);
        let (patience, verdict) = match self.farewell {
            Some(farewell) => (farewell, Verdict::Drop),
            None if self.used => (self.patience.rest, Verdict::Leave),
            None => (self.patience.first, Verdict::Leave),
        };
        if quiet >= patience { verdict } else { Verdict::Stay }
    }
}

/// The streams of a connection, as they and the connection know them.
#[derive(Clone, Debug)]
pub(super) struct Pace(Arc<Mutex<Streams>>);

impl Pace {
    /// Of a connection that begins.
    pub(super) fn new(patience: Patience) -> Self {
        Self(Arc::new(Mutex::new(Streams::new(patience, Instant::now()))))
    }

    /// A request has come: it is the server's turn.
    pub(super) fn begin(&self) -> Turn {
        let number = self.streams().begin(Instant::now());
        Turn { pace: self.clone(), number }
    }

    /// The client was told to leave, and may take so long with nothing under way.
    pub(super) fn leave(&self, farewell: Duration) {
        self.streams().leave(farewell, Instant::now());
    }

    /// What is to be done with the connection.
    pub(super) fn look(&self, written: u64, blocked: bool) -> Verdict {
        self.streams().look(written, blocked, Instant::now())
    }

    /// Nothing is left half done in there, whatever panicked.
    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream's turn. Dropping it ends the stream.
#[derive(Debug)]
pub(super) struct Turn {
    pace: Pace,
    number: u64,
}

impl Turn {
    /// The answer, each part of which is the client's to take.
    pub(super) fn pace(self, body: Body) -> PacedBody {
        PacedBody { body, turn: self }
    }

    fn waits(&self, since: Option<Instant>) {
        self.pace.streams().waits(self.number, since);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.pace.streams().end(self.number, Instant::now());
    }
}

/// An answer that knows since when its client has not taken the part that it was given.
#[derive(Debug)]
pub(super) struct PacedBody {
    body: Body,
    turn: Turn,
}

impl HttpBody for PacedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        // Asked for the next part, it knows that the client has room for more.
        self.turn.waits(None);
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(_))) = polled {
            self.turn.waits(Some(Instant::now()));
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests;
