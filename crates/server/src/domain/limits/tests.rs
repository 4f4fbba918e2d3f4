//! The limit by examples, and against a plain list of attempts.

use super::{Quota, RetryAfter};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).expect("in range")
}

/// The `limit`-th last of attempts that are in order.
fn nth_last(quota: Quota, made: &[i64]) -> Option<Timestamp> {
    made.iter().rev().nth(quota.limit as usize - 1).copied().map(at)
}

#[test]
fn there_is_room_again_the_moment_that_the_oldest_counts_no_more() {
    let quota = Quota { limit: 3, window: HOUR };
    // When attempts were made, now, how long to wait.
    let table: [(&[i64], i64, Option<u32>); 8] = [
        (&[], 0, None),
        (&[0, 0], 0, None),
        (&[0, 0, 0], 0, Some(3600)),
        (&[0, 10, 20], 3599, Some(1)),
        (&[0, 10, 20], 3600, None),
        (&[0, 10, 20, 3600], 3600, Some(10)),
        // The attempts that were made before the last three don't matter.
        (&[0, 1, 2, 3, 4, 5], 3602, Some(1)),
        // The clock was set back: no longer than the window.
        (&[9000, 9000, 9000], 0, Some(3600)),
    ];
    for (made, now, wait) in table {
        let expected = wait.map_or(Ok(()), |seconds| Err(RetryAfter(seconds)));
        assert_eq!(quota.check(nth_last(quota, made), at(now)), expected, "{made:?} at {now}");
    }
}

#[test]
fn the_end_of_time_is_no_trouble() {
    let quota = Quota { limit: 1, window: HOUR };
    assert_eq!(quota.check(Some(Timestamp::MAX), Timestamp::MAX), Err(RetryAfter(1)));
    assert_eq!(quota.check(None, Timestamp::MIN), Ok(()));
}

proptest! {
    #[test]
    fn no_stretch_of_the_window_ever_holds_more_than_the_limit(
        limit in 1u32..6,
        window in 1i64..100,
        pauses in prop::collection::vec(0i64..60, 1..120),
    ) {
        let quota = Quota { limit, window: SignedDuration::from_secs(window) };
        let (mut now, mut made) = (0, Vec::new());
        for pause in pauses {
            now += pause;
            let in_window = made.iter().filter(|&&made| made > now - window).count();
            match quota.check(nth_last(quota, &made), at(now)) {
                Ok(()) => {
                    prop_assert!(in_window < limit as usize);
                    made.push(now);
                }
                Err(RetryAfter(seconds)) => {
                    prop_assert!(in_window >= limit as usize);
                    // What is said is exact: then there is room, and a second earlier there is none.
                    let then = now + i64::from(seconds);
                    prop_assert!(quota.check(nth_last(quota, &made), at(then)).is_ok());
                    prop_assert!(quota.check(nth_last(quota, &made), at(then - 1)).is_err());
                }
            }
        }
    }
}
