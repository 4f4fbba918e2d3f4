//! The one module that reads the time.

use jiff::{Timestamp, Unit};
use std::{fmt, sync::Arc};

/// Tells the time in whole seconds, UTC. The server's is the system's; a test's is whatever the test says.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the system's clock")]
        Self::new(Timestamp::now)
    }

    /// A clock that asks `now` each time.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The moment, cut to whole seconds: the database and the wire carry no more, so nothing must depend on more.
    pub(crate) fn now(&self) -> Timestamp {
        let now = (self.0)();
        let whole = jiff::TimestampRound::new().smallest(Unit::Second).mode(jiff::RoundMode::Floor);
        now.round(whole).unwrap_or(now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
