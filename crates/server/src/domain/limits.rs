//! How often is too often: a limit on any stretch of time, without the gaps that counting by the clock's hours has.

use jiff::{SignedDuration, Timestamp};

/// At most so many attempts in any stretch of time of that length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quota {
    /// How many.
    pub(crate) limit: u32,
    /// In how long.
    pub(crate) window: SignedDuration,
}

/// Too many attempts were made: seconds after which the next one may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RetryAfter(pub(crate) u32);

impl Quota {
    /// Attempts made at this moment or before it count no more.
    pub(crate) fn since(self, now: Timestamp) -> Timestamp {
        now.checked_sub(self.window).unwrap_or(Timestamp::MIN)
    }

    /// When an attempt made at this moment counts no more.
    pub(crate) fn until(self, made_at: Timestamp) -> Timestamp {
        made_at.checked_add(self.window).unwrap_or(Timestamp::MAX)
    }

    /// Whether one more attempt may be made now.
    ///
    /// `nth_last` is when the attempt was made that is the `limit`-th, counted from the last one back; none if there were
    /// not so many. It is all that one needs to know: once it counts no more, there is room for one.
    pub(crate) fn check(self, nth_last: Option<Timestamp>, now: Timestamp) -> Result<(), RetryAfter> {
        let Some(nth_last) = nth_last.filter(|&nth_last| nth_last > self.since(now)) else { return Ok(()) };
        // A clock that was set back must not lock anyone out for longer than the window.
        let wait = self.until(nth_last).duration_since(now).min(self.window);
        Err(RetryAfter(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).max(1)))
    }
}

#[cfg(test)]
mod tests;
